"""Ids of things that can be seen in addresses."""

from __future__ import annotations

from datetime import datetime
from uuid import RFC_4122
from zoneinfo import ZoneInfo

import time_machine

from samre.sealing.ids import new_id


def test_an_id_is_a_uuid_of_version_seven() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_ids_made_later_sort_later() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("UTC")), tick=False) as clock:
        ids = []
        for _ in range(50):
            ids.append(new_id())
            clock.shift(0.001)
    assert ids == sorted(ids) and [str(made) for made in ids] == sorted(str(made) for made in ids)


def test_ids_of_the_same_moment_differ_in_every_random_bit() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("UTC")), tick=False):
        ids = [new_id().int for _ in range(2_000)]
    assert len(set(ids)) == len(ids)
    moving = 0
    for made in ids:
        moving |= made ^ ids[0]
    assert moving.bit_count() == 74
