"""People to tell about: somebody who stands where a fault is, for faults that are about a box and not about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

from ..kept import kept_per_map
from ..logic import openness
from ..model import Pathway
from ..nodes import And, FactValue, Named, Node
from .prover import Prover

Person = Mapping[str, FactValue]


class Witnesses:
    """Asks for people on one map. Everybody knows as little as it takes; None where there can be nobody.

    Whoever was found is kept: the same question gives the same person, who else could be another each time.
    """

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self._kept: dict[tuple[str, ...], Any] = {}

    def next_in(self, step: str) -> Person | None:
        """Somebody whose next step it is: it is open, and everything more urgent is closed."""
        order = self.pathway.priority
        if step not in order:
            return None
        return self._once(
            ("next", step),
            lambda: self._prover.person(
                *(self._open(id_).false for id_ in order[: order.index(step)]), self._open(step).true
            ),
        )

    def open_in(self, step: str) -> Person | None:
        """Somebody for whom it is open, whatever else is."""
        return self._once(("open", step), lambda: self._prover.person(self._open(step).true))

    def shadowed(self, step: str) -> tuple[Person | None, str]:
        """Of a step that is never next: somebody for whom it is open, and the more urgent step that alone keeps everybody from it.

        "" where no step does it alone.
        """
        return self._once(("shadowed", step), lambda: self._shadowed(step))

    def meant_for(self, step: str) -> Person | None:
        """Somebody for whom it is relevant, whether or not its requirements can be met."""
        relevant = self.pathway.steps[step].relevant
        return self._once(("meant", step), lambda: self._prover.person(self._prover.formulas(relevant).true))

    def at_odds(self, step: str) -> tuple[Node, ...]:
        """The parts of when a step is relevant that nobody can meet at once: one, or two; none where every two go together."""
        return self._once(("odds", step), lambda: self._at_odds(self.pathway.steps[step].relevant))

    def meeting_all_but(self, step: str, need: str) -> Person | None:
        """Somebody for whom the step is relevant and who meets every requirement of it but one, of which nothing is asked."""
        found = self.pathway.steps[step]
        nodes = [found.relevant, *(one.condition for one in found.requires if one.id != need)]
        return self._once(
            ("all but", step, need),
            lambda: self._prover.person(*(self._prover.formulas(node).true for node in nodes)),
        )

    def _at_odds(self, node: Node) -> tuple[Node, ...]:
        whole = node
        while isinstance(whole, Named):
            whole = whole.item
        parts = whole.items if isinstance(whole, And) else (node,)
        groups = (found for size in (1, 2) for found in combinations(parts, size))
        impossible = (
            found
            for found in groups
            if not self._prover.possible(*(self._prover.formulas(one).true for one in found))
        )
        return next(impossible, ())

    def _shadowed(self, step: str) -> tuple[Person | None, str]:
        prover, order, here = self._prover, self.pathway.priority, self._open(step).true
        for other in order[: order.index(step)]:
            there = self._open(other)
            if not prover.possible(here, there.false):
                return prover.person(here, there.true) or prover.person(here), other
        return prover.person(here), ""

    def _open(self, step: str) -> Any:
        return self._prover.formulas(openness(self.pathway.steps[step]))

    def _once(self, question: tuple[str, ...], ask: Callable[[], Any]) -> Any:
        if question not in self._kept:
            self._kept[question] = ask()
        return self._kept[question]

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.pathway)


witnesses_of = kept_per_map(Witnesses)
