"""Where in a text something looks like a personnummer or samordningsnummer. Telephone and diary numbers pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samre.certificate.identity import has_check_digit

# Six or eight digits of a day, as people write them (19840512, 84-05-12, 84 05 12), and the last four.
_NUMBER = re.compile(
    r"(?<![0-9])((?:18|19|20)?)([0-9]{2})([- ]?)([01][0-9])\3([0-9]{2})( ?[-+] ?| ?)([0-9]{4})(?![0-9])"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_COORDINATION = 60
# Diary numbers and times of day are written like the numbers of the youngest: those need their check digit.
_RECENT = ("202", "203")
_YEAR_LAST = re.compile(r"20[0-3][0-9]")


@dataclass(frozen=True, slots=True)
class Span:
    """A number that was found: from `start` up to `end` in the text as it was given."""

    start: int
    end: int
    is_coordination: bool


def plain_signs(text: str) -> tuple[str, list[int]]:
    """The text with digits, spaces and hyphens in their ordinary shape and without signs that nobody sees, and where in `text`
    each of its signs stood (with one more, for the end)."""
    if text.isascii():
        return text, list(range(len(text) + 1))
    signs, places = [], []
    for place, sign in enumerate(text):
        if unicodedata.category(sign) == "Cf":
            continue
        for one in unicodedata.normalize("NFKC", sign).translate(_DASHES):
            signs.append(one)
            places.append(place)
    return "".join(signs), [*places, len(text)]


def find_person_numbers(text: str, *, telephone: bool = False) -> Iterator[Span]:
    """Each of them. `telephone`: a field where ten digits in a row are usual."""
    plain, places = plain_signs(text)
    for match in _NUMBER.finditer(plain):
        if _is_number(match, telephone):
            last = places[match.end() - 1]
            yield Span(places[match.start()], last + 1, int(match[5]) >= _COORDINATION)


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
