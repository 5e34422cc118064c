"""Changing keys: everything is sealed anew, and an old key goes only when nothing needs it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from samre.sealing import rotate
from samre.sealing.keyfile import KeyLost
from samre.sealing.keyring import keyring

from .test_fields import stored


def fill(letters, count: int = 7) -> None:
    for number in range(count):
        row = letters(receiver=f"Person {number}", facts={"nummer": number}, body=None)
        row.renew_look_ups()
        row.save()


def let_time_pass(file: Path) -> None:
    settled = time.time() - rotate.SETTLE_SECONDS - 1
    os.utime(file, (settled, settled))


def test_all_values_move_to_the_new_key_and_the_old_one_goes(letters, key_file: Path) -> None:
    fill(letters)
    rotate.add_key(key_file)
    (result,) = rotate.reseal([letters], batch=3)
    assert (result.model, result.rows, result.changed) == ("letters.Letter", 7, 7 * 3)
    assert all(keyring().is_newest(token) for token in stored() + stored("facts"))
    let_time_pass(key_file)
    state = rotate.drop_old_keys(key_file, [letters])
    assert (state.sealing, state.look_up) == (1, 1)
    assert [row.receiver for row in letters.objects.order_by("pk")] == [
        f"Person {number}" for number in range(7)
    ]
    key = keyring().look_up("letter.receiver", "vik", "Person 4")
    assert letters.objects.get(receiver_key=key).facts == {"nummer": 4}


def test_a_change_that_was_broken_off_goes_on_where_it_was(letters, key_file: Path) -> None:
    fill(letters)
    rotate.add_key(key_file)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE letters_letter SET facts = NULL WHERE id = (SELECT max(id) FROM letters_letter)"
        )
    first = letters.objects.order_by("pk").first()
    first.renew_look_ups()
    first.save()
    before = stored()
    (result,) = rotate.reseal([letters])
    assert result.changed == 6 * 3 - 1
    assert stored()[0] == before[0] and stored()[1] != before[1]
    (again,) = rotate.reseal([letters])
    assert again.changed == 0


def test_append_only_rows_are_opened_for_the_change_batch_by_batch(letters, key_file: Path) -> None:
    fill(letters)
    rotate.add_key(key_file)
    opened: list[bool] = []

    @contextmanager
    def maintenance() -> Iterator[None]:
        opened.append(connection.in_atomic_block)
        yield

    list(rotate.reseal([letters], batch=3, around=maintenance))
    assert opened == [True, True, True]


def test_an_old_key_that_is_still_needed_is_not_dropped(letters, key_file: Path) -> None:
    fill(letters, 2)
    rotate.add_key(key_file)
    let_time_pass(key_file)
    kept = key_file.read_text()
    with pytest.raises(KeyLost, match=r"letters\.Letter \(6\)"):
        rotate.drop_old_keys(key_file, [letters])
    assert key_file.read_text() == kept


def test_a_look_up_alone_keeps_the_old_key(letters, key_file: Path) -> None:
    fill(letters, 1)
    rotate.add_key(key_file, rings=["look_up"])
    let_time_pass(key_file)
    with pytest.raises(KeyLost, match=r"letters\.Letter \(1\)"):
        rotate.drop_old_keys(key_file, [letters])


def test_old_keys_are_not_dropped_while_a_write_may_still_be_on_its_way(letters, key_file: Path) -> None:
    rotate.add_key(key_file)
    with pytest.raises(KeyLost, match="Vänta"):
        rotate.drop_old_keys(key_file, [letters])


def test_a_value_no_key_opens_stops_the_change(letters, key_file: Path) -> None:
    fill(letters, 1)
    lost = json.loads(key_file.read_text())
    key_file.unlink()
    rotate.new(key_file)
    assert json.loads(key_file.read_text()) != lost
    with pytest.raises(KeyLost):
        list(rotate.reseal([letters]))


def test_a_value_that_somebody_changes_meanwhile_is_left_as_she_wrote_it(
    letters, key_file: Path, monkeypatch
) -> None:
    fill(letters, 1)
    rotate.add_key(key_file)
    read = rotate._tokens

    def read_then_somebody_writes(model, keys):
        found = list(read(model, keys))
        letters.objects.update(receiver="Nytt namn")
        return found

    monkeypatch.setattr(rotate, "_tokens", read_then_somebody_writes)
    list(rotate.reseal([letters]))
    assert letters.objects.get().receiver == "Nytt namn"


def test_keys_in_use_are_never_written_over(key_file: Path) -> None:
    before = key_file.read_text()
    with pytest.raises(KeyLost, match="finns redan"):
        rotate.new(key_file)
    assert key_file.read_text() == before


def test_a_new_key_leaves_no_other_file_and_the_same_rights(key_file: Path) -> None:
    state = rotate.add_key(key_file)
    assert (state.sealing, state.look_up, state.is_private) == (2, 2, True)
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_what_is_shown_of_the_keys_is_their_number_and_who_can_read_them(key_file: Path) -> None:
    key_file.chmod(0o644)
    state = rotate.show(key_file)
    assert not state.is_private
    assert json.loads(key_file.read_text())["sealing"][0] not in repr(state)
