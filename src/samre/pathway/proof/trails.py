"""The map as a graph: every step is reached from the start and leads to a goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..model import Pathway
from .report import Obligation, judged


def check_trails(pathway: Pathway) -> Iterator[Obligation]:
    """Obligations about the ways between the steps. The start is the first step of the definition."""
    steps = pathway.steps
    ahead = {id_: [way.target for way in step.ways] for id_, step in steps.items()}
    for id_, step in steps.items():
        stray = [target for target in ahead[id_] if target not in steps and target not in pathway.goals]
        detail = f"Vägen går till {', '.join(stray)}, som varken är ett steg eller ett mål."
        yield judged(
            not stray,
            f"vägar.mål.{id_}",
            f"Vägarna från {step.short} ska leda någonstans.",
            place=id_,
            detail=detail,
        )
    start = next(iter(steps))
    reached = _reach([start], ahead)
    behind: dict[str, list[str]] = {}
    for id_, targets in ahead.items():
        for target in targets:
            behind.setdefault(target, []).append(id_)
    arriving = _reach(pathway.goals, behind)
    for id_, step in steps.items():
        detail = f"Ingen kedja av vägar går från {start} till {id_}. Lägg till en väg, eller ta bort steget."
        yield judged(
            id_ in reached,
            f"nås.{id_}",
            f"{step.short} ska gå att nå från kartans början.",
            place=id_,
            detail=detail,
        )
        detail = f"Från {id_} går ingen kedja av vägar till ett mål. Lägg till en väg vidare."
        yield judged(
            id_ in arriving, f"framme.{id_}", f"{step.short} ska leda till ett mål.", place=id_, detail=detail
        )
    for goal in pathway.goals.values():
        detail = f"Ingen väg går till {goal.id}."
        yield judged(
            goal.id in reached,
            f"målet.{goal.id}",
            f"Målet {goal.name} ska gå att nå.",
            place=goal.id,
            detail=detail,
        )


def _reach(start: Iterable[str], ahead: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    stack = list(start)
    while stack:
        here = stack.pop()
        if here not in seen:
            seen.add(here)
            stack += ahead.get(here, [])
    return seen
