"""Person numbers as people write them, and as they are kept: twelve digits, judged before anything is saved."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from samre.accounts.acts import Refused
from samre.certificate.identity import judge_identity
from samre.identifiers.names import LONGEST_PREFIX, SHORTEST_PREFIX, plain_name, written_as

from ..models import IdentityKind

_SIGNS = re.compile(r"[\s\-–+]")
_UNKNOWN_DAY = 60


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity that can be kept: its kind, the number in its one written form, and the day of birth it tells."""

    kind: str
    number: str
    born: date | None


def read_identity(text: str, *, on: date, kind: str = "") -> KnownIdentity:
    """`text` (personnummer or samordningsnummer with or without century, or another identity) in its one form.

    Ten digits get the century that makes the person younger than 100, or older where there is a +. Raises Refused.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if kind == IdentityKind.OTHER:
        if not plain or len(plain) > 40:
            raise Refused(
                {"nummer": "Skriv den andra identiteten, till exempel LMA-nummer, med högst 40 tecken."}
            )
        return KnownIdentity(kind, plain.upper(), None)
    digits = _SIGNS.sub("", plain)
    # Plain digits: there are signs that are digits and no number.
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (10, 12):
        raise Refused(
            {"nummer": "Skriv personnumret med tio eller tolv siffror, till exempel 19121212-1212."}
        )
    if len(digits) == 10:
        digits = _with_century(digits, on=on, over_hundred="+" in plain)
    judged = judge_identity(digits)
    if not judged.valid:
        raise Refused({"nummer": f"{judged.reason} Kontrollera numret mot handlingen."})
    born = _born(digits)
    if born is not None and born > on:
        raise Refused({"nummer": "Födelsedagen har inte varit än. Kontrollera numret."})
    return KnownIdentity(judged.kind, digits, born)


def _with_century(ten: str, *, on: date, over_hundred: bool) -> str:
    year = on.year - on.year % 100 + int(ten[:2])
    month, day = int(ten[2:4]), int(ten[4:6])
    if (year, month, day % _UNKNOWN_DAY) > (on.year, on.month, on.day):
        year -= 100
    return f"{year - 100 * over_hundred}{ten[2:]}"


def _born(twelve: str) -> date | None:
    """The day in the number; None where a samordningsnummer leaves it open."""
    day = int(twelve[6:8])
    try:
        return date(int(twelve[:4]), int(twelve[4:6]), day - _UNKNOWN_DAY if day > _UNKNOWN_DAY else day)
    except ValueError:
        return None


def name_parts(name: str) -> frozenset[str]:
    """What a name can be found by: each part, and its beginnings of two to six letters, plain and small; also as somebody types
    it without å, ä and ö."""
    found = set()
    for word in plain_name(name).split():
        for part in written_as(word):
            found.add(part)
            found.update(part[:size] for size in range(SHORTEST_PREFIX, min(len(part), LONGEST_PREFIX) + 1))
    return frozenset(found)


def in_print(kind: str, number: str) -> str:
    """A number as people read it: `19121212-1212`; another identity as it is kept."""
    whole = kind != IdentityKind.OTHER and len(number) == 12
    return f"{number[:8]}-{number[8:]}" if whole else number
