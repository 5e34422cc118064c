"""What the map's pages and its bilaga show: the drawing, every step in full, and the small map of the guide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import timezone

from samre.governance.public_files import public_in_force
from samre.pathway.model import DatedValue, Evaluation, Law, LawRef, Named, Pathway, Programme, Step
from samre.pathway.picture.drawing import Drawing, DrawingError, draw, number_of
from samre.pathway.picture.sketch import BoxText, load_sketch
from samre.pathway.proof.limit_words import told

from .. import definition
from ..karta_svg import Marks, render_svg

# Uncertainties that say whom to ask come first on a step; those that only say what is unread are for who keeps the map.
ASK = "Fråga "
_UNREAD = re.compile(r"ontroller|bekräfta|inte (?:är )?(?:läst|fastställ)|läst i delar")
FORM_PAGES = {"B1": "web:letter", "B2": "web:letter"}  # the forms that the program writes
_OWN_FORM = re.compile(r"B\d+")


@dataclass(frozen=True, slots=True)
class LawText:
    """A paragraph in short with the law's full name; `note` says what is uncertain about the law's text."""

    short: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class LawGroup:
    """A law with the places in it that a step rests on: `SFB`, its full name, `25:3, 26:2–18`, and what is uncertain."""

    id: str
    name: str
    places: str
    note: str


@dataclass(frozen=True, slots=True)
class WayText:
    """A way on (or in): the box at the other end, its number, and when one goes there."""

    id: str
    number: str
    name: str
    text: str
    is_goal: bool


@dataclass(frozen=True, slots=True)
class FormText:
    """A form a step points to. `page` is the name of our page that writes it; `is_missing`: ours to write, but not here yet."""

    id: str
    name: str
    text: str
    page: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class LimitText:
    """One time limit of a step: set by law, or agreed."""

    text: str
    is_statutory: bool
    laws: tuple[LawText, ...]


@dataclass(frozen=True, slots=True)
class StepText:
    """A box of the map in full, every id turned into words."""

    id: str
    number: str
    name: str
    short: str
    phase: Named
    actor: Named
    starts: Named | None
    participants: tuple[Named, ...]
    commitment: str
    needs: tuple[tuple[str, tuple[LawText, ...]], ...]
    must_know: tuple[str, ...]
    evidence: tuple[str, ...]
    forms: tuple[tuple[str, Named], ...]
    papers: tuple[FormText, ...]
    contact: Named | None
    laws: tuple[LawText, ...]
    law_groups: tuple[LawGroup, ...]
    limits: tuple[LimitText, ...]
    uncertain: tuple[str, ...]
    to_ask: tuple[str, ...]
    to_know: tuple[str, ...]
    to_read: tuple[str, ...]
    advice: str
    escalation: str
    expires: bool
    goals: tuple[Named, ...]
    ways_on: tuple[WayText, ...]
    ways_in: tuple[WayText, ...]


@dataclass(frozen=True, slots=True)
class PhaseText:
    """A phase with its steps in reading order."""

    phase: Named
    number: int
    steps: tuple[StepText, ...]


@dataclass(frozen=True, slots=True)
class MiniMap:
    """The small "här är ni" map as a picture; what it shows, the page beside it says in words."""

    svg: str


def current_drawing(pathway: Pathway | None = None) -> Drawing:
    """The drawing of the map the pages show. Lines whose way has left the map are left out rather than stopping the page."""
    drawn = _drawing((pathway or definition.pathway()).hash, _sketch_stamp())
    shown = public_in_force(on=timezone.localdate())
    return drawn if shown is None else definition.as_published(drawn, shown.number, shown.content)


def _sketch_stamp() -> int:
    return (definition.map_folder() / "ritning.yaml").stat().st_mtime_ns


@lru_cache(maxsize=4)
def _drawing(_hash: str, _stamp: int) -> Drawing:
    pathway = definition.pathway()
    sketch = load_sketch(definition.map_folder(), pathway, strict=False)
    try:
        return draw(pathway, sketch)
    except (
        DrawingError
    ):  # the tests hold the published map to fit; a draft is shown with fewer words and no lines
        names = {id_: BoxText(text.name) for id_, text in sketch.texts.items()}
        return draw(pathway, replace(sketch, lines=(), texts=names, everywhere=tuple(pathway.steps)))


def map_svg(pathway: Pathway, *, here: str | None = None, actor: str | None = None) -> str:
    """The map as a picture with links, for the screen."""
    return render_svg(current_drawing(pathway), pathway, mode="screen", marks=Marks(here=here, actor=actor))


def mini_map(pathway: Pathway, evaluation: Evaluation | None) -> MiniMap:
    """The small map for a case: its place, and every step's status. Without an evaluation the map alone."""
    status = {} if evaluation is None else {id_: result.status for id_, result in evaluation.steps.items()}
    marks = Marks(here=evaluation.primary if evaluation else None, status=status)
    return MiniMap(render_svg(current_drawing(pathway), pathway, mode="mini", marks=marks))


@lru_cache(maxsize=4)
def phases_of(drawing: Drawing) -> tuple[PhaseText, ...]:
    """Every phase with its steps, in the order the drawing is read."""
    pathway = definition.pathway()
    steps = {step.id: step for step in all_steps(pathway, drawing)}
    phases = []
    for number, phase in enumerate(pathway.phases.values(), 1):
        some = tuple(steps[box.id] for box in drawing.steps if box.band == phase.id)
        if some:
            phases.append(PhaseText(phase, number, some))
    return tuple(phases)


def phases_for(phases: Iterable[PhaseText], actor: str | None) -> tuple[PhaseText, ...]:
    """The phases with one actor's steps only (all of them when `actor` is None); phases left empty are left out."""
    if actor is None:
        return tuple(phases)
    kept = ((item, tuple(step for step in item.steps if step.actor.id == actor)) for item in phases)
    return tuple(PhaseText(item.phase, item.number, steps) for item, steps in kept if steps)


def all_steps(pathway: Pathway, drawing: Drawing) -> tuple[StepText, ...]:
    """Every step in full, in the order the drawing is read."""
    return tuple(step_text(pathway, pathway.steps[box.id]) for box in drawing.steps)


def step_text(pathway: Pathway, step: Step) -> StepText:
    """One step with its ids turned into words."""
    return StepText(
        id=step.id,
        number=number_of(step.id),
        name=step.name,
        short=step.short or step.name,
        phase=pathway.phases[step.phase],
        actor=pathway.actors[step.responsible],
        starts=pathway.actors.get(step.starts),
        participants=tuple(pathway.actors[id_] for id_ in step.participants),
        commitment=step.commitment,
        needs=tuple((need.text, law_texts(pathway, need.law)) for need in step.requires),
        must_know=step.must_know,
        evidence=step.evidence,
        forms=tuple((id_, pathway.forms[id_]) for id_ in step.forms if id_ in pathway.forms),
        papers=tuple(form_text(id_, pathway.forms[id_]) for id_ in step.forms if id_ in pathway.forms),
        contact=pathway.contacts.get(step.contact),
        laws=law_texts(pathway, step.law),
        law_groups=law_groups(pathway, step.law),
        limits=_limits(pathway, step),
        uncertain=step.uncertain,
        to_ask=tuple(text for text in step.uncertain if ASK in text),
        to_know=tuple(text for text in step.uncertain if ASK not in text and not _UNREAD.search(text)),
        to_read=tuple(text for text in step.uncertain if ASK not in text and _UNREAD.search(text)),
        advice=step.advice,
        escalation=step.escalation,
        expires=step.expires,
        goals=tuple(pathway.goals[id_] for id_ in step.goals),
        ways_on=tuple(_way(pathway, way.target, way.text) for way in step.ways),
        ways_in=tuple(
            _way(pathway, other.id, way.text)
            for other in pathway.steps.values()
            for way in other.ways
            if way.target == step.id
        ),
    )


def _limits(pathway: Pathway, step: Step) -> tuple[LimitText, ...]:
    """The limits of the law first, then the agreed one."""
    by_law = [LimitText(law.text, True, law_texts(pathway, law.law)) for law in step.law_limits]
    own = LimitText(told(step.limit), step.limit.statutory, law_texts(pathway, step.limit.law))
    return (*by_law, own)


def form_text(id_: str, form: Named) -> FormText:
    """A form with where it is written, or that it is not here yet; the forms of authorities are theirs."""
    page = FORM_PAGES.get(id_, "")
    return FormText(id_, form.name, form.text, page, bool(_OWN_FORM.fullmatch(id_)) and not page)


def _way(pathway: Pathway, id_: str, text: str) -> WayText:
    is_goal = id_ in pathway.goals
    named = pathway.goals[id_] if is_goal else pathway.steps[id_]
    return WayText(id_, number_of(id_), named.short or named.name, text, is_goal)


def law_texts(pathway: Pathway, refs: Iterable[LawRef]) -> tuple[LawText, ...]:
    """Paragraphs with the full name of their law."""
    return tuple(_law_text(ref, pathway.laws.get(ref.law)) for ref in refs)


def law_groups(pathway: Pathway, refs: Iterable[LawRef]) -> tuple[LawGroup, ...]:
    """The paragraphs law by law, in the order the laws are first named."""
    places: dict[str, list[str]] = {}
    for ref in refs:
        places.setdefault(ref.law, []).append(ref.where)
    groups = []
    for id_, where in places.items():
        text = _law_text(LawRef(id_, ""), pathway.laws.get(id_))
        groups.append(LawGroup(id_, text.name, ", ".join(filter(None, where)), text.note))
    return tuple(groups)


def _law_text(ref: LawRef, law: Law | None) -> LawText:
    name = (
        f"{law.name} ({law.number})"
        if law is not None and law.number
        else (law.name if law is not None else ref.law)
    )
    return LawText(str(ref), name, law.note if law is not None else "")


@dataclass(frozen=True, slots=True)
class GoalText:
    """A goal with the steps that lead to it."""

    goal: Named
    ways_in: tuple[WayText, ...]


def goal_text(pathway: Pathway, id_: str) -> GoalText:
    """One goal in full."""
    steps = pathway.steps.values()
    return GoalText(
        pathway.goals[id_],
        tuple(_way(pathway, step.id, way.text) for step in steps for way in step.ways if way.target == id_),
    )


@dataclass(frozen=True, slots=True)
class ValueText:
    """A number of the trade with its times, ready to read."""

    name: str
    rows: tuple[tuple[str, str], ...]
    laws: tuple[LawText, ...]
    source: str
    checked: str
    verify: str


def value_text(pathway: Pathway, value: DatedValue) -> ValueText:
    """A dated value as rows of (when, how much)."""
    unit = f" {value.unit}" if value.unit else ""
    spans = [
        (_span(start.isoformat(), end.isoformat() if end else ""), f"{_thousands(number)}{unit}")
        for start, end, number in value.spans
    ]
    table = [(f"född {key}", f"{number}{unit}") for key, number in sorted(value.table.items())]
    checked = value.checked.isoformat() if value.checked else ""
    return ValueText(
        value.name, tuple(spans + table), law_texts(pathway, value.law), value.source, checked, value.verify
    )


def _span(start: str, end: str) -> str:
    return f"{start}–{end}" if end else f"från {start}"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """A dated offer, ready to read."""

    name: str
    actor: str
    text: str
    when: str
    source: str
    verify: str


def programme_text(pathway: Pathway, programme: Programme) -> ProgrammeText:
    """A programme with its time in words."""
    start = programme.valid_from.isoformat() if programme.valid_from else ""
    end = programme.valid_to.isoformat() if programme.valid_to else ""
    when = (
        f"{start}–{end}" if start and end else (f"från {start}" if start else (f"till {end}" if end else ""))
    )
    actor = pathway.actors[programme.actor]
    return ProgrammeText(
        programme.name, actor.short or actor.name, programme.text, when, programme.source, programme.verify
    )


def appendix_context(pathway: Pathway, drawing: Drawing, version: str) -> dict[str, object]:
    """All that the bilaga's page shows."""
    return {
        "pathway": pathway,
        "phases": phases_of(drawing),
        "version": version,
        "mark": drawing.hash[:12],
        "values": [value_text(pathway, value) for value in pathway.values.values()],
        "programmes": [programme_text(pathway, programme) for programme in pathway.programmes.values()],
        "goals": [goal_text(pathway, id_) for id_ in pathway.goals],
        "forms": [form_text(id_, form) for id_, form in pathway.forms.items()],
    }
