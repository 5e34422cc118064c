"""From conditions to a circuit: which bits of each fact are stored, and how an atom reads them.

Enum facts get one bit per group of choices that the map tells apart, int facts one per threshold, bool facts `ja` and `nej`;
a fact with several bits shares one bit for `known`. When the map would need more than `budget` bits a person, the facts
that save most are stored as the number of their cell instead, and the bits above are made on the way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Fact
from ..nodes import And, Atom, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or, walk
from .circuit import Circuit, Plane, Rails

BUDGET = 160


@dataclass(frozen=True, slots=True)
class Layout:
    """How one fact is stored. `groups` (enum) or `thresholds` (int) are what the map tells apart."""

    fact: str
    groups: tuple[tuple[str, ...], ...] = ()
    thresholds: tuple[int, ...] = ()
    binary: bool = False

    @property
    def parts(self) -> int:
        """How many bits tell the cells apart, `known` not counted."""
        return len(self.groups) + len(self.thresholds)

    @property
    def coded(self) -> int:
        """Bits per person as cell numbers."""
        cells = len(self.groups) + 1 if self.groups else len(self.thresholds) + 1
        return cells.bit_length()

    @property
    def width(self) -> int:
        """Bits per person."""
        return self.coded if self.binary else self.parts + 1


def layouts_for(nodes: Iterable[Node], facts: Mapping[str, Fact], budget: int) -> dict[str, Layout]:
    """How each fact that the nodes read is stored within `budget` bits, if that is possible."""
    atoms: dict[str, list[Atom]] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, IsTrue | Compare | Between | In | IsUnknown):
                atoms.setdefault(part.fact, []).append(part)
    layouts = {name: _layout(facts[name], used) for name, used in atoms.items()}
    total = sum(layout.width for layout in layouts.values())
    for layout in sorted(layouts.values(), key=lambda item: (item.coded - item.width, item.fact)):
        if total <= budget or layout.coded >= layout.width:
            break
        layouts[layout.fact] = Layout(layout.fact, layout.groups, layout.thresholds, binary=True)
        total -= layout.width - layout.coded
    return layouts


def _layout(fact: Fact, atoms: list[Atom]) -> Layout:
    if fact.kind == "enum":
        wanted = [_choices(atom) for atom in atoms]
        groups: dict[tuple[bool, ...], list[str]] = {}
        for choice in fact.choices:
            groups.setdefault(tuple(choice.id in ids for ids in wanted), []).append(choice.id)
        return Layout(fact.id, groups=tuple(tuple(ids) for mark, ids in groups.items() if any(mark)))
    if fact.kind == "int":
        return Layout(fact.id, thresholds=tuple(sorted({t for atom in atoms for t in _thresholds(atom)})))
    return Layout(fact.id, groups=(("sant",),))


def _choices(atom: Atom) -> tuple[str, ...]:
    match atom:
        case Compare(_, _, value):
            return (str(value),)
        case In(_, values):
            return values
    return ()


def _thresholds(atom: Atom) -> tuple[int, ...]:
    match atom:
        case Compare(_, op, value):
            low = int(value)
            return {"<": (low,), ">=": (low,), ">": (low + 1,), "<=": (low + 1,)}.get(op, (low, low + 1))
        case Between(_, low, high):
            return (low, high + 1)
    return ()


class Wiring:
    """Rails of conditions over one set of layouts; every part of a condition is wired once."""

    def __init__(self, layouts: Mapping[str, Layout], facts: Mapping[str, Fact]) -> None:
        self.circuit = Circuit()
        self.layouts = layouts
        self.facts = facts
        self._made: dict[Node, Rails] = {}

    def rails(self, node: Node) -> Rails:
        """Where the condition is surely true and surely false."""
        if node not in self._made:
            self._made[node] = self._rails(node)
        return self._made[node]

    def _rails(self, node: Node) -> Rails:
        circuit = self.circuit
        match node:
            case Constant(value):
                return Rails(int(value), int(not value))
            case Named(_, item):
                return self.rails(item)
            case Not(item):
                inner = self.rails(item)
                return Rails(inner.false, inner.true)
            case And(items):
                parts = [self.rails(item) for item in items]
                return Rails(circuit.all_of(p.true for p in parts), circuit.any_of(p.false for p in parts))
            case Or(items):
                parts = [self.rails(item) for item in items]
                return Rails(circuit.any_of(p.true for p in parts), circuit.all_of(p.false for p in parts))
        return self._atom(node)

    def _atom(self, atom: Node) -> Rails:
        match atom:
            case IsTrue(fact):
                return Rails(self._plane(fact, "is", True), self._plane(fact, "is", False))
            case IsUnknown(fact):
                known = self._known(self.layouts[fact])
                return Rails(self.circuit.differ(known, 1), known)
            case Compare(fact, "=" | "!=" as op, value):
                if isinstance(value, str):
                    rails = self._among(self.layouts[fact], {value})
                else:
                    rails = self._between(fact, value, value)
                return rails if op == "=" else Rails(rails.false, rails.true)
            case Compare(fact, op, value):
                at_least = self._at_least(self.layouts[fact], int(value) + (op in (">", "<=")))
                return at_least if op in (">", ">=") else Rails(at_least.false, at_least.true)
            case Between(fact, low, high):
                return self._between(fact, low, high)
            case In(fact, values):
                return self._among(self.layouts[fact], set(values))
        raise TypeError(f"Okänd nod i ett villkor: {atom!r}")

    def _plane(self, fact: str, kind: str, *arg: object) -> int:
        return self.circuit.plane(Plane(fact, kind, arg))  # type: ignore[arg-type]

    def _between(self, fact: str, low: int, high: int) -> Rails:
        start, after = self._at_least(self.layouts[fact], low), self._at_least(self.layouts[fact], high + 1)
        return Rails(
            self.circuit.both(start.true, after.false),
            self.circuit.either(start.false, after.true),
        )

    def _among(self, layout: Layout, values: set[str]) -> Rails:
        inside = [group for group in layout.groups if set(group) & values]
        if not inside:
            return Rails(0, self._known(layout))
        if layout.parts == 1 and not layout.binary:
            outside = tuple(c.id for c in self.facts[layout.fact].choices if c.id not in inside[0])
            return Rails(self._plane(layout.fact, "is", *inside[0]), self._plane(layout.fact, "is", *outside))
        if layout.binary:
            wires = [self._cell(layout, layout.groups.index(group) + 1) for group in inside]
        else:
            wires = [self._plane(layout.fact, "is", *group) for group in inside]
        true = self.circuit.any_of(wires)
        return Rails(true, self.circuit.differ(self._known(layout), true))

    def _at_least(self, layout: Layout, bound: int) -> Rails:
        if layout.parts == 1 and not layout.binary:
            return Rails(self._plane(layout.fact, "atleast", bound), self._plane(layout.fact, "below", bound))
        if layout.binary:
            first = bisect_left(layout.thresholds, bound) + 2
            true = self.circuit.any_of(self._cell(layout, n) for n in range(first, layout.parts + 2))
        else:
            true = self._plane(layout.fact, "atleast", bound)
        return Rails(true, self.circuit.differ(self._known(layout), true))

    def _known(self, layout: Layout) -> int:
        fact = self.facts[layout.fact]
        if layout.binary:
            return self.circuit.any_of(self._bits(layout))
        if fact.kind == "bool":
            return self.circuit.either(self._plane(fact.id, "is", True), self._plane(fact.id, "is", False))
        if layout.parts != 1:
            return self._plane(fact.id, "known")
        rails = (
            self._among(layout, set(layout.groups[0]))
            if layout.groups
            else self._at_least(layout, layout.thresholds[0])
        )
        return self.circuit.either(rails.true, rails.false)

    def _bits(self, layout: Layout) -> list[int]:
        cells = layout.groups or layout.thresholds
        return [self._plane(layout.fact, "bit", n, *cells) for n in range(layout.coded)]

    def _cell(self, layout: Layout, number: int) -> int:
        bits = self._bits(layout)
        return self.circuit.all_of(
            bit if number >> n & 1 else self.circuit.differ(bit, 1) for n, bit in enumerate(bits)
        )
