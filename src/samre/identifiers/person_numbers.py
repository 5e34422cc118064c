"""Where in a text something looks like a personnummer or samordningsnummer. Telephone and diary numbers pass."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from samre.certificate.identity import has_check_digit

from .lookalikes import LOOKS_LIKE

# Six or eight digits of a day, as people write them (19840512, 84-05-12, 84 05 12), and the last four.
_NUMBER = re.compile(
    r"(?<![0-9])((?:18|19|20)?)([0-9]{2})([- ]?)([01][0-9])\3([0-9]{2})( ?[-+] ?| ?)([0-9]{4})(?![0-9])"
)
# The same with other signs between, or new lines, or a blank between all: so people get round a machine, and so a PDF is pasted.
_BETWEEN = r"[\s./_-]?"
_LOOSE = re.compile(
    rf"(?<![0-9])(?:(?:18|19|20){_BETWEEN})?[0-9]{{2}}{_BETWEEN}[01][0-9]{_BETWEEN}[0-9]{{2}}"
    r"\s?[()]?[-+./:,;_*|]{0,2}[(]?\s?[0-9]{4}(?![0-9]|[-./][0-9])"
)
# Looked for from every digit: what stands before may be a digit too.
_SPACED = re.compile(
    r"(?<![0-9])(?=((?:[0-9][ .-]{1,3}){9}(?:[0-9][ .-]{1,3}[0-9][ .-]{1,3})?[0-9])(?![0-9]))"
)
# Marks that stand over or under the sign before.
_OVER = ("Mn", "Me")
_SHAPES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-")) | LOOKS_LIKE
# Letters that are typed or read for digits, where nothing but digits stands beside them.
_AS_DIGITS = str.maketrans("OoIl", "0011")
_MIXED = re.compile(r"(?<![^\W_])[0-9OoIl]*[0-9][0-9OoIl]*(?![^\W_])")
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
    """The text with digits, spaces and hyphens in their ordinary shape, letters of other alphabets as the Latin ones they look like
    and no signs that nobody sees, and where in `text` each of its signs stood (with one more, for the end)."""
    if text.isascii():
        return text, list(range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if unicodedata.category(sign) in _OVER:
            _put_over(signs, sign)
            continue
        for one in _plain_sign(sign):
            signs.append(one)
            places.append(place)
    return "".join(signs), [*places, len(text)]


def _put_over(signs: list[str], mark: str) -> None:
    """A ring over an a is an å. Other marks don't change what a word or a number is."""
    if signs and len(whole := unicodedata.normalize("NFC", signs[-1] + mark)) == 1:
        signs[-1] = whole


def _plain_sign(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    digit = unicodedata.decimal(sign, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", sign).translate(_SHAPES)


def placed(places: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Where in the text something stood that was found in its plain signs; marks over its last sign are part of it."""
    return places[start], max(places[end], places[end - 1] + 1)


def find_person_numbers(text: str, *, telephone: bool = False) -> Iterator[Span]:
    """Each of them. `telephone`: a field where ten digits in a row are usual."""
    plain, places = plain_signs(text)
    plain = _MIXED.sub(lambda match: match[0].translate(_AS_DIGITS), plain)
    end = 0
    for start, until, day in sorted(_spans(plain, telephone=telephone)):
        if start >= end:
            end = until
            yield Span(*placed(places, start, until), day >= _COORDINATION)


def _spans(plain: str, *, telephone: bool) -> Iterator[tuple[int, int, int]]:
    """From where, to where, and the number of the day. Numbers written in other ways need their check digit."""
    for match in _NUMBER.finditer(plain):
        if _is_number(match, telephone):
            yield match.start(), match.end(), int(match[5])
    if telephone:
        return
    loose = [match.span() for match in _LOOSE.finditer(plain)]
    for start, end in (*loose, *(match.span(1) for match in _SPACED.finditer(plain))):
        digits = "".join(sign for sign in plain[start:end] if sign.isdigit())
        if _is_loose_number(digits[:-10], digits[-10:]):
            yield start, end, int(digits[-6:-4])


def _is_loose_number(century: str, ten: str) -> bool:
    """Days of these years stand in rows, with times and years after them: only a number of somebody older is sure."""
    is_recent = ten[:1] in "23" and century in ("", "20")
    return not is_recent and has_check_digit(ten) and _is_day(century, ten[:2], ten[2:4], int(ten[4:6]))


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
