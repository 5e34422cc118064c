"""Person ids: what kind of id it is and whether its date and check digit hold. Says nothing about the person."""

from __future__ import annotations

import re
from datetime import date

from .forms import load
from .model import Identity

PERSONNUMMER = "personnummer"
SAMORDNINGSNUMMER = "samordningsnummer"
RESERVNUMMER = "reservnummer"
OTHER = "annan"

# Twelve digits, or ten with + for a person of 100 or more. Letters are handled as reserve numbers.
_DIGITS = re.compile(r"([0-9]{2})?([0-9]{2})([0-9]{2})([0-9]{2})([-+]?)([0-9]{4})")
_RESERVE = re.compile(r"(?:[0-9]{2})?[0-9]{6}-?(?=[0-9A-Z]*[A-Z])[0-9A-Z]{4}")
_LMA = re.compile(r"[0-9]{2}-?[0-9]{6}/?[0-9]?|[0-9]{8}")
_DAY_ADDED = 60


def judge_identity(value: str, root: str = "") -> Identity:
    """The kind and validity of a person id, with the Swedish reason where it isn't valid.

    `value` as the file gives it: twelve digits or ten (with or without - or +), or a reserve number. `root` is the OID or
    URL of the id system; where it contradicts the id itself, the id decides. Samordningsnummer may have month 00 and
    day 60 (unknown date of birth; Skatteverket's test numbers do). A file's century is never guessed for ten digits:
    only the check digit and the existence of the day in some century are judged.
    """
    text = value.strip().upper()
    stated = load().id_systems.get(root.strip().removeprefix("urn:oid:"), "")
    if not text:
        return Identity(value, root, OTHER, False, "Personens id saknas.")
    match = _DIGITS.fullmatch(text)
    if match is not None and stated not in ("reservnummer", "LMA-nummer"):
        return _numbered(value, root, match)
    if _RESERVE.fullmatch(text) and stated != "LMA-nummer":
        # Regions number these in their own ways, so only the form can be judged.
        return Identity(value, root, RESERVNUMMER, True)
    if stated == "LMA-nummer":
        valid = _LMA.fullmatch(text) is not None
        return Identity(value, root, OTHER, valid, "" if valid else "LMA-numret har fel form.")
    reason = "Personens id har inte formen av ett personnummer, samordningsnummer eller reservnummer."
    return Identity(value, root, OTHER, False, reason)


def _numbered(value: str, root: str, match: re.Match[str]) -> Identity:
    century, year, month, day, _, last = match.groups()
    coordination = int(day) >= _DAY_ADDED
    kind = SAMORDNINGSNUMMER if coordination else PERSONNUMMER
    reason = ""
    if not _is_day(century, year, month, day, coordination):
        reason = f"{kind.capitalize()} har ett födelsedatum som inte finns."
    elif last[:3] == "000":
        reason = f"{kind.capitalize()} har ett födelsenummer som inte delas ut."
    elif not has_check_digit(year + month + day + last):
        reason = f"{kind.capitalize()} har fel kontrollsiffra."
    return Identity(value, root, kind, not reason, reason)


def _is_day(century: str | None, year: str, month: str, day: str, coordination: bool) -> bool:
    number = int(day) - (_DAY_ADDED if coordination else 0)
    if coordination and (month == "00" or number == 0):
        return int(month) <= 12 and number <= 31
    # Without a century: a leap year in any century will do.
    years = (int(century + year),) if century else (1900 + int(year), 2000 + int(year))
    return any(_exists(a_year, int(month), number) for a_year in years if a_year >= 1800)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def has_check_digit(ten: str) -> bool:
    """Whether the last of ten digits is the Luhn check digit of the nine before it."""
    total = 0
    for place, digit in enumerate(ten):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
