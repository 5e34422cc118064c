"""The best next question exactly, by dynamic programming, where what is left to ask is little enough.

A state is what has been answered so far. Its value is the least expected effort until the primary step is settled, over
every order of asking; answers are as likely as among the possible people, each question for itself, and only what some of
those people need is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .settling import Derived, Gate, Ignorance, Leaf, Tree

MOST_STATES = 500
Answer = tuple[int, ...]


class Topic(NamedTuple):
    """A question that is left: the facts it brings, and its answers with their chances."""

    bit: int
    cost: float
    facts: tuple[int, ...]
    answers: tuple[tuple[Answer, float], ...]


@dataclass(slots=True)
class Lookahead:
    """Values of the states below one state. `cells` and `asks` are changed and changed back on the way."""

    trees: list[Tree]
    topics: list[Topic]
    cells: list[int]
    asks: list[int]
    memo: dict[tuple[int, ...], tuple[float, int]]

    def best(self) -> tuple[float, int]:
        """The least expected effort, and the bit of the question that begins it (0 when everything is settled)."""
        return self._value([-1] * len(self.topics))

    def _value(self, given: list[int]) -> tuple[float, int]:
        key = tuple(given)
        if key not in self.memo:
            self.memo[key] = (0.0, 0) if self._settled() else self._cheapest(given)
        return self.memo[key]

    def _settled(self) -> bool:
        """Whether it is clear which step is first."""
        for tree in self.trees:
            found = outcome(tree, self.cells, self.asks)
            if found is True:
                return True
            if found is not None and not isinstance(found, bool):
                return False
        return True

    def _cheapest(self, given: list[int]) -> tuple[float, int]:
        best = (float("inf"), 0)
        for number, topic in enumerate(self.topics):
            if given[number] < 0 and topic.cost < best[0]:
                best = min(best, (topic.cost + self._after(given, number, topic), topic.bit))
        return best if best[1] else (0.0, 0)

    def _after(self, given: list[int], number: int, topic: Topic) -> float:
        before = [self.cells[fact] for fact in topic.facts]
        for fact in topic.facts:
            self.asks[fact] = 0
        total = 0.0
        for answer, (cells, chance) in enumerate(topic.answers):
            for fact, cell in zip(topic.facts, cells, strict=True):
                self.cells[fact] = cell
            given[number] = answer
            total += chance * self._value(given)[0]
        given[number] = -1
        for fact, cell in zip(topic.facts, before, strict=True):
            self.cells[fact], self.asks[fact] = cell, topic.bit
        return total


def pending(trees: Iterable[Tree], cells: Sequence[int], asks: Sequence[int]) -> list[Tree]:
    """The conditions that are still undecided, up to the first that surely holds (included)."""
    found: list[Tree] = []
    for tree in trees:
        now = outcome(tree, cells, asks)
        if now is True:
            return [*found, tree]
        if now is not None and not isinstance(now, bool):
            found.append(tree)
    return found


def find_topics(
    bits: Sequence[int], costs: Sequence[float], asks: Sequence[int], codes: Any
) -> list[Topic] | None:
    """The questions of `bits` with their answers among the people whose cells are the columns of `codes`.

    None when there are more than MOST_STATES states to go through.
    """
    found: list[Topic] = []
    states = 1
    for bit, cost in zip(bits, costs, strict=True):
        facts = tuple(number for number, ask in enumerate(asks) if ask == bit)
        counted = Counter(tuple(column) for column in codes[list(facts)].T.tolist())
        states *= len(counted) + 1
        if states > MOST_STATES:
            return None
        total = sum(counted.values())
        found.append(
            Topic(bit, cost, facts, tuple((cells, n / total) for cells, n in sorted(counted.items())))
        )
    return found


def outcome(tree: Tree, cells: Sequence[int], asks: Sequence[int]) -> bool | int | None:
    """True, False, None (unknown for good), or the bit of the first question that is missing."""
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, Leaf):
        return asks[tree.fact] or tree.truth[cells[tree.fact]]
    if isinstance(tree, Derived):
        return cells[tree.fact] == 2 if cells[tree.fact] else outcome(tree.part, cells, asks)
    if isinstance(tree, Gate):
        return _gate_outcome(tree, cells, asks)
    found = outcome(tree.part, cells, asks)
    if found is not None and not isinstance(found, bool):
        return found
    if isinstance(tree, Ignorance):
        return found is None
    return None if found is None else not found


def _gate_outcome(gate: Gate, cells: Sequence[int], asks: Sequence[int]) -> bool | int | None:
    deciding = gate.kind == "or"
    missing: int | None = None
    unknown = False
    for part in gate.parts:
        found = outcome(part, cells, asks)
        if found is deciding:
            return deciding
        if found is None:
            unknown = True
        elif not isinstance(found, bool):
            missing = missing or found
    return missing or (None if unknown else not deciding)
