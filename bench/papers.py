"""The map on paper, after warm-up."""

from __future__ import annotations

from pathlib import Path

from samre.cli.map_paper import DRAWERS
from samre.pathway.model import Pathway

from .measure import Measure, of, rounds_of

TARGETS = {"pdf": 0.5, "svg": None}
GROUP = "Papper, efter uppvärmning"


def papers(pathway: Pathway, definition: Path, *, rounds: int) -> list[Measure]:
    """Seconds from the definition to a finished file."""
    found = []
    for kind, drawer in DRAWERS.items():
        size = len(drawer(pathway, definition))
        times = rounds_of(lambda drawer=drawer: drawer(pathway, definition), rounds)  # type: ignore[misc]
        note = f"{size / 1000:.0f} kB"
        found.append(of(GROUP, f"kartan som {kind.upper()}", times, "s", target=TARGETS[kind], note=note))
    return found
