"""Small conditions tried in every case: what Kleene logic leaves unknown although it is decided, and a check on z3."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from ..model import Fact, Pathway
from ..nodes import FactValue, IsUnknown, Node, facts_of, walk
from ..people.columns import Columns, choice_lists, columns_of, empty_column
from ..people.population import truths
from ..people.wiring import layouts_for

MOST_CASES = 60_000


class Grid:
    """Every combination of cells, unknown included, of the facts a condition reads. `fits` is false if they are too many."""

    def __init__(self, node: Node, pathway: Pathway) -> None:
        self.pathway = pathway
        self.node = node
        self.facts = facts_of(node)
        nodes = [node, *(c for _, c in pathway.constraints if set(facts_of(c)) <= set(self.facts))]
        self.constraints = nodes[1:]
        layouts = layouts_for(nodes, pathway.facts, 10**6)
        self.cells: list[list[FactValue | None]] = [
            _cells(pathway.facts[name], layouts[name].thresholds) for name in self.facts
        ]
        self.shape = tuple(len(cells) for cells in self.cells)
        self.fits = bool(self.facts) and prod(self.shape) <= MOST_CASES
        self.exact = not any(isinstance(part, IsUnknown) for part in walk(node))

    def columns(self) -> Columns:
        """All cases, the last fact changing fastest."""
        size = prod(self.shape)
        facts = [self.pathway.facts[name] for name in self.facts]
        values = {}
        for axis, (fact, cells) in enumerate(zip(facts, self.cells, strict=True)):
            few = columns_of(self.pathway, [{fact.id: cell} for cell in cells]).values.get(fact.id)
            column = empty_column(fact, len(cells)) if few is None else few
            values[fact.id] = np.tile(
                np.repeat(column, prod(self.shape[axis + 1 :])), prod(self.shape[:axis])
            )
        return Columns(size=size, values=values, choices=choice_lists(facts))

    def truths(self) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """The condition's truth (1, 0, −1) in every case, and which cases the constraints allow."""
        found = truths([self.node, *self.constraints], self.pathway.facts, self.columns())
        return found[0].reshape(self.shape), (found[1:] != 0).all(axis=0).reshape(self.shape)

    def needless(self) -> dict[str, FactValue] | None:
        """A case where Kleene says unknown although every way to fill in the rest gives the same answer; None if none."""
        kleene, allowed = self.truths()
        low = np.where(allowed & (kleene >= 0), kleene, 2)
        high = np.where(allowed & (kleene >= 0), kleene, -2)
        for axis in range(len(self.shape)):
            for ends, worst in ((low, np.min), (high, np.max)):
                view = np.moveaxis(ends, axis, 0)
                view[0] = worst(view[1:], axis=0)
        wrong = np.argwhere((kleene == -1) & allowed & (low == high))
        if not len(wrong):
            return None
        fullest = wrong[np.argmin((wrong != 0).sum(axis=1))]
        values = {
            name: cells[at] for name, cells, at in zip(self.facts, self.cells, fullest.tolist(), strict=True)
        }
        return {name: value for name, value in values.items() if value is not None}

    def outcomes(self) -> set[bool]:
        """Which of true and false the condition can be, for whole people that the constraints allow."""
        kleene, allowed = self.truths()
        return {bool(value) for value in np.unique(kleene[allowed]) if value >= 0}


def _cells(fact: Fact, thresholds: Sequence[int]) -> list[FactValue | None]:
    if fact.kind == "enum":
        return [None, *(choice.id for choice in fact.choices)]
    if fact.kind != "int":
        return [None, False, True]
    low = thresholds[0] - 1 if fact.minimum is None and thresholds else fact.minimum or 0
    high = fact.maximum
    return [None, *sorted({low, *(t for t in thresholds if low <= t and (high is None or t <= high))})]
