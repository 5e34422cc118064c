"""What a fault depends on of all that is known of the one it is told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from samre.governance.rules.proof_places import Spot
from samre.pathway.logic import openness
from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue, Node, facts_of
from samre.pathway.proof.report import Obligation

# The whole person is what is wrong: nothing can be left out of her.
_WHOLE = ("alla.kända", "alla", "exakt", "samband")
# It is about a condition, and about nothing else.
_CONDITION = ("klart", "väg", "väg.falskt", "villkor", "villkor.falskt", "delar")


def depends_on(
    pathway: Pathway, kind: str, spot: Spot, other: str, item: Obligation, person: Mapping[str, FactValue]
) -> frozenset[str]:
    """The facts of somebody that the fault depends on; the rest is only what it takes to stand there."""
    if kind in _WHOLE:
        return frozenset(person)
    found = {id_ for node in _nodes(pathway, kind, spot, other, item) for id_ in _read(pathway, node, person)}
    return frozenset(found & set(person))


def _nodes(pathway: Pathway, kind: str, spot: Spot, other: str, item: Obligation) -> Iterator[Node]:
    step = pathway.steps.get(spot.box)
    if kind == "kretsar":
        yield from _between(pathway, item.place.split(", "))
        return
    if kind in _CONDITION or step is None:
        yield from (node for node in (spot.node,) if node is not None)
        return
    if kind == "egna_krav":
        yield from (need.condition for need in step.requires)
        return
    if kind == "lagfrist":
        yield step.law_limits[int(item.id.rpartition(".")[2]) - 1].when
    yield openness(step)
    if kind == "först" and other in pathway.steps:
        yield openness(pathway.steps[other])


def _between(pathway: Pathway, ids: Iterable[str]) -> Iterator[Node]:
    """The conditions of the ways between some boxes."""
    boxes = [id_ for id_ in ids if id_ in pathway.steps]
    for id_ in boxes:
        for way in pathway.steps[id_].ways:
            if way.target in boxes and way.condition is not None:
                yield way.condition


def _read(pathway: Pathway, node: Node, person: Mapping[str, FactValue]) -> Iterator[str]:
    """The facts a condition reads; those that one follows from where it is not known itself."""
    waiting, seen = list(facts_of(node)), set[str]()
    while waiting:
        id_ = waiting.pop()
        if id_ in seen or id_ not in pathway.facts:
            continue
        seen.add(id_)
        yield id_
        rule = pathway.facts[id_].derivation
        if rule is not None and id_ not in person:
            waiting += [one for one in (rule.source, rule.fallback) if one]
            waiting += facts_of(rule.condition) if rule.condition is not None else ()
