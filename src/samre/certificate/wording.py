"""How a day is written to people: `10 december 2015`."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
)


def in_words(day: date) -> str:
    """The day with its month as a word: `2 november 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
