"""What a condition in the map can say: small frozen nodes over facts, read by every backend.

A fact is known (bool, int, str) or absent. A condition over facts is true, false or unknown: True, False, None.
`IsUnknown` is the one node that asks for ignorance itself; it is never unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Truth = bool | None
FactValue = bool | int | str
Operator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Constant:
    """`sant` or `falskt`."""

    value: bool


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A bool fact standing alone: true when the fact is known to be true."""

    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    """`fact op value`; enum facts take = and != with a str, int facts every operator with an int."""

    fact: str
    op: Operator
    value: int | str


@dataclass(frozen=True, slots=True)
class Between:
    """`fact i low..high`: an int fact, both ends included."""

    fact: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class In:
    """`fact i {a, b}`: an enum fact among named choices. `values` is sorted."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """`är_okänd(fact)`: true when the fact is absent, false when it is known."""

    fact: str


@dataclass(frozen=True, slots=True)
class Not:
    """`inte item`."""

    item: Node


@dataclass(frozen=True, slots=True)
class And:
    """`a och b och …`, at least two."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """`a eller b eller …`, at least two."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition defined under `villkor:` and used by its name; means exactly what `item` means."""

    name: str
    item: Node


Node = Constant | IsTrue | Compare | Between | In | IsUnknown | Not | And | Or | Named
Atom = Constant | IsTrue | Compare | Between | In | IsUnknown


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, parents first."""
    yield node
    match node:
        case Not(item) | Named(_, item):
            yield from walk(item)
        case And(items) | Or(items):
            for item in items:
                yield from walk(item)


def facts_of(node: Node) -> tuple[str, ...]:
    """The facts a node reads, each once, in reading order."""
    named = (
        part.fact for part in walk(node) if isinstance(part, IsTrue | Compare | Between | In | IsUnknown)
    )
    return tuple(dict.fromkeys(named))
