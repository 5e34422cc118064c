"""The numbers at which something in the map changes: between two of them, every value of a fact means the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from ..kept import kept_per_map
from ..logic import openness
from ..model import Pathway
from ..nodes import Between, Compare, Node, walk


@kept_per_map
def cuts(pathway: Pathway) -> Mapping[str, tuple[int, ...]]:
    """Per int fact the numbers where some condition changes its answer: it can change from n − 1 to n, nowhere else."""
    found: dict[str, set[int]] = {}
    for node in _conditions(pathway):
        for part in walk(node):
            match part:
                case Compare(fact, op, int(value)):
                    after = {"<": (0,), ">=": (0,), "<=": (1,), ">": (1,)}.get(op, (0, 1))
                    found.setdefault(fact, set()).update(value + step for step in after)
                case Between(fact, low, high):
                    found.setdefault(fact, set()).update((low, high + 1))
    return {fact: tuple(sorted(numbers)) for fact, numbers in found.items()}


def same_everywhere(pathway: Pathway, fact: str, numbers: range) -> bool:
    """Whether the map makes no difference between the numbers of a span."""
    borders = cuts(pathway).get(fact, ())
    return bisect_right(borders, numbers[0]) == bisect_right(borders, numbers[-1])


def _conditions(pathway: Pathway) -> Iterator[Node]:
    for step in pathway.steps.values():
        yield openness(step)
        yield from (way.condition for way in step.ways if way.condition is not None)
        yield from (need.condition for need in step.requires)
        yield from (law.when for law in step.law_limits)
        if step.done is not None:
            yield step.done
    yield from pathway.conditions.values()
    yield from (node for _, node in pathway.constraints)
    for fact in pathway.facts.values():
        if fact.derivation is not None and fact.derivation.condition is not None:
            yield fact.derivation.condition
        if fact.presumed_when is not None:
            yield fact.presumed_when
