"""Steps of a case: which to choose next, and what can be done with one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from samre.casework.documents.fact_words import in_words
from samre.casework.models import Case, OpenStep
from samre.casework.queries.case_facts import CaseStanding, case_standing
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.case_page import StepLine, all_steps, step_lines
from samre.casework.rules.settings import case_rules, days, is_ours
from samre.pathway.logic import says, truth
from samre.pathway.model import Fact, Named, Pathway, Step, Way
from samre.pathway.nodes import FactValue, facts_of
from samre.pathway.picture.drawing import number_of

from ..forms.case_answer import OTHER_AUTHORITY, source_choices
from ..forms.problems import Problems
from ..templatetags.words import svdate
from .case import card_of, contact_for, notice_text
from .case_facts import line_of
from .facts import FactInput, fact_input
from .karta import WayText
from .place import StepCard

FORMS = ("valj", "svar", "uteblev", "paminn", "vanta", "klart", "avbryt", "flytta")
FACTS_ASKED = 3
LIVE_KIND, CLOSED_KIND = "pågår", "inte aktuell"
CHOICES = ("bool", "enum")


@dataclass(frozen=True, slots=True)
class StepChoice:
    """A step that can be chosen: its number and name, and whether it is open in the case already."""

    id: str
    number: str
    name: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Steps the map says the same of: can be begun now, may be possible, out of the question; or open in the case."""

    name: str
    steps: tuple[StepChoice, ...]


@dataclass(frozen=True, slots=True)
class StepsView:
    """The page of all steps: the open ones, the ended ones, and the choice of one more. `closed`: steps out of the question and
    why; `aware`: the one of them that was chosen, whose reason the reader has now been shown."""

    frame: CaseFrame
    live: tuple[StepLine, ...]
    ended: tuple[StepLine, ...]
    recommended: StepCard | None
    recommended_is_live: bool
    groups: tuple[StepGroup, ...]
    closed: tuple[tuple[str, str], ...]
    chosen: str
    aware: str
    notice: str
    problems: Problems


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that the map reads to see that the step is done: the question, what stands now, and what was chosen."""

    input: FactInput
    now: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way on as the outcome of the step. `saves`: the answers that go with it, in words; `answers`: which of the questions
    below (their numbers) it answers, so that they need not be asked."""

    way: WayText
    saves: str
    answers: str


@dataclass(frozen=True, slots=True)
class StepView:
    """The page of one step. `tried`: form name → what was wrong with it and what was typed (nothing for the others)."""

    frame: CaseFrame
    line: StepLine
    card: StepCard | None
    ways: tuple[Outcome, ...]
    sources: tuple[tuple[str, str], ...]
    told: tuple[Told, ...]
    contact: Named | None
    parties: tuple[tuple[str, str], ...]
    groups: tuple[StepGroup, ...]
    recommended: StepCard | None
    has_others: bool
    answers: tuple[tuple[str, str], ...]
    today: str
    proposed_until_text: str
    proposed_then: str
    wait_hint: str
    open: str
    notice: str
    problems: Problems
    tried: Mapping[str, Problems] = field(default_factory=dict)


def steps_view(
    case: Case, frame: CaseFrame, *, notice: str = "", problems: Problems | None = None
) -> StepsView:
    """All steps of the case. Two queries besides the head."""
    problems = problems or Problems()
    standing = case_standing(case, on=timezone.localdate())
    lines = all_steps(case, standing.pathway, on=standing.on)
    live = tuple(line for line in lines if line.is_live)
    primary = standing.evaluation.primary
    taken = {line.step for line in live}
    return StepsView(
        frame=frame,
        live=live,
        ended=tuple(line for line in lines if not line.is_live),
        recommended=card_of(standing, primary) if primary else None,
        recommended_is_live=primary in taken,
        groups=step_groups(standing, taken),
        closed=_closed(standing, taken),
        aware=problems.values.get("steg", "")
        if why_closed(standing, problems.values.get("steg", ""))
        else "",
        chosen=problems.values.get("steg") or (primary if primary and primary not in taken else ""),
        notice=notice_text(notice),
        problems=problems,
    )


def step_view(
    case: Case,
    step: OpenStep,
    frame: CaseFrame,
    *,
    asked: str = "",
    notice: str = "",
    problems: Problems | None = None,
) -> StepView:
    """One step with its forms, the one `asked` for (or the likeliest) open. Two queries besides the head and the step."""
    problems = problems or Problems()
    on = timezone.localdate()
    standing = case_standing(case, on=on)
    lines = all_steps(case, standing.pathway, on=on)
    box = standing.pathway.steps.get(step.step)
    card = card_of(standing, step.step) if box else None
    taken = {line.step for line in lines if line.is_live}
    primary = standing.evaluation.primary
    blank = Problems(values={})
    line = step_lines([step], standing.pathway, case, on=on)[0]
    return StepView(
        frame=frame,
        line=line,
        card=card,
        ways=_outcomes(standing, box, card) if box and card else (),
        sources=tuple(choice for choice in _sources(standing) if choice[0] != OTHER_AUTHORITY),
        told=_told(standing, box, problems) if box else (),
        contact=contact_for(standing, line),
        parties=_parties(standing, box),
        groups=step_groups(standing, taken),
        recommended=card_of(standing, primary) if primary and primary != step.step else None,
        has_others=len(taken) > 1,
        answers=tuple(case_rules()["svar_på_väntan"].items()),
        today=on.isoformat(),
        proposed_until_text=(on + timedelta(days=days("vänta_förslag_dagar"))).isoformat(),
        proposed_then=proposed_then(box, line.holder_id),
        wait_hint=f"Den dagen kommer steget tillbaka av sig självt. Steget ska vara klart {svdate(step.due)}.",
        open=problems.values.get("gor") or asked or ("paminn" if line.waits else "klart"),
        notice=notice_text(notice),
        problems=problems,
        tried={name: problems if problems.values.get("gor") == name else blank for name in FORMS},
    )


def step_groups(standing: CaseStanding, taken: set[str]) -> tuple[StepGroup, ...]:
    """Every step of the map under what the map says of it for this person; those open in the case by themselves."""
    names: Mapping[str, str] = case_rules()["steg_att_välja"]
    found: dict[str, list[StepChoice]] = {kind: [] for kind in names}
    for id_, step in standing.pathway.steps.items():
        kind = LIVE_KIND if id_ in taken else standing.evaluation.steps[id_].status
        choice = StepChoice(id_, number_of(id_), step.short or step.name, is_live=id_ in taken)
        found[kind].append(choice)
    return tuple(StepGroup(names[kind], tuple(steps)) for kind, steps in found.items() if steps)


def why_closed(standing: CaseStanding, id_: str) -> str:
    """Why a step is out of the question for this person; empty for one that is not."""
    if id_ not in standing.pathway.steps or standing.evaluation.steps[id_].status != CLOSED_KIND:
        return ""
    card = card_of(standing, id_)
    answers = "; ".join(f"{item.label}: {item.value}" for item in card.because)
    lacking = f"Kravet är inte uppfyllt: {card.unmet.rstrip('.')}." if card.unmet else ""
    return card.expired or " ".join(part for part in (lacking, answers and f"{answers}.") if part)


def _closed(standing: CaseStanding, taken: set[str]) -> tuple[tuple[str, str], ...]:
    """The steps out of the question, each with why."""
    steps = standing.pathway.steps
    rows = ((id_, why_closed(standing, id_)) for id_ in steps if id_ not in taken)
    return tuple((steps[id_].short or steps[id_].name, why) for id_, why in rows if why)


def _told(standing: CaseStanding, step: Step, problems: Problems) -> tuple[Told, ...]:
    """What the map needs to hear to see that the step is done, where it does not see it yet."""
    return tuple(
        Told(
            fact_input(standing.pathway, fact),
            line_of(standing, fact).text,
            problems.values.get(f"svar.{fact.id}", ""),
        )
        for fact in facts_that_end(standing, step)
    )


def facts_that_end(standing: CaseStanding, step: Step) -> tuple[Fact, ...]:
    """The facts with ready-made answers that decide whether the step is done; none when the map sees it as done."""
    if step.done is None or truth(step.done, standing.facts.values) is True:
        return ()
    read = (standing.pathway.facts[name] for name in facts_of(step.done) if name in standing.pathway.facts)
    asked = [fact for fact in read if fact.derivation is None and fact.kind in CHOICES]
    return tuple(asked[:FACTS_ASKED])


def proposed_then(step: Step | None, party: str) -> str:
    """What to do when no answer comes: the map's words are about the step's own party; of another it is to ask her."""
    general = str(case_rules()["vänta_annars"])
    if step is None or not step.escalation:
        return general
    own = step.starts or step.responsible
    return step.escalation if not is_ours(own) and party in ("", own, step.responsible) else general


def facts_said(pathway: Pathway, way: Way) -> dict[str, FactValue]:
    """What an outcome says of facts that can be answered: choosing it answers them."""
    said = says(way.condition) if way.condition is not None else {}
    return {
        name: value
        for name, value in said.items()
        if (fact := pathway.facts[name]).derivation is None and fact.kind in CHOICES
    }


def _outcomes(standing: CaseStanding, step: Step, card: StepCard) -> tuple[Outcome, ...]:
    asked = [fact.id for fact in facts_that_end(standing, step)]
    found = []
    for way, text in zip(step.ways, card.text.ways_on, strict=True):
        said = facts_said(standing.pathway, way)
        new = {name: value for name, value in said.items() if not is_said(standing, name, value)}
        words = (
            f"{standing.pathway.facts[name].label}: {in_words(standing.pathway.facts[name], value)}"
            for name, value in new.items()
        )
        numbers = (str(number) for number, name in enumerate(asked) if name in said)
        found.append(Outcome(text, ", ".join(words), " ".join(numbers)))
    return tuple(found)


def is_said(standing: CaseStanding, name: str, value: FactValue) -> bool:
    """Whether somebody has said exactly that, and nobody anything else."""
    weighed = standing.known.weighed.get(name)
    return weighed is not None and not weighed.in_conflict and weighed.value == value


def _sources(standing: CaseStanding) -> tuple[tuple[str, str], ...]:
    return source_choices(standing.pathway, next(iter(standing.pathway.facts.values())))


def _parties(standing: CaseStanding, step: Step | None) -> tuple[tuple[str, str], ...]:
    """Whom one can wait for, those who take part in the step first."""
    near = [step.starts, step.responsible, *step.participants] if step else []
    actors = standing.pathway.actors
    order = dict.fromkeys(id_ for id_ in [*near, *actors] if id_ in actors and not is_ours(id_))
    return tuple((id_, actors[id_].short or actors[id_].name) for id_ in order)
