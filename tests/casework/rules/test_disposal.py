"""When a file is removed, told as a table: last note, today, birth day → verdict."""

from __future__ import annotations

from datetime import date

import pytest

from samre.casework.rules.disposal import File, judge

D = date


@pytest.mark.parametrize(
    ("last_note", "on", "verdict", "due", "finish"),
    [
        (D(2021, 11, 21), D(2026, 11, 21), "inte_än", D(2026, 11, 21), D(2027, 12, 31)),
        (D(2021, 11, 20), D(2026, 11, 21), "gallra", D(2026, 11, 20), D(2027, 12, 31)),
        (D(2020, 2, 29), D(2025, 2, 28), "inte_än", D(2025, 2, 28), D(2026, 12, 31)),
        (D(2020, 2, 29), D(2025, 3, 1), "gallra", D(2025, 2, 28), D(2026, 12, 31)),
        (D(2019, 12, 31), D(2025, 1, 1), "gallra", D(2024, 12, 31), D(2025, 12, 31)),
        (D(2020, 1, 1), D(2025, 1, 2), "gallra", D(2025, 1, 1), D(2026, 12, 31)),
        (D(2026, 11, 1), D(2026, 11, 21), "inte_än", D(2031, 11, 1), D(2032, 12, 31)),
    ],
)
def test_five_years_after_the_last_note(
    last_note: date, on: date, verdict: str, due: date, finish: date
) -> None:
    found = judge(File(is_open=False, last_note_on=last_note, day_of_birth=12), on=on)
    assert (found.verdict, found.due_on, found.finish_by) == (verdict, due, finish)


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(4, "gallra"), (5, "bevara"), (6, "gallra"), (15, "bevara"), (25, "bevara"), (None, "bevara")],
)
def test_those_born_on_the_days_of_the_sample_are_preserved(day: int | None, verdict: str) -> None:
    found = judge(File(is_open=False, last_note_on=D(2019, 1, 1), day_of_birth=day), on=D(2026, 11, 21))
    assert found.verdict == verdict


def test_an_open_case_and_a_hold_wait_whatever_else_is_true() -> None:
    old = {"last_note_on": D(2010, 1, 1), "day_of_birth": 5}
    assert judge(File(is_open=True, **old), on=D(2026, 11, 21)).rule == "pagaende"  # type: ignore[arg-type]
    held = judge(File(is_open=False, is_held=True, **old), on=D(2026, 11, 21))  # type: ignore[arg-type]
    assert (held.verdict, held.rule) == ("vänta", "rattsprocess")


def test_a_kommun_of_the_sample_preserves_everybody() -> None:
    file = File(is_open=False, last_note_on=D(2010, 1, 1), day_of_birth=12, in_sample_kommun=True)
    assert judge(file, on=D(2026, 11, 21)).rule == "urvalskommun"
