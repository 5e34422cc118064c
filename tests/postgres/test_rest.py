"""A PostgreSQL that is down is asked by one at a time: the others are told at once, and it is found again when it is back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.backends.postgresql.base import DatabaseWrapper as Django
from django.db.utils import OperationalError
from psycopg_pool import PoolTimeout

from samre.config.postgresql import base
from samre.web.faults import Fault, fault_of


def test_after_one_has_waited_in_vain_the_next_are_told_at_once_until_the_rest_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, asked, up = [100.0], [], []

    def connect(self: Any, params: dict[str, Any]) -> str:
        asked.append(now[0])
        if not up:
            raise PoolTimeout("no connection")
        return "connection"

    monkeypatch.setattr(base, "_rests_until", {})
    monkeypatch.setattr(base.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(Django, "get_new_connection", connect)
    wrapper = base.DatabaseWrapper({"NAME": "x", "OPTIONS": {}, "TIME_ZONE": None}, alias="prov")
    with pytest.raises(PoolTimeout):
        wrapper.get_new_connection({})
    for _ in range(3):
        with pytest.raises(OperationalError) as told:
            wrapper.get_new_connection({})
        assert fault_of(told.value) is Fault.GONE
    assert asked == [100.0]
    up.append(True)
    now[0] += base.REST_SECONDS
    assert wrapper.get_new_connection({}) == "connection"
