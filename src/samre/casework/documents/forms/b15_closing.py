"""B15: how it went."""

from __future__ import annotations

from ..paper_parts import Pick
from .known import Filled, Known


def fill(known: Known) -> Filled:
    """The goals of the map, and what the case says of its last period."""
    period = known.period
    goals = tuple(
        Pick(id=goal.id, label=goal.name, text=goal.name, chosen=goal.id == period.get("mål"))
        for goal in known.pathway.goals.values()
    )
    names = ("försörjning_före", "försörjning_efter", "öppnat", "avslutat", "skäl")
    asked = {"ja"} if period.get("följs_upp") == "ja" else {"nej"} if period.get("följs_upp") else set()
    return Filled(
        words={name: period.get(name, "") for name in names},
        picks={"mål": goals},
        ticked={"sedan": frozenset(asked)},
    )
