"""Dates as people write them in Sweden, turned into ISO: a day, a month or a year."""

from __future__ import annotations

import re
from datetime import date

from samre.certificate.wording import MONTHS

FIRST_YEAR, LAST_YEAR = 1800, 2199
WRITE = "Skriv till exempel 1984-05-12, 12 maj 1984, maj 1984 eller bara 1984."
_YEAR = r"(?P<year>\d{4}|[-’']?\d{2})"
_MONTH_NAME = r"(?P<name>[a-zå]{3,9})\.?"
_ISO = re.compile(r"(?P<year>\d{4})(?:[-/. ]?(?P<month>\d{2})(?:[-/. ]?(?P<day>\d{2}))?)?")
_LOOSE_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_SHORT = re.compile(r"(?P<year>\d{2})[-/. ]?(?P<month>\d{2})[-/. ]?(?P<day>\d{2})")
_SLASHED = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[-/., ]{0,2}" + _YEAR)
_NAMED = re.compile(
    r"(?:den |i )?(?:(?P<day>\d{1,2})(?::?e|:a)?\.? ?)?" + _MONTH_NAME + r",? ?" + _YEAR, re.IGNORECASE
)
_WITHOUT_YEAR = re.compile(
    r"(?:den )?(?:\d{1,2}[/.]\d{1,2}|\d{1,2}(?::?e|:a)? [a-zå]{3,9}\.?)", re.IGNORECASE
)
_FORMS = (_ISO, _LOOSE_ISO, _SHORT, _SLASHED, _NAMED)


class DayError(ValueError):
    """A text that is no date; the message says in Swedish what to write."""


def swedish_day(text: str, *, this_year: int, ahead: bool = False) -> str:
    """`1984`, `1984-05` or `1984-05-12` out of a written date. Raises DayError, which never quotes the text.

    A year of two digits is the latest such year that is not after `this_year` (with `ahead`: not twenty years after).
    """
    text = " ".join(text.split())
    if _WITHOUT_YEAR.fullmatch(text):
        raise DayError(f"Året fattas. {WRITE}")
    found = dict.fromkeys(_readings(text, this_year + (20 if ahead else 0)))
    if len(found) > 1:
        raise DayError(f"Det går att läsa på flera sätt. Skriv {' eller '.join(found)}.")
    if found:
        return next(iter(found))
    if any(form.fullmatch(text) for form in _FORMS):
        raise DayError(f"Den dagen finns inte i kalendern. {WRITE}")
    raise DayError(f"Det går inte att läsa som en dag. {WRITE}")


def _readings(text: str, last_year: int) -> list[str]:
    """Every way to read the text as a date that exists."""
    matches = (form.fullmatch(text) for form in _FORMS)
    return [day for match in matches if match and (day := _iso(match.groupdict(), last_year))]


def _iso(parts: dict[str, str | None], last_year: int) -> str:
    """The ISO text of the parts of a date, or empty when there is no such day."""
    year = _whole_year(parts["year"] or "", last_year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    month = _month(parts["name"] or "") if "name" in parts else int(parts["month"] or 0)
    day = int(parts["day"] or 0)
    if not month:
        return f"{year:04}" if "name" not in parts and not parts["month"] else ""
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}" + (f"-{day:02}" if parts["day"] else "") if day or not parts["day"] else ""


def _whole_year(text: str, last_year: int) -> int:
    digits = text.lstrip("-’'")
    if len(digits) == 4:
        return int(digits)
    year = last_year // 100 * 100 + int(digits)
    return year if year <= last_year else year - 100


def _month(name: str) -> int:
    """The number of a month by its name or the start of it, or 0."""
    word = name.lower()
    return next(
        (n for n, month in enumerate(MONTHS, 1) if month.startswith(word) or (word == "sept" and n == 9)), 0
    )
