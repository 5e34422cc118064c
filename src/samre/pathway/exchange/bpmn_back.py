"""What somebody drew in a BPMN editor, read back: names, lanes and places of steps that the map has. Conditions never are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median

from lxml import etree

from ..model import Pathway
from ..picture.sketch import FILE as SKETCH
from ..picture.sketch import RESERVED, WORDS, Sketch, names_in
from ..writing.edit import Put, edited
from ..writing.steps import STEPS
from .bpmn import DC, DI, LANE, LEFT, MODEL, PITCH, Place, lane_of, places

MOST_BYTES = 5_000_000
# Every kind of activity in ISO/IEC 19510:2013, 10.3: editors let a task be turned into any of them.
TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "adHocSubProcess",
        "transaction",
    }
)
# So many boxes of a lane or a phase have to say how far it was moved as a whole, and so near each other (px at 96 dpi).
FEWEST_SAYING, ALIKE = 3, 5.0


class BpmnError(ValueError):
    """A file that can't be read; the message says why and what to do (Swedish)."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What the file says of the map's own steps. `lanes`: step → lane of the drawing; `lane_names`: lane → what stands on it;
    `at`: step → the middle of its box, in the units of the diagram."""

    names: Mapping[str, str]
    lanes: Mapping[str, str]
    lane_names: Mapping[str, str]
    at: Mapping[str, tuple[float, float]]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The files with what was drawn, and what could not be taken in, as sentences."""

    texts: Mapping[str, str]
    left_out: tuple[str, ...]


def read_bpmn(data: bytes, pathway: Pathway) -> Redrawn:
    """Names, lanes and places of the map's steps in a BPMN file. Raises BpmnError for what is no BPMN, or too large."""
    root = _root(data)
    names, unknown = {}, []
    for item in root.iter(f"{{{MODEL}}}*"):
        if etree.QName(item).localname in TASKS:
            id_ = item.get("id", "")
            if id_ in pathway.steps:
                names[id_] = " ".join(item.get("name", "").split())
            else:
                unknown.append(" ".join(item.get("name", id_).split()))
    lanes, lane_names = _lanes(root)
    at = {}
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        id_, bounds = shape.get("bpmnElement", ""), shape.find(f"{{{DC}}}Bounds")
        if id_ in names and bounds is not None:
            at[id_] = _middle(bounds)
    mine = {id_: lane for id_, lane in lanes.items() if id_ in names}
    return Redrawn(names, mine, lane_names, at, tuple(unknown))


def _lanes(root: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    """Element → lane, and lane → its name. A lane somebody has drawn within one of ours belongs to ours."""
    lanes, names = {}, {}
    for lane in root.iter(f"{{{MODEL}}}lane"):
        id_ = lane.get("id", "")
        names[id_.removeprefix(LANE)] = " ".join(lane.get("name", "").split())
        for ref in lane.iter(f"{{{MODEL}}}flowNodeRef"):
            element = str(ref.text).strip()
            if element not in lanes or id_.startswith(LANE):
                lanes[element] = id_.removeprefix(LANE)
    return lanes, names


def merged(texts: Mapping[str, str], pathway: Pathway, sketch: Sketch, drawn: Redrawn) -> Merged:
    """The map's files with new names, responsible actors and places. What the map can't take in is told and left as it was."""
    changes: list[Put] = []
    left = [f"Rutan »{name}« finns inte på kartan. Lägg till steget i redigeraren." for name in drawn.unknown]
    left += [f"{id_} saknas i filen och står kvar." for id_ in pathway.steps if id_ not in drawn.names]
    known = {lane.id: lane for lane in sketch.lanes}
    changes += [
        Put(SKETCH, ("ritning", "banor", lane.id, "namn"), name)
        for lane in sketch.lanes
        if (name := drawn.lane_names.get(lane.id)) and name != lane.name
    ]
    for id_, name in drawn.names.items():
        step = pathway.steps[id_]
        if not name:
            left.append(f"{id_} har inget namn i filen och behåller sitt.")
        elif name != step.name:
            changes.append(Put(STEPS, ("steg", id_, "namn"), name))
        lane = drawn.lanes.get(id_, "")
        if lane in known and lane != lane_of(sketch, step.responsible):
            changes.append(Put(STEPS, ("steg", id_, "ansvarig"), known[lane].actors[0]))
        elif lane and lane not in known:
            left.append(f"{id_} står i en bana som kartan inte har, och blir kvar i sin.")
    return Merged(edited(texts, [*changes, *_grid(pathway, sketch, drawn)]), tuple(left))


def _grid(pathway: Pathway, sketch: Sketch, drawn: Redrawn) -> list[Put]:
    """Rows of the drawing where a box has been moved: to the nearest column of its lane and the nearest row of its phase."""
    stood, changes = places(pathway, sketch), []
    at = _at_home(pathway, sketch, drawn, stood)
    for phase, rows in sketch.grid.items():
        heights = [_height(row, stood) for row in rows]
        cells: list[list[list[str]]] = [[[] for _ in row] for row in rows]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                for name in names_in(cell):
                    columns = _columns(name, pathway, sketch, drawn)
                    to = _cell(at[name], columns, heights) if name in at else (number, column)
                    cells[to[0]][to[1]].append(name)
        for number, row in enumerate(rows):
            for names in cells[number]:
                names.sort(key=lambda name: at.get(name, stood[name].middle)[1])
            kept = [
                "+".join(names) or (row[column] if row[column] in (RESERVED, WORDS) else ".")
                for column, names in enumerate(cells[number])
            ]
            if tuple(kept) != row:
                changes.append(Put(SKETCH, ("ritning", "rutnät", phase, number), "  ".join(kept)))
    return changes


def _at_home(
    pathway: Pathway, sketch: Sketch, drawn: Redrawn, stood: Mapping[str, Place]
) -> dict[str, tuple[float, float]]:
    """Where each box stands when what was moved as a whole is moved back: the pool, a lane made wider, a phase made higher."""
    moved = {
        id_: (x - stood[id_].middle[0], y - stood[id_].middle[1])
        for id_, (x, y) in drawn.at.items()
        if id_ in stood
    }
    sideways: dict[str, list[float]] = {lane.id: [] for lane in sketch.lanes}
    downwards: dict[str, list[float]] = {phase: [] for phase in sketch.grid}
    for id_, (x, y) in moved.items():
        home = lane_of(sketch, pathway.steps[id_].responsible)
        if drawn.lanes.get(id_, home) == home:
            sideways[home].append(x)
        downwards[pathway.steps[id_].phase].append(y)
    aside, down = _as_a_whole(sideways), _as_a_whole(downwards)
    return {
        id_: (
            drawn.at[id_][0] - aside.get(_lane(id_, pathway, sketch, drawn), 0.0),
            drawn.at[id_][1] - down[pathway.steps[id_].phase],
        )
        for id_ in moved
    }


def _as_a_whole(groups: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """How far each group of boxes was moved as a whole, in the order they stand.

    A group whose boxes all moved alike stands as it stood. In one where they differ somebody has moved single boxes: it went
    as far as the group before or after it, whichever more of its boxes agree with.
    """
    sure = {
        name: median(far)
        for name, far in groups.items()
        if len(far) >= FEWEST_SAYING and _alike(far, median(far))
    }
    names, found = list(groups), {}
    for number, name in enumerate(names):
        before = [sure[one] for one in reversed(names[:number]) if one in sure]
        after = [sure[one] for one in names[number + 1 :] if one in sure]
        near = (*before[:1], *after[:1], 0.0)
        found[name] = sure.get(
            name, max(near, key=lambda one: sum(_alike([far], one) for far in groups[name]))
        )
    return found


def _alike(far: Iterable[float], one: float) -> bool:
    return all(abs(other - one) <= ALIKE for other in far)


def _lane(name: str, pathway: Pathway, sketch: Sketch, drawn: Redrawn) -> str:
    return drawn.lanes.get(name) or lane_of(sketch, pathway.steps[name].responsible)


def _columns(name: str, pathway: Pathway, sketch: Sketch, drawn: Redrawn) -> tuple[int, ...]:
    """The columns of the lane the box now stands in; those of its own lane where the map has no such lane."""
    lane = drawn.lanes.get(name, "")
    actors = next((one.actors for one in sketch.lanes if one.id == lane), ())
    return tuple(sketch.columns_of(actors[0] if actors else pathway.steps[name].responsible))


def _cell(at: tuple[float, float], columns: tuple[int, ...], heights: list[float | None]) -> tuple[int, int]:
    """The row and column nearest to a box."""
    x, y = at
    column = min(columns, key=lambda one: abs(LEFT + 20 + one * PITCH + PITCH / 2 - 20 - x))
    rows = [(abs(height - y), number) for number, height in enumerate(heights) if height is not None]
    return min(rows)[1], column


def _height(row: tuple[str, ...], stood: Mapping[str, Place]) -> float | None:
    """How far down a row stands; None where nothing stands in it."""
    found = [stood[name].middle[1] for cell in row for name in names_in(cell)[:1] if name in stood]
    return min(found) if found else None


def _root(data: bytes) -> etree._Element:
    if len(data) > MOST_BYTES:
        raise BpmnError(f"Filen är större än {MOST_BYTES // 1_000_000} MB. Exportera bara kartan.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BpmnError("Filen är ingen BPMN-fil. Exportera den som BPMN 2.0 XML.") from error
    if root.tag != f"{{{MODEL}}}definitions" or root.getroottree().docinfo.internalDTD is not None:
        raise BpmnError("Filen är ingen BPMN-fil. Exportera den som BPMN 2.0 XML.")
    return root


def _middle(bounds: etree._Element) -> tuple[float, float]:
    try:
        x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
        if not all(map(isfinite, (x, y, width, height))):
            raise ValueError("not a place")
    except ValueError as error:
        raise BpmnError(
            "En ruta i filen saknar sitt läge. Öppna och spara den i ett BPMN-program."
        ) from error
    return x + width / 2, y + height / 2
