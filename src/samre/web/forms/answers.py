"""Answers as people write them – `12 maj 1984`, `50 %`, `10–15` – turned into what the map reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samre.casework.rules.guide_words import guide_texts
from samre.pathway.model import Fact
from samre.pathway.person.facts import UNKNOWN_WORDS

from .days import DayError, swedish_day

NOT_KNOWN = (*UNKNOWN_WORDS, "vet ej", "?")
EMPTY = "Skriv ett svar först, eller välj Vet inte."
PERSON = (
    "Det ser ut som ett personnummer. Det behövs inte och är borttaget. Skriv bara det som frågan gäller."
)
BORN = (
    "De fyra sista siffrorna ska inte vara med, och är borttagna. Skriv bara dagen, till exempel 1984-05-12."
)
# No date and no number that is asked for has as many digits as a personnummer without its century.
_DIGITS = 10
_NUMBER = re.compile(
    r"(?:ca|cirka|ungefär|runt|~)?\s*(?P<low>-?\d{1,6})(?P<part>[.,]\d{1,3})?"
    r"(?:\s*(?:-|–|—|till)\s*(?P<high>\d{1,6})(?:[.,]\d{1,3})?)?\s*(?P<unit>\D*)"
)


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that can't be read: what was written (empty when it must not be shown), and what to do."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as the map reads it (None = "vet inte"). `note` tells how it was read, when that is not plain."""

    value: str | None
    note: str = ""


def is_personal(text: str) -> bool:
    """Whether an answer can be a personnummer (or a samordningsnummer), however it is written."""
    return sum(sign.isdigit() for sign in text) >= _DIGITS


def read_answer(fact: Fact, text: str, *, this_year: int, ahead: bool = False) -> Read | Refused:
    """One written answer. `ahead`: a date of the fact may lie in the future. What is left to the map to judge passes."""
    text = text.strip()
    if text.lower() in NOT_KNOWN:
        return Read(None)
    if is_personal(text):
        return Refused("", BORN if fact.kind == "date" else PERSON)
    if fact.kind == "int":
        return _number(fact, text)
    if fact.kind == "date":
        try:
            return Read(swedish_day(text, this_year=this_year, ahead=ahead))
        except DayError as error:
            return Refused(text, str(error))
    return Read(text)


def _number(fact: Fact, text: str) -> Read | Refused:
    found = _NUMBER.fullmatch(text.lower())
    if found is None or not _fits(fact, found["unit"].strip()):
        return Refused(text, _how(fact))
    low = int(found["low"])
    if found["high"] is None:
        note = f"Du skrev {text}. Vi räknar med hela {fact.unit}: {low}." if found["part"] else ""
        return Read(str(low), note)
    if fact.id not in guide_texts()["spann"] or int(found["high"]) < low:
        return Refused(text, _how(fact))
    return Read(str(low), f"Du skrev {text}. Vi räknar med det lägsta: {low}.")


def _fits(fact: Fact, unit: str) -> bool:
    return not unit or unit in guide_texts()["enheter"].get(fact.unit, {"ord": [fact.unit]})["ord"]


def _how(fact: Fact) -> str:
    return f"Skriv ett helt tal från {fact.minimum} till {fact.maximum} ({fact.unit}), eller välj Vet inte."
