"""The map on one A4: where every lane, phase, box, text and line stands, in points. Positions only; the ink is in `web`.

Lanes (actors) are columns, phases are bands from above, goals the last band. Which box stands in which cell and which
ways are lines is authored (`sketch`); heights, line breaks and the course of the lines are computed, the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .model import Pathway
from .routing import Ground, NoWay, Point, Port, Rect, Route, route_all
from .sketch import EMPTY, RESERVED, BoxText, Sketch, complete, names_in, plain_sketch
from .typesetting import Face

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 portrait
MARGIN = 15.0
HEADER, LANE_HEADER, FOOTER, PHASE_LABEL = 42.0, 17.0, 12.0, 15.0
GUTTER, EDGE, GOAL_GUTTER = 17.5, 8.5, 7.0  # between columns; outside the first and the last; between goals
STRETCH, STACK_GAP, MIN_GAP = (
    10.0,
    2.6,
    7.2,
)  # what a box may be stretched; between boxes of a cell; between rows
TRACK, CLEAR = 3.9, 4.4  # between lines; from a box to the first line
PAD, BADGE_WIDTH, BADGE_HEIGHT, MARK = 4.0, 13.5, 10.8, 4.5
GOALS = "mål"

NAME = Face(8.1, "semibold", 9.1)
NEED = Face(7.2, "regular", 8.3)
ACTOR = Face(7.0, "regular", 9.0)
TAGS = Face(7.2, "semibold", 8.3)
NUMBER = Face(8.0, "bold", 9.0)
LABEL = Face(8.2, "bold", 10.0)
PHASE = Face(7.6, "bold", 9.0)
SMALLEST = 7.0


class DrawingError(ValueError):
    """The map cannot be drawn readably on one A4; the message says which box or line, and what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: `x`, `y` of its baseline start (or of its end/middle as `anchor` says)."""

    role: str
    text: str
    x: float
    y: float
    face: Face
    anchor: str = "start"

    @property
    def rect(self) -> Rect:
        """What the text covers, from the height of its capitals to its descenders."""
        width = self.face.width(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Rect(left, self.y - 0.76 * self.face.size, width, 0.98 * self.face.size)


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign in the corner `at`; `expires` is a right that can be lost."""

    kind: str
    at: Point


@dataclass(frozen=True, slots=True)
class Box:
    """A step or goal. `number` is what the paper shows (step ids without S), `tags` the ways on that are not lines.

    `is_main`: a line leads to or from it; the other steps are for special situations and are drawn lighter.
    """

    id: str
    kind: str
    number: str
    name: str
    actor: str
    lane: str
    band: str
    rect: Rect
    badge: Rect
    texts: tuple[Text, ...]
    tags: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the map, or several side by side, with its heading."""

    id: str
    rect: Rect
    heading: Text


@dataclass(frozen=True, slots=True)
class Band:
    """A phase from side to side, with its label turned a quarter (read from below) around its own middle."""

    id: str
    number: int
    rect: Rect
    label: Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole page in points, origin top left. `panel` is the room kept free for the legend (None when there is none)."""

    id: str
    name: str
    hash: str
    valid_from: date
    width: float
    height: float
    header: Rect
    footer: Rect
    panel: Rect | None
    lanes: tuple[Lane, ...]
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    everywhere: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Box, ...]:
        """The boxes of steps in reading order: phase by phase, row by row."""
        return tuple(box for box in self.boxes if box.kind == "step")

    @property
    def goals(self) -> tuple[Box, ...]:
        """The boxes of goals in reading order."""
        return tuple(box for box in self.boxes if box.kind == "goal")


def draw(pathway: Pathway, sketch: Sketch | None = None) -> Drawing:
    """Lay the map out on one A4. Without a sketch every step gets its place and every way a tag.

    Raises DrawingError when the boxes do not fit the page, a word does not fit its box, or a line finds no way.
    """
    plan = complete(sketch or plain_sketch(pathway), pathway)
    grid = _Grid.of(plan)
    labels = {name: _label(name, pathway, plan) for cell in grid.cells() for name in cell.names}
    heights = [
        max((_height(names, labels, row.width) for _, names in row.stacks()), default=14.0)
        for row in grid.rows
    ]
    tops, gap = _stack(heights)
    boxes = tuple(
        box for cell in grid.cells() for box in _boxes(cell, grid, labels, tops[cell.row], heights[cell.row])
    )
    panel = _panel(grid, tops, heights)
    routes = _routes(plan, boxes, panel, grid, tops, heights, gap)
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
            if cell not in (EMPTY, RESERVED):
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
        _check_width(middle, rect.w - 6, lane.id)
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
        _check_width(label, rect.h, band)
        yield Band(band, number, rect, label)


def _panel(grid: _Grid, tops: Sequence[float], heights: Sequence[float]) -> Rect | None:
    kept = [(r, c) for r, row in enumerate(grid.rows) for c, name in enumerate(row.cells) if name == RESERVED]
    if not kept:
        return None
    (top, bottom), (left, right) = ((min(of), max(of)) for of in zip(*kept, strict=True))
    x, y = grid.lefts[left], tops[top]
    return Rect(x, y, grid.lefts[right] + grid.width - x, tops[bottom] + heights[bottom] - y)


# --- boxes and their texts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """What is to be written in a box, before it has a place."""

    id: str
    kind: str
    number: str
    name: str
    need: str
    actor: str
    actor_name: str
    tags: tuple[str, ...]
    expires: bool
    is_main: bool

    @property
    def marks(self) -> float:
        """The room that the small signs at the end of the first name line take."""
        return MARK * self.expires


def number_of(id_: str) -> str:
    """What a box is called on paper: a step's number without S and leading zero, a goal's id as it is."""
    return id_[1:].lstrip("0") if id_[:1] == "S" and id_[1:].isdigit() else id_


def _label(id_: str, pathway: Pathway, plan: Sketch) -> _Label:
    text = plan.texts.get(id_, BoxText())
    if id_ in pathway.goals:
        goal = pathway.goals[id_]
        name = text.name or goal.short or goal.name
        return _Label(id_, "goal", number_of(id_), name, text.need, "", "", (), False, True)
    step = pathway.steps[id_]
    lane = next((lane for lane in plan.lanes if step.responsible in lane.actors), plan.lanes[-1])
    actor = pathway.actors[step.responsible]
    shown = (
        (text.actor or actor.short or actor.name)
        if len(lane.actors) > 1 and step.responsible != lane.actors[0]
        else ""
    )
    drawn = {target for source, target in plan.lines if source == id_}
    silent = drawn | set(plan.everywhere)
    tags = tuple(
        number_of(target) for target in dict.fromkeys(way.target for way in step.ways) if target not in silent
    )
    name = text.name or step.short or step.name
    is_main = id_ in plan.everywhere or any(id_ in way for way in plan.lines)
    return _Label(
        id_, "step", number_of(id_), name, text.need, step.responsible, shown, tags, step.expires, is_main
    )


def _texts(label: _Label, width: float) -> tuple[tuple[Text, ...], float]:
    """The texts of a box, placed as if its corner were at 0, 0; and the height they need."""
    beside, inside = BADGE_WIDTH + 3.0, width - 2 * PAD
    above, role, face = (
        (label.number, "goal", TAGS) if label.kind == "goal" else (label.actor_name, "actor", ACTOR)
    )
    left, baseline = (PAD, 9.6 + NAME.leading) if above else (beside, 8.8)
    names = NAME.wrap(label.name, width=width - left - PAD, first=width - left - PAD - label.marks)
    texts = [Text(role, above, beside, 8.4, face)] if above else []
    texts += [Text("name", line, left, baseline + NAME.leading * n, NAME) for n, line in enumerate(names)]
    baseline += NAME.leading * (len(names) - 1)
    needs = NEED.wrap(label.need, width=inside)
    texts += [
        Text("need", line, PAD, baseline + 0.8 + NEED.leading * (n + 1), NEED) for n, line in enumerate(needs)
    ]
    if label.tags:
        texts.append(_tags(label, texts, width))
    return tuple(texts), max(text.y for text in texts) + 4.0


def _tags(label: _Label, texts: Sequence[Text], width: float) -> Text:
    """The tags at the end of the last line, else of the first name line, else on a line of their own."""
    right = width - PAD
    first = next(text for text in texts if text.role == "name")
    for tags in ("→ " + separator.join(label.tags) for separator in (" · ", " ")):
        room = right - TAGS.width(tags) - 4.0
        for line in (texts[-1], first):
            marks = label.marks if line is first else 0.0
            if line.rect.right <= room - marks:
                return Text("tags", tags, right - marks, line.y, TAGS, "end")
        if TAGS.width(tags) <= right - PAD:
            break
    return Text("tags", tags, right, texts[-1].y + TAGS.leading + 0.6, TAGS, "end")


def _height(names: Sequence[str], labels: Mapping[str, _Label], width: float) -> float:
    """The height of the boxes that share a cell."""
    return sum(_texts(labels[name], width)[1] for name in names) + STACK_GAP * (len(names) - 1)


def _boxes(
    cell: _Cell, grid: _Grid, labels: Mapping[str, _Label], top: float, height: float
) -> Iterator[Box]:
    """The boxes of a cell from above. Boxes of a row get one height unless that would make one half empty."""
    row = grid.rows[cell.row]
    spare = (height - _height(cell.names, labels, row.width)) / len(cell.names)
    spare = spare if spare <= STRETCH or row.band == GOALS else 0.0
    for name in cell.names:
        texts, own = _texts(labels[name], row.width)
        rect = Rect(row.lefts[cell.column], top, row.width, own + spare)
        yield _box(labels[name], rect, texts, cell.lane, row.band)
        top += rect.h + STACK_GAP


def _box(label: _Label, rect: Rect, texts: Sequence[Text], lane: str, band: str) -> Box:
    placed = tuple(Text(t.role, t.text, t.x + rect.x, t.y + rect.y, t.face, t.anchor) for t in texts)
    first = next(text for text in placed if text.role == "name")
    for text in placed:
        _check_width(
            text,
            rect.right
            - PAD / 2
            - text.rect.x
            - (label.marks if text is first or text.role == "actor" else 0.0),
            label.id,
        )
    return Box(
        id=label.id,
        kind=label.kind,
        number=label.number,
        name=label.name.replace("\u00ad", ""),
        actor=label.actor,
        lane=lane,
        band=band,
        rect=rect,
        badge=Rect(rect.x, rect.y, BADGE_WIDTH, BADGE_HEIGHT),
        texts=placed,
        tags=label.tags,
        marks=tuple(_marks(label, rect)),
        is_main=label.is_main,
    )


def _marks(label: _Label, rect: Rect) -> Iterator[Mark]:
    if label.expires:
        yield Mark("expires", (rect.right, rect.y))


def _check_width(text: Text, room: float, where: str) -> None:
    if text.face.width(text.text) > room + 0.01:
        raise DrawingError(
            f"»{text.text}« ryms inte i {where} på kartan. Ge rutan ett kortare namn i ritning.yaml, "
            "eller sätt | där ordet får brytas."
        )


# --- lines --------------------------------------------------------------------------------------------------------------


def _routes(
    plan: Sketch,
    boxes: Sequence[Box],
    panel: Rect | None,
    grid: _Grid,
    tops: Sequence[float],
    heights: Sequence[float],
    gap: float,
) -> tuple[Route, ...]:
    ports = {box.id: tuple(_ports(box.rect)) for box in boxes}
    blocked = {box.id: _grown(box.rect) for box in boxes} | ({RESERVED: _grown(panel)} if panel else {})
    ground = Ground(_xs(grid, ports), _ys(tops, heights, gap, ports), blocked, ports)
    try:
        return route_all(ground, plan.lines)
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
