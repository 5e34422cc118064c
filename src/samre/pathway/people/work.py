"""Who gets more and who gets less to do when a map is changed: the people whose next step is somebody's, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..model import Pathway


@dataclass(frozen=True, slots=True)
class PartyWork:
    """How many have their next step at an actor of the map ("" = not settled whose it is)."""

    actor: str
    before: int
    after: int

    @property
    def more(self) -> int:
        """How many more there are; below zero, how many fewer."""
        return self.after - self.before


def work_of(matrix: Mapping[tuple[str, str], int], old: Pathway, new: Pathway) -> tuple[PartyWork, ...]:
    """Every actor that has or gets somebody's next step, the greatest change first; what is not settled last. A step that is given
    to another actor moves its people's work though nobody changes step."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (one, two), people in matrix.items():
        before[old.steps[one].responsible if one else ""] += people
        after[new.steps[two].responsible if two else ""] += people
    order = [*new.actors, *old.actors, ""]
    found = [PartyWork(actor, before[actor], after[actor]) for actor in dict.fromkeys(order)]
    there = (one for one in found if one.before or one.after)
    return tuple(sorted(there, key=lambda one: (not one.actor, -abs(one.more))))
