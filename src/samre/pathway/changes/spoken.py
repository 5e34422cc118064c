"""A condition read aloud in Swedish: with the labels of the facts and their answers, as a line or as clauses within clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..model import Fact
from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Operator, Or
from ..wording import in_words

Glue = Literal["", "och", "eller"]
Facts = Mapping[str, Fact]
# Never »är inte »Nej, …««: an answer often has a no in it already.
_OTHER = "något annat än"
_NUMBERS: Mapping[Operator, str] = {
    "=": "är exakt",
    "!=": "är inte",
    "<": "är mindre än",
    "<=": "är högst",
    ">": "är mer än",
    ">=": "är minst",
}
_OPPOSITE: Mapping[Operator, Operator] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a condition: a sentence (`text`), or parts held together by `glue`. `name`: the named condition it stands for."""

    text: str = ""
    glue: Glue = ""
    parts: tuple[Clause, ...] = ()
    name: str = ""

    def __str__(self) -> str:
        return f" {self.glue} ".join(_within(part) for part in self.parts) if self.parts else self.text


def spoken(node: Node, facts: Facts) -> str:
    """The condition as one line. A fact that is not there is called by its id."""
    return str(clause(node, facts))


def clause(node: Node, facts: Facts) -> Clause:
    """The condition as clauses; »inte« is said of each part by itself, never of a group."""
    return _clause(inwards(node), facts)


def inwards(node: Node, *, holds: bool = True) -> Node:
    """The same condition, or its opposite where not `holds`, with every »inte« directly before an atom (Kleene keeps De Morgan)."""
    match node:
        case Named(name, item):
            return Named(name, inwards(item)) if holds else inwards(item, holds=False)
        case Not(item):
            return inwards(item, holds=not holds)
        case And(items) | Or(items):
            gate = And if isinstance(node, And) is holds else Or
            return gate(tuple(inwards(item, holds=holds) for item in items))
        case Constant(value):
            return Constant(value is holds)
        case Compare(fact, op, value):
            return node if holds else Compare(fact, _OPPOSITE[op], value)
    return node if holds else Not(node)


def _clause(node: Node, facts: Facts) -> Clause:
    match node:
        case Named(name, item):
            inner = _clause(item, facts)
            return Clause(inner.text, inner.glue, inner.parts, name)
        case And(items) | Or(items):
            glue: Glue = "och" if isinstance(node, And) else "eller"
            return Clause(glue=glue, parts=tuple(_clause(item, facts) for item in items))
        case Not(item):
            return Clause(_sentence(item, facts, holds=False))
    return Clause(_sentence(node, facts, holds=True))


def _within(part: Clause) -> str:
    return f"({part})" if part.parts else part.text


def _sentence(atom: Node, facts: Facts, *, holds: bool) -> str:
    match atom:
        case IsTrue(name):
            return f"{_label(name, facts)}: {'ja' if holds else 'nej'}"
        case IsUnknown(name):
            return f"{_label(name, facts)} är {'inte känt' if holds else 'känt'}"
        case Compare(name, op, value):
            return _compared(name, op, value, facts)
        case Between(name, low, high):
            unit = facts[name].unit if name in facts else ""
            span = f"är {low}–{high}" if holds else f"är mindre än {low} eller mer än {high}"
            return f"{_label(name, facts)} {span} {unit}".rstrip()
        case In(name, values):
            said = [_value(name, value, facts) for value in values]
            how = (
                _listed(said)
                if holds
                else f"varken {_listed(said)}"
                if len(said) > 1
                else f"{_OTHER} {said[0]}"
            )
            return f"{_label(name, facts)} är {how}"
    return "alltid" if atom == Constant(True) else "aldrig"


def _compared(name: str, op: Operator, value: int | str, facts: Facts) -> str:
    said = _value(name, value, facts)
    if isinstance(value, str):
        return f"{_label(name, facts)} är {said if op == '=' else f'{_OTHER} {said}'}"
    return f"{_label(name, facts)} {_NUMBERS[op]} {said}"


def _label(name: str, facts: Facts) -> str:
    return facts[name].label if name in facts else name


def _value(name: str, value: int | str, facts: Facts) -> str:
    said = in_words(facts[name], value) if name in facts else str(value)
    return f"»{said}«" if isinstance(value, str) else said


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} eller {items[-1]}"
