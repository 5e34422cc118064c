"""A person, a value and a time in the words of the map."""

from __future__ import annotations

from collections.abc import Mapping

from .model import Fact
from .nodes import FactValue


def words(facts: Mapping[str, Fact], person: Mapping[str, FactValue]) -> tuple[tuple[str, str], ...]:
    """A person as (label, value in words), in the definition's order."""
    return tuple((fact.label, in_words(fact, person[name])) for name, fact in facts.items() if name in person)


def in_words(fact: Fact, value: FactValue) -> str:
    """A value as a reader says it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, str):
        return next((choice.label for choice in fact.choices if choice.id == value), value)
    return f"{value} {fact.unit}".strip()


def days_words(number: int) -> str:
    """`1 dag`, `3 dagar`."""
    return f"{number} dag" if number == 1 else f"{number} dagar"
