"""The way a made-up person goes over the map: from the first step, over the ways her facts open, to a goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from ..kept import kept_per_map
from ..logic import truth
from ..model import Fact, Pathway, Way
from ..nodes import FactValue, facts_of

MOST_VISITS, TRIES = 2, 30


@dataclass(frozen=True, slots=True)
class Route:
    """The steps in the order they are gone through, and the goal at the end; None where no way led further."""

    steps: tuple[str, ...]
    goal: str | None


def route_of(pathway: Pathway, facts: Mapping[str, FactValue], *, chance: Random | None = None) -> Route:
    """The route of somebody who begins with these facts.

    A way whose condition holds goes before one without; of several, the most urgent step by priority. Where no way is open
    yet, what the step was to bring about happens: the facts that its ways ask for are drawn anew by their shares until one
    opens. No step is entered more than MOST_VISITS times.
    """
    chance = chance or Random(0)  # nosec B311
    urgency = {id_: number for number, id_ in enumerate(pathway.priority)}
    known, visits, asked = dict(facts), dict[str, int](), _asked_by(pathway)
    here, steps = next(iter(pathway.steps)), []
    while True:
        steps.append(here)
        visits[here] = visits.get(here, 0) + 1
        step = pathway.steps[here]
        way = None
        for _ in range(TRIES):
            way = _chosen(step.ways, known, visits, urgency)
            if way is not None or not _happens(asked[here], known, chance):
                break
        if way is None:
            return Route(tuple(steps), step.goals[0] if step.goals else None)
        if way.target in pathway.goals:
            return Route(tuple(steps), way.target)
        here = way.target


def _happens(asked: tuple[Fact, ...], known: dict[str, FactValue], chance: Random) -> bool:
    """Draws anew what the ways of a step ask for; False when there is nothing to draw."""
    for fact in asked:
        known[fact.id] = _drawn(fact, chance)
    return bool(asked)


@kept_per_map
def _asked_by(pathway: Pathway) -> Mapping[str, tuple[Fact, ...]]:
    """Step → the facts its ways ask for that can be answered with a choice."""
    found = {}
    for step in pathway.steps.values():
        nodes = [way.condition for way in step.ways if way.condition is not None]
        facts = [
            pathway.facts[name] for name in dict.fromkeys(name for node in nodes for name in facts_of(node))
        ]
        found[step.id] = tuple(
            fact for fact in facts if fact.derivation is None and fact.kind in ("bool", "enum")
        )
    return found


def _drawn(fact: Fact, chance: Random) -> FactValue:
    if fact.kind == "bool":
        yes, no = fact.weights.get("sant", 0.0), fact.weights.get("falskt", 0.0)
        return chance.random() < (yes / (yes + no) if yes + no else 0.5)
    names = [choice.id for choice in fact.choices]
    shares = [fact.weights.get(name, 0.0) for name in names]
    return chance.choices(names, shares if sum(shares) > 0 else None)[0]


def _chosen(
    ways: tuple[Way, ...],
    facts: Mapping[str, FactValue],
    visits: Mapping[str, int],
    urgency: Mapping[str, int],
) -> Way | None:
    free = [way for way in ways if visits.get(way.target, 0) < MOST_VISITS]
    told = [way for way in free if way.condition is not None and truth(way.condition, facts) is True]
    rest = [way for way in free if way.condition is None and way.target not in visits]
    found = told or rest
    return (
        min(found, key=lambda way: (visits.get(way.target, 0), urgency.get(way.target, len(urgency))))
        if found
        else None
    )
