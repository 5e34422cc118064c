"""Answers in words, the same on every page and paper."""

from __future__ import annotations

import re
from datetime import date

from samre.certificate.wording import MONTHS
from samre.certificate.wording import in_words as day_in_words
from samre.pathway.model import Fact
from samre.pathway.nodes import FactValue
from samre.pathway.person.facts import Facts

from ..rules.guide_words import choices_of, guide_texts

UNKNOWN_TEXT = "Vet inte"
PART = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def written_day(text: str) -> str:
    """`21 november 2026`, of a month `november 2026`; a text that is no date is given back."""
    if month := PART.fullmatch(text):
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    try:
        return day_in_words(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def in_words(fact: Fact, value: FactValue | None) -> str:
    """A value as a person says it: `Ja`, `34 år`, `21 november 2026`, the label of a choice."""
    if value is None:
        return UNKNOWN_TEXT
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if fact.kind == "int":
        return _number_in_words(fact, int(value))
    if fact.kind == "enum":
        return next((choice.label for choice in fact.choices if choice.id == value), str(value))
    return written_day(str(value))


def known_in_words(fact: Fact, facts: Facts) -> str:
    """What is known of a fact; `50–51 år` where a year or a month of birth leaves more than one number open."""
    low, high = facts.spans.get(fact.id, (0, 0))
    return f"{low}–{high} {fact.unit}" if low < high else in_words(fact, facts.values.get(fact.id))


def _number_in_words(fact: Fact, value: int) -> str:
    """`34 år`, `1 dag`, the label of a number that is chosen; of days that have passed, `Gick ut för 10 år sedan`."""
    label = dict(choices_of(fact)).get(str(value))
    if label:
        return label
    if value < 0 and fact.derivation is not None and fact.derivation.kind == "dagar_till":
        return f"Gick ut för {_ago(-value)} sedan"
    if fact.unit.lower() in fact.label.lower():
        return str(value)
    if value == 0 and (none := guide_texts()["enheter"].get(fact.unit, {}).get("noll")):
        return str(none)
    return f"{value} {_unit(fact.unit, value)}"


def _unit(unit: str, number: int) -> str:
    rows = guide_texts()["enheter"]
    return str(rows[unit]["en"]) if number == 1 and unit in rows else unit


def _ago(days: int) -> str:
    """`1 dag`, `40 dagar`, `5 månader`, `10 år`: how long ago, in the unit a person would use."""
    for unit, length, fewest in (("år", 365, 2), ("månader", 30, 3), ("dagar", 1, 0)):
        if days >= length * fewest:
            return f"{days // length} {_unit(unit, days // length)}"
    return ""


def sentence_list(names: list[str], *, last: str = "och") -> str:
    """`a, b och c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
