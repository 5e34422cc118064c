"""The small map with two places on it: the map's answer, and the step that was chosen."""

from __future__ import annotations

from django.template.loader import render_to_string

from samre.pathway.model import Evaluation, Pathway

from .karta import current_drawing, mini_map

END = "</svg>"
GAP = 4.0  # points between the box and the ring


def both_places(pathway: Pathway, evaluation: Evaluation, mine: str | None) -> str:
    """The small map of the guide as SVG, with a ring round the chosen step when it is another than the map's."""
    svg = mini_map(pathway, evaluation).svg.strip()
    box = next((box for box in current_drawing(pathway).steps if box.id == mine), None)
    if box is None or not svg.endswith(END):
        return svg
    rect = box.rect
    sizes = {"x": rect.x - GAP, "y": rect.y - GAP, "w": rect.w + 2 * GAP, "h": rect.h + 2 * GAP}
    ring = render_to_string(
        "practice/ring.svg", {"ring": {name: f"{size:.1f}" for name, size in sizes.items()}}
    )
    return svg.removesuffix(END) + ring + END
