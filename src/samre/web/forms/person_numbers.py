"""Finds a personnummer or samordningsnummer in free text, so that none is kept. Telephone and diary numbers pass."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from samre.certificate.identity import has_check_digit

MESSAGE = "Det ser ut som ett personnummer. Ta bort det, så kan du gå vidare. Resten av texten är kvar."
REMOVED = "[personnummer borttaget]"
REMOVED_NOTICE = "Ett personnummer i intygets text är borttaget."
# Six or eight digits of a day, as people write them (19840512, 84-05-12, 84 05 12), and the last four.
_NUMBER = re.compile(
    r"(?<![0-9])((?:18|19|20)?)([0-9]{2})([- ]?)([01][0-9])\3([0-9]{2})( ?[-+] ?| ?)([0-9]{4})(?![0-9])"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_COORDINATION = 60
# Diary numbers and times of day are written like the numbers of the youngest: those need their check digit.
_RECENT = ("202", "203")
_YEAR_LAST = re.compile(r"20[0-3][0-9]")


def has_person_number(text: str, *, telephone: bool = False) -> bool:
    """Whether a text holds what looks like a personnummer. `telephone`: a field where ten digits in a row are usual."""
    return any(_is_number(match, telephone) for match in _NUMBER.finditer(_plain(text)))


def without_person_numbers(text: str) -> str:
    """The text with every such number replaced by REMOVED; the very same text where there is none."""
    plain = _plain(text)
    if not has_person_number(plain):
        return text
    return _NUMBER.sub(lambda match: REMOVED if _is_number(match, False) else match[0], plain)


def _plain(text: str) -> str:
    """Digits, spaces and hyphens in their ordinary shape, whatever keyboard or program wrote them."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _is_number(match: re.Match[str], telephone: bool) -> bool:
    century, year, _, month, day, sign, last = match.groups()
    if not _is_day(century, year, month, int(day)):
        return False
    if has_check_digit(year + month + day + last):
        return not (telephone and not century and not sign.strip())
    # Without its check digit it may be something else; a mistyped personnummer is still one.
    is_sure = bool(century) or bool(sign.strip())
    return is_sure and not (century + year).startswith(_RECENT) and not _YEAR_LAST.fullmatch(last)


def _is_day(century: str, year: str, month: str, day: int) -> bool:
    """Whether the day exists in some century; in a samordningsnummer 60 is added, and parts may be unknown (00)."""
    if day >= _COORDINATION:
        return int(month) <= 12 and day - _COORDINATION <= 31
    years = [int(century + year)] if century else [1900 + int(year), 2000 + int(year)]
    return any(_exists(number, int(month), day) for number in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
