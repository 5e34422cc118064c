"""The map on one A4: where every lane, phase, box, text and line stands. Positions only; the ink is in `web`.

Lanes (actors) are columns, phases are bands from above, goals the last band. Which box stands in which cell and which
ways are lines is authored (`sketch`); heights, line breaks and the course of the lines are computed, the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..model import Pathway
from .labels import Label, box_of, check_width, label_of, number_of, texts_of
from .notes import notes_beside
from .routing import Ground, NoWay, Port, Rect, Route, route_all
from .sheet import (
    CLEAR,
    EDGE,
    FOOTER,
    GOAL_GUTTER,
    GOALS,
    GUTTER,
    HEADER,
    LABEL,
    LANE_HEADER,
    MARGIN,
    MIN_GAP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PHASE,
    PHASE_LABEL,
    STACK_GAP,
    STRETCH,
    TRACK,
    Band,
    Box,
    Drawing,
    DrawingError,
    Lane,
    Text,
)
from .sketch import EMPTY, RESERVED, WORDS, Sketch, complete, names_in, plain_sketch

__all__ = ["Band", "Box", "Drawing", "DrawingError", "Lane", "Text", "draw", "number_of"]


def draw(pathway: Pathway, sketch: Sketch | None = None) -> Drawing:
    """Lay the map out on one A4. Without a sketch every step gets its place and every way a tag.

    Raises DrawingError when the boxes do not fit the page, a word does not fit its box, or a line finds no way.
    """
    plan = complete(sketch or plain_sketch(pathway), pathway)
    grid = _Grid.of(plan)
    labels = {name: label_of(name, pathway, plan) for cell in grid.cells() for name in cell.names}
    heights = [
        max((_height(names, labels, row.width) for _, names in row.stacks()), default=14.0)
        for row in grid.rows
    ]
    tops, gap = _stack(heights)
    boxes = tuple(
        box for cell in grid.cells() for box in _boxes(cell, grid, labels, tops[cell.row], heights[cell.row])
    )
    panel, glossary = (_panel(grid, tops, heights, sign) for sign in (RESERVED, WORDS))
    panels = tuple(rect for rect in (panel, glossary) if rect)
    routes = _routes(plan, boxes, panels, grid, tops, heights, gap)
    bands = tuple(_bands(pathway, plan, grid, tops, heights, gap))
    return Drawing(
        id=pathway.id,
        name=pathway.name,
        hash=pathway.hash,
        valid_from=pathway.valid_from,
        width=PAGE_WIDTH,
        height=PAGE_HEIGHT,
        header=Rect(MARGIN, MARGIN, PAGE_WIDTH - 2 * MARGIN, HEADER),
        footer=Rect(MARGIN, PAGE_HEIGHT - MARGIN - FOOTER, PAGE_WIDTH - 2 * MARGIN, FOOTER),
        panel=panel,
        lanes=tuple(_lanes(plan, grid, bands)),
        bands=bands,
        boxes=boxes,
        routes=routes,
        everywhere=plan.everywhere,
        glossary=glossary,
        abbreviations=plan.abbreviations,
        notes=notes_beside(plan.notes, routes, boxes, panels, grid.width),
    )


# --- the grid -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of cells with the x of every cell and the width of a box; rows of goals are divided anew."""

    band: str
    cells: tuple[str, ...]
    lefts: tuple[float, ...]
    width: float

    @classmethod
    def of(cls, band: str, cells: tuple[str, ...], gutter: float) -> _Row:
        start = MARGIN + PHASE_LABEL + EDGE
        width = (PAGE_WIDTH - MARGIN - EDGE - start - (len(cells) - 1) * gutter) / len(cells)
        return cls(
            band, cells, tuple(start + column * (width + gutter) for column in range(len(cells))), width
        )

    def stacks(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The boxes of every cell that has any, from above, with the cell's column."""
        for column, cell in enumerate(self.cells):
            if cell not in (EMPTY, RESERVED, WORDS):
                yield column, names_in(cell)


@dataclass(frozen=True, slots=True)
class _Cell:
    names: tuple[str, ...]
    row: int
    column: int
    lane: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """All rows; `lefts` and `width` are those of the columns of steps, `lanes` the lane of each column."""

    rows: tuple[_Row, ...]
    lefts: tuple[float, ...]
    width: float
    lanes: tuple[str, ...]

    @classmethod
    def of(cls, plan: Sketch) -> _Grid:
        rows = [_Row.of(phase, cells, GUTTER) for phase, lines in plan.grid.items() for cells in lines]
        rows += [_Row.of(GOALS, cells, GOAL_GUTTER) for cells in plan.goals]
        lanes = tuple(lane.id for lane in plan.lanes for _ in range(lane.columns))
        measure = _Row.of("", (EMPTY,) * plan.columns, GUTTER)
        return cls(tuple(rows), measure.lefts, measure.width, lanes)

    def cells(self) -> Iterator[_Cell]:
        for index, row in enumerate(self.rows):
            for column, names in row.stacks():
                yield _Cell(names, index, column, "" if row.band == GOALS else self.lanes[column])


def _stack(heights: Sequence[float]) -> tuple[list[float], float]:
    """The top of every row, and the gap between rows that uses up the page."""
    top = MARGIN + HEADER + LANE_HEADER
    room = PAGE_HEIGHT - MARGIN - FOOTER - top
    gap = (room - sum(heights)) / (len(heights) + 0.5)
    if gap < MIN_GAP:
        short = (MIN_GAP - gap) * (len(heights) + 0.5) / 2.835
        raise DrawingError(
            f"Kartan ryms inte på en A4: {len(heights)} rader är {short:.0f} mm för höga. "
            "Korta texterna under »rutor« i ritning.yaml eller lägg fler rutor på samma rad."
        )
    tops = []
    for height in heights:
        top += gap
        tops.append(top)
        top += height
    return tops, gap


def _lanes(plan: Sketch, grid: _Grid, bands: Sequence[Band]) -> Iterator[Lane]:
    top, bottom = MARGIN + HEADER, bands[-1].rect.bottom
    start = 0
    for lane in plan.lanes:
        left, right = grid.lefts[start], grid.lefts[start + lane.columns - 1] + grid.width
        rect = Rect(left - GUTTER / 2 + 1.2, top, right - left + GUTTER - 2.4, bottom - top)
        middle = Text("lane", lane.name, (left + right) / 2, top + 12.6, LABEL, "middle")
        check_width(middle, rect.w - 6, lane.id)
        yield Lane(lane.id, rect, middle)
        start += lane.columns


def _bands(
    pathway: Pathway, plan: Sketch, grid: _Grid, tops: Sequence[float], heights: Sequence[float], gap: float
) -> Iterator[Band]:
    names = (
        {id_: phase.short or phase.name for id_, phase in pathway.phases.items()}
        | {GOALS: "Mål"}
        | dict(plan.phase_names)
    )
    order = list(dict.fromkeys(row.band for row in grid.rows))
    for number, band in enumerate(order, 1):
        rows = [index for index, row in enumerate(grid.rows) if row.band == band]
        top, bottom = tops[rows[0]] - gap / 2, tops[rows[-1]] + heights[rows[-1]] + gap / 2
        rect = Rect(MARGIN, top + 0.8, PAGE_WIDTH - 2 * MARGIN, bottom - top - 1.6)
        label = Text("phase", names[band], MARGIN + 7.0, (top + bottom) / 2, PHASE, "middle")
        check_width(label, rect.h, band)
        yield Band(band, number, rect, label)


def _panel(grid: _Grid, tops: Sequence[float], heights: Sequence[float], sign: str) -> Rect | None:
    kept = [(r, c) for r, row in enumerate(grid.rows) for c, name in enumerate(row.cells) if name == sign]
    if not kept:
        return None
    (top, bottom), (left, right) = ((min(of), max(of)) for of in zip(*kept, strict=True))
    x, y = grid.lefts[left], tops[top]
    return Rect(x, y, grid.lefts[right] + grid.width - x, tops[bottom] + heights[bottom] - y)


def _height(names: Sequence[str], labels: Mapping[str, Label], width: float) -> float:
    """The height of the boxes that share a cell."""
    return sum(texts_of(labels[name], width)[1] for name in names) + STACK_GAP * (len(names) - 1)


def _boxes(cell: _Cell, grid: _Grid, labels: Mapping[str, Label], top: float, height: float) -> Iterator[Box]:
    """The boxes of a cell from above. Boxes of a row get one height unless that would make one half empty."""
    row = grid.rows[cell.row]
    spare = (height - _height(cell.names, labels, row.width)) / len(cell.names)
    spare = spare if spare <= STRETCH or row.band == GOALS else 0.0
    for name in cell.names:
        texts, own = texts_of(labels[name], row.width)
        rect = Rect(row.lefts[cell.column], top, row.width, own + spare)
        yield box_of(labels[name], rect, texts, cell.lane, row.band)
        top += rect.h + STACK_GAP


# --- lines --------------------------------------------------------------------------------------------------------------


def _routes(
    plan: Sketch,
    boxes: Sequence[Box],
    panels: Sequence[Rect],
    grid: _Grid,
    tops: Sequence[float],
    heights: Sequence[float],
    gap: float,
) -> tuple[Route, ...]:
    ports = {box.id: tuple(_ports(box.rect)) for box in boxes}
    placed = tuple((box.id, box.rect) for box in boxes)
    xs, ys = _xs(grid, ports), _ys(tops, heights, gap, ports)
    return _routed(placed, tuple(panels), tuple(xs), tuple(ys), tuple(plan.lines))


@lru_cache(maxsize=16)
def _routed(
    placed: tuple[tuple[str, Rect], ...],
    panels: tuple[Rect, ...],
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    lines: tuple[tuple[str, str], ...],
) -> tuple[Route, ...]:
    """The lines among boxes that stand where they stand. Most changes of a map move no box, and this is what takes time."""
    ports = {id_: tuple(_ports(rect)) for id_, rect in placed}
    blocked = {id_: _grown(rect) for id_, rect in placed} | {
        f"{RESERVED}{index}": _grown(panel) for index, panel in enumerate(panels)
    }
    ground = Ground(list(xs), list(ys), blocked, ports)
    try:
        return route_all(ground, lines)
    except NoWay as error:
        raise DrawingError(
            f"{error} Ta bort linjen i ritning.yaml (vägen blir en hänvisning) eller flytta en ruta."
        ) from None


def _ports(rect: Rect) -> Iterator[Port]:
    for share in (0.5, 0.25, 0.75):
        yield Port((round(rect.x + share * rect.w, 3), rect.bottom), (0, 1))
        yield Port((round(rect.x + share * rect.w, 3), rect.y), (0, -1))
    for share in (0.5, 0.25, 0.75):
        yield Port((rect.right, round(rect.y + share * rect.h, 3)), (1, 0))
        yield Port((rect.x, round(rect.y + share * rect.h, 3)), (-1, 0))


def _xs(grid: _Grid, ports: Mapping[str, Sequence[Port]]) -> list[float]:
    last = grid.lefts[-1] + grid.width
    gaps = [(grid.lefts[0] - EDGE, grid.lefts[0]), (last, last + EDGE)]
    gaps += [(left + grid.width, right) for left, right in pairwise(grid.lefts)]
    return _tracks(gaps, (port.at[0] for some in ports.values() for port in some if port.out[0] == 0))


def _ys(
    tops: Sequence[float], heights: Sequence[float], gap: float, ports: Mapping[str, Sequence[Port]]
) -> list[float]:
    gaps = [(top - gap, top) for top in tops]
    return _tracks(gaps, (port.at[1] for some in ports.values() for port in some if port.out[1] == 0))


def _tracks(gaps: Iterable[tuple[float, float]], others: Iterable[float]) -> list[float]:
    """Parallel tracks centred in every gap, and the other coordinates lines may run on."""
    tracks: set[float] = set()
    for low, high in gaps:
        count = max(1, int((high - low - 2 * CLEAR) / TRACK + 1.001))
        first = (low + high) / 2 - TRACK * (count - 1) / 2
        tracks.update(round(first + TRACK * index, 3) for index in range(count))
    return sorted(tracks | {round(value, 3) for value in others})


def _grown(rect: Rect) -> Rect:
    by = CLEAR - 1.0
    return Rect(rect.x - by, rect.y - by, rect.w + 2 * by, rect.h + 2 * by)
