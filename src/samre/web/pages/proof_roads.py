"""Where to mend that nobody comes to a box: a way is drawn in the step before it, never in the box itself."""

from __future__ import annotations

from dataclasses import dataclass

from samre.governance.rules.proof_places import Spot, steps_before, ways_lost
from samre.governance.rules.proof_words import box_name, proof_words
from samre.pathway.model import Pathway
from samre.pathway.proof.report import Obligation

# The kinds of fault that are about a way that is not there.
UNREACHED = ("nås", "målet")


@dataclass(frozen=True, slots=True)
class Before:
    """The map a draft began from: its number, and what it said."""

    number: int
    pathway: Pathway


@dataclass(frozen=True, slots=True)
class Road:
    """What is done so that somebody comes to a box. `step`: the one whose ways are changed, empty where any may be. `lost`: the
    box that a way of the step led to before, and does not now."""

    mend: str
    step: str = ""
    lost: str = ""


def road_to(now: Pathway, before: Before | None, item: Obligation, kind: str, spot: Spot) -> Road:
    """How a box that nobody comes to is reached."""
    words, target = proof_words()["krav"][kind], spot.box or spot.id
    lost = ways_lost(before.pathway, now, target) if before else ()
    if before and lost:
        step = box_name(now, lost[0])
        return Road(str(words["rätta_förr"]).format(förr=step, version=before.number), lost[0], target)
    leading = steps_before(now, target)
    if leading:
        return Road(str(words["rätta_efter"]).format(efter=box_name(now, leading[0])), leading[0])
    return Road(str(words["rätta"]))
