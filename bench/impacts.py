"""A changed map against everybody: who moves from which step to which, with the whole matrix and examples."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from samre.cli.text import thousands
from samre.pathway.model import Pathway
from samre.pathway.nodes import Compare, Node, walk
from samre.pathway.people.generate import generate
from samre.pathway.people.impact import compare, compare_resident, settle_in

from .measure import Measure, of, rounds_of
from .populations import SEED, changed

TARGET = 50.0


def moved_threshold(pathway: Pathway) -> Pathway:
    """The map with one number in one step's requirements or relevance moved by one."""
    for id_ in pathway.priority:
        step = pathway.steps[id_]
        for part in walk(step.relevant):
            if isinstance(part, Compare) and isinstance(part.value, int):
                other = replace(part, value=part.value + 1)
                edited = replace(step, relevant=swapped(step.relevant, part, other))
                return replace(pathway, hash="utkast", steps={**pathway.steps, id_: edited})
    return changed(pathway)


def swapped(node: Node, old: Node, new: Node) -> Node:
    """The condition with one part changed for another."""
    from samre.pathway.nodes import And, Named, Not, Or

    if node == old:
        return new
    match node:
        case Not(item):
            return Not(swapped(item, old, new))
        case Named(name, item):
            return Named(name, swapped(item, old, new))
        case And(items):
            return And(tuple(swapped(item, old, new) for item in items))
        case Or(items):
            return Or(tuple(swapped(item, old, new) for item in items))
    return node


def impacts(pathway: Pathway, *, size: int, rounds: int) -> list[Measure]:
    """Milliseconds for the whole matrix, with the people in memory, and from columns."""
    people = generate(pathway, size, seed=SEED)
    group = f"Ändrad karta, {thousands(size)} människor"
    resident = settle_in(pathway, people)
    found = []
    for name, draft in (
        ("ett krav mindre", changed(pathway)),
        ("en gräns flyttad", moved_threshold(pathway)),
    ):
        impact = compare_resident(resident, draft)
        if sum(impact.matrix.values()) != size:
            raise AssertionError("Not everybody is in the matrix")
        times = [seconds * 1000 for seconds in rounds_of(partial(compare_resident, resident, draft), rounds)]
        note = f"{impact.moved} flyttar, {len(impact.moves)} slag av flytt"
        found.append(of(group, name, times, "ms", target=TARGET, note=note))
    whole = [
        seconds * 1000 for seconds in rounds_of(lambda: compare(pathway, changed(pathway), people), rounds)
    ]
    return [*found, of(group, "ett krav mindre, från kolumner", whole, "ms")]
