"""The map on paper, after warm-up."""

from __future__ import annotations

from pathlib import Path

from samre.cli.map_paper import DRAWERS, drawing_of
from samre.pathway.model import Pathway

from .measure import Measure, of, rounds_of

TARGETS = {"svg": None, "pdf": 0.5}
GROUP = "Kartan på papper"


def papers(pathway: Pathway, definition: Path, *, rounds: int) -> list[Measure]:
    """Seconds for the layout, which is made once for each version, and from there to a finished file, after warm-up."""
    layout = rounds_of(lambda: drawing_of(pathway, definition), min(3, rounds))
    drawing = drawing_of(pathway, definition)
    found = [of(GROUP, "ritningen, en gång per version", layout, "s")]
    for kind, drawer in DRAWERS.items():
        size = len(drawer(drawing, pathway))
        times = rounds_of(lambda drawer=drawer: drawer(drawing, pathway), rounds)  # type: ignore[misc]
        note = f"{size / 1000:.0f} kB"
        found.append(
            of(GROUP, f"ritning till {kind.upper()}, uppvärmt", times, "s", target=TARGETS[kind], note=note)
        )
    return found
