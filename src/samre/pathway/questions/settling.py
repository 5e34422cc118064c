"""What has to be asked before a condition is settled: the smallest sets of questions, given how things really are.

A person's real facts are numbered cells: `cells[i]` is the cell of fact i (0 = cannot be answered, "vet inte"), `asks[i]`
the bit of the question that brings it, 0 when it is already known or already asked in vain. Sets of questions are bit masks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Literal

from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or, Truth

MOST_SETS = 48
MOST_BRANCHES = 3000
Sets = tuple[int, ...]
NOTHING: Sets = (0,)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A comparison with one fact: its truth in each cell."""

    fact: int
    truth: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """`och` or `eller` over parts."""

    kind: Literal["and", "or"]
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """`inte`."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Derived:
    """A bool fact that follows from a condition, unless somebody has given it (cell 1 no, cell 2 yes)."""

    fact: int
    part: Tree


@dataclass(frozen=True, slots=True)
class Ignorance:
    """`är_okänd` of such a fact: true when its condition is unknown."""

    part: Derived


Tree = Leaf | Gate | Opposite | Derived | Ignorance | bool


def plant(
    node: Node,
    place: Mapping[str, int],
    cells: Mapping[str, Sequence[Node | None]],
    derived: Mapping[str, Node],
) -> Tree:
    """The condition as a tree over numbered facts. `derived`: bool facts that are computed from a condition."""

    def grow(node: Node) -> Tree:
        match node:
            case Constant(value):
                return value
            case Named(_, item):
                return grow(item)
            case Not(item):
                return Opposite(grow(item))
            case And(items):
                return Gate("and", tuple(grow(item) for item in items))
            case Or(items):
                return Gate("or", tuple(grow(item) for item in items))
            case IsTrue(fact) if fact in derived:
                return Derived(place[fact], grow(derived[fact]))
            case IsUnknown(fact) if fact in derived:
                return Ignorance(Derived(place[fact], grow(derived[fact])))
            case IsTrue(fact) | Compare(fact, _, _) | Between(fact, _, _) | In(fact, _) | IsUnknown(fact):
                return Leaf(place[fact], tuple(truth_in(node, cell) for cell in cells[fact]))
        raise TypeError(f"Okänd nod i ett villkor: {node!r}")

    return grow(node)


def truth_in(atom: Node, value: object) -> Truth:
    """The truth of one comparison for a value of its fact; None = unknown."""
    if isinstance(atom, IsUnknown):
        return value is None
    if value is None:
        return None
    match atom:
        case IsTrue():
            return bool(value)
        case Compare(_, "=", wanted):
            return value == wanted
        case Compare(_, "!=", wanted):
            return value != wanted
        case Compare(_, op, bound):
            number, limit = int(value), int(bound)  # type: ignore[call-overload]
            return {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}[
                op
            ]
        case Between(_, low, high):
            return low <= int(value) <= high  # type: ignore[call-overload]
        case In(_, values):
            return value in values
    raise TypeError(f"Okänd nod i ett villkor: {atom!r}")


def settle(tree: Tree, cells: Sequence[int], asks: Sequence[int]) -> tuple[Truth, Sets]:
    """How the condition comes out when everything is asked, and the smallest sets of questions that settle that."""
    if isinstance(tree, bool):
        return tree, NOTHING
    if isinstance(tree, Leaf):
        ask = asks[tree.fact]
        return tree.truth[cells[tree.fact]], (ask,) if ask else NOTHING
    if isinstance(tree, Opposite):
        truth, sets = settle(tree.part, cells, asks)
        return None if truth is None else not truth, sets
    if isinstance(tree, Derived):
        given = cells[tree.fact]
        return (given == 2, NOTHING) if given else settle(tree.part, cells, asks)
    if isinstance(tree, Ignorance):
        truth, sets = settle(tree.part, cells, asks)
        return truth is None, sets
    parts = [settle(part, cells, asks) for part in tree.parts]
    deciding = tree.kind == "or"
    decided = [sets for truth, sets in parts if truth is deciding]
    if decided:
        return deciding, smallest(mask for sets in decided for mask in sets)
    everything = reduce(joined, (sets for _, sets in parts), NOTHING)
    return (None if any(truth is None for truth, _ in parts) else not deciding), everything


def smallest(masks: Iterable[int]) -> Sets:
    """The masks that contain no other one."""
    found = set(masks)
    if 0 in found:
        return NOTHING
    if len(found) == 1 or not any(mask & (mask - 1) for mask in found):
        return tuple(sorted(found))
    kept: list[int] = []
    for mask in sorted(found, key=lambda m: (m.bit_count(), m)):
        if not any(small & mask == small for small in kept):
            kept.append(mask)
    return tuple(kept[:MOST_SETS])


def bits_in(masks: Iterable[int]) -> list[int]:
    """The bits that some of the masks have, lowest first."""
    union = reduce(int.__or__, masks, 0)
    found = []
    while union:
        low = union & -union
        found.append(low)
        union ^= low
    return found


def joined(one: Sets, other: Sets) -> Sets:
    """Sets that settle both."""
    if one == NOTHING:
        return other
    if len(one) == len(other) == 1:
        return (one[0] | other[0],)
    return one if other == NOTHING else smallest(a | b for a in one for b in other)


@lru_cache(maxsize=1 << 13)
def without(sets: Sets, mask: int) -> Sets:
    """The choices that remain when the questions of `mask` have been answered."""
    rest = {choice & ~mask for choice in sets}
    return NOTHING if 0 in rest else tuple(sorted(rest))


@lru_cache(maxsize=1 << 13)
def without_any(ends: frozenset[Sets], mask: int) -> frozenset[Sets]:
    """All ends without the questions of `mask`, settled ones left out."""
    return frozenset(rest for sets in ends if (rest := without(sets, mask)) != NOTHING)


def cheapest_cover(wanted: Iterable[Sets], cost: Callable[[int], float]) -> int:
    """The cheapest mask that contains a set for each of `wanted`: exact, or best of MOST_BRANCHES tries."""
    base, open_ends = _forced(0, list(wanted))
    if not open_ends:
        return base
    search = _Search(cost)
    search.look(base, open_ends)
    return search.best


def _forced(base: int, wanted: list[Sets]) -> tuple[int, list[Sets]]:
    """Takes what cannot be avoided, until every end left has a choice."""
    while True:
        left = []
        start = base
        for sets in wanted:
            rest = smallest(mask & ~base for mask in sets) if base else sets
            if rest[0] == 0:
                continue
            if len(rest) == 1:
                base |= rest[0]
            else:
                left.append(rest)
        if base == start:
            return base, list(dict.fromkeys(left))
        wanted = left


class _Search:
    """Branch and bound over the ends that are left."""

    def __init__(self, cost: Callable[[int], float]) -> None:
        self.cost = cost
        self.best = 0
        self.price = float("inf")
        self.tries = 0

    def look(self, taken: int, wanted: list[Sets]) -> None:
        self.tries += 1
        price = self.cost(taken)
        if not wanted:
            if price < self.price:
                self.best, self.price = taken, price
            return
        if price + self._least(wanted) >= self.price or (self.tries > MOST_BRANCHES and self.best):
            return
        weight: dict[int, int] = {}
        for sets in wanted:
            for mask in sets:
                weight[mask] = weight.get(mask, 0) + 1
        narrowest = min(wanted, key=lambda sets: (len(sets), sets))
        for mask in sorted(narrowest, key=lambda m: (self.cost(m) / weight[m], m)):
            self.look(*_forced(taken | mask, wanted))

    def _least(self, wanted: list[Sets]) -> float:
        """At least this much more: ends that share no question each need their own."""
        seen, total = 0, 0.0
        for sets in wanted:
            union = reduce(int.__or__, sets)
            if not union & seen:
                seen |= union
                total += min(self.cost(mask) for mask in sets)
        return total
