"""Whole numbers out of addresses and forms: `"²".isdigit()` is true, and `int` refuses 5000 digits. Read them here."""

from __future__ import annotations

# No number a page counts in is longer; it fits every integer column too.
DIGITS = 9


def whole_number(text: str, *, digits: int = DIGITS) -> int | None:
    """The number, 0 or more, of at most so many plain digits; None for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
