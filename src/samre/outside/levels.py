"""Levels of assurance (LoA): how sure the issuer is of who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Untrusted(Exception):
    """A login that is not believed. `fault` is a word for the log, `reason` the sentence for the page."""

    def __init__(self, fault: str, reason: str) -> None:
        self.fault, self.reason = fault, reason
        super().__init__(f"{fault}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Somebody an issuer vouches for: its claims about her, and the level."""

    issuer: str
    level: str
    claims: Mapping[str, Any]


TOO_LOW = (
    "Du loggade in på ett sätt som inte räcker här. Logga in med en e-legitimation på tillitsnivå 3 eller 4, "
    "till exempel SITHS, Efos eller Freja OrgID."
)
NOT_BELIEVED = (
    "Inloggningen gick inte att lita på, så den avbröts. Försök igen. "
    "Händer det en gång till: säg till den som sköter driften."
)


def check_level(level: object, allowed: frozenset[str]) -> str:
    """The level, if it is one of the allowed ones to the letter. Raises Untrusted for every other, and for none."""
    if not isinstance(level, str) or level not in allowed:
        raise Untrusted("level", TOO_LOW)
    return level
