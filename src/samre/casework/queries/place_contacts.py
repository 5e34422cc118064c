"""Whom a handledare calls when the person does not come: what the order told, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Delivery
from ..rules.interventions import intervention_rules
from ..rules.placements import absence_words, never_told, telephone_in


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call: who, what the order says of how, and the first telephone number in it (empty: there is none)."""

    who: str
    text: str
    number: str


@dataclass(frozen=True, slots=True)
class Absence:
    """What to do when the person does not come, and whom to call, in that order."""

    words: str
    calls: tuple[Call, ...]


def when_absent(delivery: Delivery) -> Absence:
    """By what the order told: the person's own number only where it was let out, the kommun's always."""
    hidden = never_told() if delivery.is_protected else frozenset()
    told = {name: text for name, text in delivery.snapshot["fields"].items() if name not in hidden}
    rows = intervention_rules()["beställning"]["ring"]
    calls = (Call(who, told[name], telephone_in(told[name])) for name, who in rows.items() if told.get(name))
    return Absence(absence_words(told), tuple(calls))
