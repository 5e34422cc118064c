"""What is written beside a line: its condition, where there is room for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .routing import Point, Rect, Route
from .sheet import NOTE, Box, DrawingError, Text

BESIDE, DOWN, STEP, CLEAR = (
    4.0,
    8.0,
    6.0,
    2.0,
)  # points: from the line; from where it turns; between tries; to the rest


def notes_beside(
    notes: Mapping[tuple[str, str], str],
    routes: Sequence[Route],
    boxes: Sequence[Box],
    panels: Sequence[Rect],
    width: float,
) -> tuple[Text, ...]:
    """The notes (source and target of a line → words) as lines of text at most `width` points wide, each beside an upright
    piece of its line, clear of boxes, panels, other lines and each other.

    Raises DrawingError for a note that finds no room.
    """
    placed: list[Text] = []
    for (source, target), words in notes.items():
        lines = NOTE.wrap(words, width=width - 2 * BESIDE)
        on = [route for route in routes if (route.source, route.target) == (source, target)]
        taken = [box.rect for box in boxes] + list(panels) + [text.rect for text in placed]
        found = next((spot for spot in _spots(on, lines) if _is_free(spot, taken, routes)), None)
        if found is None:
            raise DrawingError(
                f"»{words.replace(chr(0xAD), '')}« ryms inte vid linjen från {source} till {target}. "
                "Korta eller ta bort texten under »vid linjen« i ritning.yaml."
            )
        placed += found
    return tuple(placed)


def _spots(routes: Sequence[Route], lines: Sequence[str]) -> Iterator[tuple[Text, ...]]:
    """The places to try: from where the line starts, from above, on the right of an upright piece and then on its left."""
    pieces = dict.fromkeys(
        (abs(a[1] - b[1]), a[0], min(a[1], b[1]))
        for route in routes
        for a, b in pairwise(route.points)
        if a[0] == b[0]
    )
    height = NOTE.leading * len(lines)
    for length, x, top in pieces:
        y = top + DOWN
        while y + height < top + length:
            for at, anchor in ((x + BESIDE, "start"), (x - BESIDE, "end")):
                yield tuple(
                    Text("note", line, at, y + NOTE.leading * (n + 0.8), NOTE, anchor)
                    for n, line in enumerate(lines)
                )
            y += STEP


def _is_free(spot: Sequence[Text], taken: Sequence[Rect], routes: Sequence[Route]) -> bool:
    """Whether the lines of text stand clear of everything drawn."""
    rects = [text.rect for text in spot]
    pieces: list[tuple[Point, Point]] = [piece for route in routes for piece in pairwise(route.points)]
    return not any(
        any(rect.overlaps(other, gap=BESIDE) for other in taken)
        or any(_grown(rect).is_crossed_by(*piece) for piece in pieces)
        for rect in rects
    )


def _grown(rect: Rect) -> Rect:
    return Rect(rect.x - CLEAR, rect.y - CLEAR, rect.w + 2 * CLEAR, rect.h + 2 * CLEAR)
