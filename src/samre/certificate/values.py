"""The smallest readings a file needs: dates, yes/no and numbers out of text, bounded and never guessing."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

TRUE, FALSE = "true", "false"

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_BOOLEANS = {"true": TRUE, "1": TRUE, "false": FALSE, "0": FALSE}
# Blank to the eye but not to str.strip().
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def parse_date(text: str) -> date | None:
    """The day in an xs:date (YYYY-MM-DD, a time zone is allowed and ignored), or None where it is no such day."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_datetime(text: str) -> datetime | None:
    """The moment in an ISO 8601 text, or None. A lone date is its midnight; a time zone is kept."""
    text = text.strip()
    if not 10 <= len(text) <= 40 or text[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        day = parse_date(text[:10])
        return datetime(day.year, day.month, day.day) if day and len(text) <= 16 else None


def parse_boolean(text: str) -> str | None:
    """`true` or `false` for an xs:boolean, None for anything else."""
    return _BOOLEANS.get(text.strip())


def parse_number(text: str) -> Decimal | None:
    """The number in a plain decimal text (comma or point), or None. At most twelve digits a side."""
    text = text.strip()
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: empty, spaces, line ends, or characters no eye can see."""
    return not text or not text.strip() or not text.translate(_NOTHING).strip()


_NOTHING = {ord(character): None for character in _INVISIBLE}
