"""The map as BPMN 2.0 (ISO/IEC 19510:2013): a pool with the drawing's lanes, tasks for steps, end events for goals.

Conditions go along as text in the map's own language, since no BPMN engine can be trusted with what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..model import Pathway, Step
from ..picture.sketch import Sketch, names_in
from ..reading.expressions import to_text

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES: Any = {None: MODEL, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI}
LANGUAGE = "urn:samre:villkor"
START = "start"
LANE = "bana_"

# In the units of BPMN diagrams (px at 96 dpi).
PITCH, ROW, WIDTH, HEIGHT, EVENT = 190, 110, 150, 80, 36
LEFT, TOP, HEAD = 160, 120, 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """Its middle, in the units of the diagram."""
        return self.x + self.width // 2, self.y + self.height // 2


def places(pathway: Pathway, sketch: Sketch) -> dict[str, Place]:
    """Where each step and goal of the drawing stands: a column per column, a line per row, boxes of a cell below each other."""
    found, top = {}, TOP + HEAD
    for rows in sketch.grid.values():
        for cells in rows:
            stacks = [names_in(cell) for cell in cells]
            for column, names in enumerate(stacks):
                for depth, name in enumerate(names):
                    found[name] = Place(LEFT + 20 + column * PITCH, top + depth * ROW, WIDTH, HEIGHT)
            top += ROW * max([1, *map(len, stacks)])
    for cells in sketch.goals:
        goals = [name for cell in cells for name in names_in(cell)]
        gap = sketch.columns * PITCH // max(1, len(goals))
        for number, name in enumerate(goals):
            found[name] = Place(LEFT + 20 + number * gap, top + 20, EVENT, EVENT)
        top += ROW
    return {name: place for name, place in found.items() if name in pathway.steps or name in pathway.goals}


def bpmn(pathway: Pathway, sketch: Sketch) -> bytes:
    """The map as a BPMN 2.0 file (UTF-8) with its diagram. The sketch is `complete`: every step has its place."""
    root = etree.Element(
        f"{{{MODEL}}}definitions",
        nsmap=_SPACES,
        id=f"samre-{pathway.hash[:12]}",
        name=pathway.name,
        targetNamespace=f"urn:samre:{pathway.id}",
        exporter="SAMRE",
        exporterVersion=pathway.id,
    )
    collaboration = _add(root, "collaboration", id="samverkan")
    _add(collaboration, "participant", id="pool", name=pathway.name, processRef="karta")
    process = _add(root, "process", id="karta", name=pathway.name, isExecutable="false")
    _add(process, "documentation").text = f"Underlag, inte beslut. Version {pathway.id}, {pathway.hash[:12]}."
    _lanes(process, pathway, sketch)
    _nodes(process, pathway)
    flows = tuple(_flows(pathway))
    for flow in flows:
        _flow(process, flow, pathway)
    _diagram(root, pathway, sketch, flows)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


@dataclass(frozen=True, slots=True)
class _Flow:
    id: str
    source: str
    target: str
    text: str = ""
    condition: str = ""


def _lanes(process: etree._Element, pathway: Pathway, sketch: Sketch) -> None:
    lane_set = _add(process, "laneSet", id="banor")
    placed: set[str] = set()
    for lane in sketch.lanes:
        item = _add(lane_set, "lane", id=LANE + lane.id, name=lane.name)
        mine = [step.id for step in pathway.steps.values() if lane_of(sketch, step.responsible) == lane.id]
        if not placed:
            mine.insert(0, START)
        placed |= set(mine)
        for name in mine:
            _add(item, "flowNodeRef").text = name
        if lane is sketch.lanes[0]:
            for goal in pathway.goals:
                _add(item, "flowNodeRef").text = goal


def lane_of(sketch: Sketch, actor: str) -> str:
    """The lane an actor's steps stand in; the last one where nobody placed the actor."""
    return next((lane.id for lane in sketch.lanes if actor in lane.actors), sketch.lanes[-1].id)


def _nodes(process: etree._Element, pathway: Pathway) -> None:
    _add(process, "startEvent", id=START, name="Start")
    for step in pathway.steps.values():
        task = _add(process, "userTask", id=step.id, name=step.name)
        _add(task, "documentation").text = _about(step, pathway)
    for goal in pathway.goals.values():
        event = _add(process, "endEvent", id=goal.id, name=goal.name)
        if goal.text:
            _add(event, "documentation").text = goal.text


def _about(step: Step, pathway: Pathway) -> str:
    lines = [
        f"Ansvarig: {pathway.actors[step.responsible].name}.",
        step.commitment,
        f"Öppet när: {to_text(step.relevant)}",
        *(f"Kräver: {need.text} ({to_text(need.condition)})" for need in step.requires),
        *([f"Klart när: {to_text(step.done)}"] if step.done is not None else []),
        f"Frist: {step.limit.days} dagar. {step.limit.text}",
        *([f"Lag: {', '.join(map(str, step.law))}"] if step.law else []),
    ]
    return "\n".join(lines)


def _flows(pathway: Pathway) -> Iterator[_Flow]:
    yield _Flow("fran_start", START, next(iter(pathway.steps)))
    for step in pathway.steps.values():
        for number, way in enumerate(step.ways, 1):
            condition = "" if way.condition is None else to_text(way.condition)
            yield _Flow(f"{step.id}_{number}", step.id, way.target, way.text, condition)
        led = {way.target for way in step.ways}
        for goal in step.goals:
            if goal not in led:
                yield _Flow(f"{step.id}_{goal}", step.id, goal)


def _flow(process: etree._Element, flow: _Flow, pathway: Pathway) -> None:
    item = _add(process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
    if flow.text:
        item.set("name", flow.text)
    if flow.condition:
        expression = _add(item, "conditionExpression", language=LANGUAGE)
        expression.set(f"{{{XSI}}}type", "tFormalExpression")
        expression.text = flow.condition


def _diagram(root: etree._Element, pathway: Pathway, sketch: Sketch, flows: tuple[_Flow, ...]) -> None:
    where = places(pathway, sketch)
    bottom = max(place.y + place.height for place in where.values()) + 40
    first = where[next(iter(pathway.steps))]
    where[START] = Place(LEFT - 60, first.y + (first.height - EVENT) // 2, EVENT, EVENT)
    diagram = _add(root, "BPMNDiagram", space=DI, id="diagram")
    plane = _add(diagram, "BPMNPlane", space=DI, id="plan", bpmnElement="samverkan")
    left, width = LEFT - 80, sketch.columns * PITCH + 120
    _shape(plane, "pool", Place(left, TOP - HEAD, width, bottom - TOP + HEAD), vertical=True)
    at = left
    for number, lane in enumerate(sketch.lanes):
        wide = lane.columns * PITCH + (100 if number == 0 else 0) + (20 if lane is sketch.lanes[-1] else 0)
        _shape(plane, LANE + lane.id, Place(at, TOP, wide, bottom - TOP), vertical=True)
        at += wide
    for name, place in where.items():
        _shape(plane, name, place)
    for flow in flows:
        edge = _add(plane, "BPMNEdge", space=DI, id=f"{flow.id}_linje", bpmnElement=flow.id)
        for x, y in _course(where[flow.source], where[flow.target]):
            _add(edge, "waypoint", space=DD, x=str(x), y=str(y))


def _course(source: Place, target: Place) -> tuple[tuple[int, int], ...]:
    """From below or beside one box to above or beside the other, with right angles."""
    (x1, y1), (x2, y2) = source.middle, target.middle
    if target.y > source.y + source.height:
        half = (source.y + source.height + target.y) // 2
        return (x1, source.y + source.height), (x1, half), (x2, half), (x2, target.y)
    if x2 >= x1:
        half = (source.x + source.width + target.x) // 2
        return (source.x + source.width, y1), (half, y1), (half, y2), (target.x, y2)
    half = (target.x + target.width + source.x) // 2
    return (source.x, y1), (half, y1), (half, y2), (target.x + target.width, y2)


def _shape(plane: etree._Element, name: str, place: Place, *, vertical: bool = False) -> None:
    shape = _add(plane, "BPMNShape", space=DI, id=f"{name}_form", bpmnElement=name)
    if vertical:
        shape.set("isHorizontal", "false")
    _add(
        shape,
        "Bounds",
        space=DC,
        x=str(place.x),
        y=str(place.y),
        width=str(place.width),
        height=str(place.height),
    )


def _add(parent: etree._Element, tag: str, /, *, space: str = MODEL, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{space}}}{tag}", attributes)
