"""The map a practice run is on, as its pages show it: the steps by lane, one box in full, and the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from samre.governance.models import PracticeCase, PracticeRun
from samre.governance.rules.practice import practice_rules
from samre.governance.rules.practice_maps import drawing_of, facts_of, map_of
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of

from ..karta_svg import Marks, render_svg
from .told_facts import ToldCase, told_case

END = "</svg>"
_RADIUS, _ASIDE = 7.5, 4.0  # points: of a number on the drawing, and how far it stands outside its box


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step to choose: its number, what it is called, and who is responsible."""

    id: str
    number: str
    name: str
    who: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Steps that belong together: those in one lane of the map, in the order the drawing is read, or those of one phase."""

    name: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """An answer that names no step."""

    id: str
    name: str
    help: str


def lanes_of(run: PracticeRun) -> tuple[Lane, ...]:
    """The map's steps by lane; by who is responsible where the map can't be drawn."""
    pathway, drawn = map_of(run), drawing_of(run)
    if drawn is None:
        actors = dict.fromkeys(step.responsible for step in pathway.steps.values())
        return tuple(
            Lane(
                pathway.actors[actor].name,
                tuple(
                    _line(pathway, id_) for id_, step in pathway.steps.items() if step.responsible == actor
                ),
            )
            for actor in actors
        )
    sketch, drawing = drawn
    found = (
        Lane(
            lane.name.replace("\N{SOFT HYPHEN}", ""),
            tuple(_line(pathway, box.id) for box in drawing.steps if box.lane == lane.id),
        )
        for lane in sketch.lanes
    )
    return tuple(lane for lane in found if lane.steps)


def phases_of(run: PracticeRun) -> tuple[Lane, ...]:
    """The map's steps by phase, in the map's order, each phase by number."""
    pathway, lines = map_of(run), by_number(run)
    found = (
        Lane(phase.name, tuple(line for line in lines if pathway.steps[line.id].phase == phase.id))
        for phase in pathway.phases.values()
    )
    return tuple(lane for lane in found if lane.steps)


def by_number(run: PracticeRun) -> tuple[StepLine, ...]:
    """The map's steps as somebody looks for them from a sheet: by number."""
    pathway = map_of(run)
    lines = (_line(pathway, id_) for id_ in pathway.steps)
    return tuple(sorted(lines, key=lambda line: (not line.number.isdigit(), line.number.zfill(6))))


def matching(lanes: tuple[Lane, ...], words: str, *, kept: str = "") -> tuple[Lane, ...]:
    """The lanes with the steps that have all of the words, in name, number or who is responsible; and the step `kept`."""
    wanted = words.casefold().split()
    found = (
        Lane(lane.name, tuple(step for step in lane.steps if step.id == kept or _has(step, lane, wanted)))
        for lane in lanes
    )
    return tuple(lane for lane in found if lane.steps)


def outside() -> tuple[Outside, ...]:
    """The answers that name no step."""
    return tuple(Outside(id_, row["namn"], row["hjälp"]) for id_, row in practice_rules()["utanför"].items())


def named(pathway: Pathway, step: str) -> str:
    """An answer in words: the step with its number, or what names no step. Empty for nothing."""
    if step in pathway.steps:
        found = pathway.steps[step]
        return f"{number_of(step)} {found.short or found.name}"
    if step in pathway.goals:
        return f"{step} {pathway.goals[step].name}"
    row = practice_rules()["utanför"].get(step)
    return str(row["namn"]) if row else step


def told_in(pathway: Pathway, case: PracticeCase) -> ToldCase:
    """What is known in a case of a run."""
    return told_case(pathway, facts_of(pathway, case))


def picture(run: PracticeRun, *, link: str, here: str | None = None) -> str:
    """The drawing with every box as a link (`{id}` in it is the box); empty where the map can't be drawn."""
    drawn = drawing_of(run)
    if drawn is None:
        return ""
    return render_svg(drawn[1], map_of(run), mode="screen", marks=Marks(here=here), link=link).strip()


def counted_picture(
    run: PracticeRun, *, link: str, chosen: Mapping[str, int], said: Mapping[str, int]
) -> str:
    """The drawing with how often each box was chosen (left corner) and how many comments it got (right corner).

    Only those lead to `link`; the others to the table as a whole.
    """
    svg, drawn = picture(run, link=link), drawing_of(run)
    if drawn is None or not svg.endswith(END):
        return ""
    for box in drawn[1].boxes:
        if not (chosen.get(box.id) or said.get(box.id)):
            svg = svg.replace(f'"{link.format(id=box.id)}"', '"#rutor"')
    marks = [
        {
            "left": f"{box.rect.x - _ASIDE:.1f}",
            "right": f"{box.rect.right + _ASIDE:.1f}",
            "top": f"{box.rect.y - _ASIDE / 2:.1f}",
            "chosen": chosen.get(box.id, 0),
            "said": said.get(box.id, 0),
        }
        for box in drawn[1].boxes
        if chosen.get(box.id) or said.get(box.id)
    ]
    counts = render_to_string("practice_runs/counts.svg", {"marks": marks, "radius": f"{_RADIUS:.1f}"})
    return svg.removesuffix(END) + counts + END


def _line(pathway: Pathway, id_: str) -> StepLine:
    step = pathway.steps[id_]
    return StepLine(id_, number_of(id_), step.short or step.name, pathway.actors[step.responsible].name)


def _has(step: StepLine, lane: Lane, wanted: list[str]) -> bool:
    text = f"{step.number} {step.name} {step.who} {lane.name}".casefold()
    return all(word in text for word in wanted)
