"""Where the person is: the step, who has it, by when, why, what is missing, and the other ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from samre.pathway.facts import Facts
from samre.pathway.logic import truth
from samre.pathway.model import Because, Evaluation, LawRef, Pathway, Step, StepResult

from .facts import in_words, who_answers

MET, UNMET, OPEN = "uppfyllt", "inte uppfyllt", "ta reda på"
_ORDER = {UNMET: 0, OPEN: 1, MET: 2}


@dataclass(frozen=True, slots=True)
class LawText:
    """A paragraph in short and the law's name in full."""

    short: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of the step: its words, whether it is met, and the paragraphs."""

    text: str
    status: str
    laws: tuple[LawText, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A deciding fact: `SGI: Nej, SGI är noll`, and where it came from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact to find out and who can answer."""

    id: str
    label: str
    who: str


@dataclass(frozen=True, slots=True)
class Onward:
    """A way on: to which step or goal, in which case."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step as the page shows it for one person."""

    id: str
    name: str
    short: str
    phase: str
    phase_id: str
    status: str
    actor: str
    actor_short: str
    actor_id: str
    participants: tuple[str, ...]
    commitment: str
    advice: str
    escalation: str
    due: date
    days: int
    limit: str
    statutory: bool
    expires: bool
    contact: str
    contact_text: str
    forms: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]
    must_know: tuple[str, ...]
    uncertain: tuple[str, ...]
    laws: tuple[LawText, ...]
    needs: tuple[Need, ...]
    because: tuple[Reason, ...]
    missing: tuple[Lack, ...]
    unmet: str
    onward: tuple[Onward, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseMark:
    """A phase of the map and whether the person is in it (`här`), may be (`möjlig`), or not (empty)."""

    name: str
    mark: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is. `here` is None while it can't be told; `candidates` then holds what it can turn out to be."""

    here: StepCard | None
    candidates: tuple[StepCard, ...]
    also_open: tuple[StepCard, ...]
    may_open: tuple[StepCard, ...]
    done: tuple[StepCard, ...]
    closed: tuple[StepCard, ...]
    phases: tuple[PhaseMark, ...]
    missing: tuple[Lack, ...]


def read_place(pathway: Pathway, facts: Facts, evaluation: Evaluation) -> Place:
    """The evaluation in words. Steps keep the order of priority."""
    cards = {
        id_: step_card(pathway, pathway.steps[id_], evaluation.steps[id_], facts, evaluation.on)
        for id_ in pathway.priority
    }
    primary = evaluation.primary
    shown = set(evaluation.candidates)

    def with_status(status: str) -> tuple[StepCard, ...]:
        return tuple(card for id_, card in cards.items() if card.status == status and id_ not in shown)

    return Place(
        here=cards[primary] if primary else None,
        candidates=() if primary else tuple(cards[id_] for id_ in evaluation.candidates),
        also_open=with_status("öppen"),
        may_open=with_status("kan bli öppen"),
        done=with_status("klar"),
        closed=with_status("inte aktuell"),
        phases=_phases(pathway, primary, evaluation.candidates),
        missing=lacks(pathway, _primary_missing(evaluation)),
    )


def _primary_missing(evaluation: Evaluation) -> tuple[str, ...]:
    return tuple(getattr(evaluation, "missing", ())) or tuple(
        name for id_ in evaluation.candidates for name in evaluation.steps[id_].missing
    )


def step_card(pathway: Pathway, step: Step, result: StepResult, facts: Facts, on: date) -> StepCard:
    """One step in words, for one person on one day."""
    actor, contact = pathway.actors[step.responsible], pathway.contacts.get(step.contact)
    needs = needs_of(pathway, step, facts)
    unmet = next((need.text for need in step.requires if need.id == result.unmet), "")
    return StepCard(
        id=step.id,
        name=step.name,
        short=step.short,
        phase=pathway.phases[step.phase].name,
        phase_id=step.phase,
        status=result.status,
        actor=actor.name,
        actor_short=actor.short or actor.name,
        actor_id=actor.id,
        participants=tuple(
            pathway.actors[id_].short or pathway.actors[id_].name for id_ in step.participants
        ),
        commitment=step.commitment,
        advice=step.advice,
        escalation=step.escalation,
        due=on + timedelta(days=step.limit.days),
        days=step.limit.days,
        limit=step.limit.text,
        statutory=step.limit.statutory,
        expires=step.expires,
        contact=contact.name if contact else "",
        contact_text=contact.text if contact else "",
        forms=tuple((id_, pathway.forms[id_].name) for id_ in step.forms if id_ in pathway.forms),
        evidence=step.evidence,
        must_know=step.must_know,
        uncertain=step.uncertain,
        laws=law_texts(pathway, result.law or step.law),
        needs=needs,
        because=reasons(pathway, result.because),
        missing=lacks(pathway, result.missing),
        unmet=unmet,
        onward=_onward(pathway, step),
        goals=tuple(pathway.goals[id_].name for id_ in step.goals if id_ in pathway.goals),
    )


def needs_of(pathway: Pathway, step: Step, facts: Facts) -> tuple[Need, ...]:
    """The step's own requirements, those that are not met first, then those to find out."""
    words = {True: MET, False: UNMET, None: OPEN}
    found = [
        Need(need.text, words[truth(need.condition, facts.values)], law_texts(pathway, need.law))
        for need in step.requires
    ]
    return tuple(sorted(found, key=lambda need: _ORDER[need.status]))


def law_texts(pathway: Pathway, refs: Iterable[LawRef]) -> tuple[LawText, ...]:
    """Paragraphs with the name and number of their law."""
    found = []
    for ref in refs:
        law = pathway.laws.get(ref.law)
        name = f"{law.name} ({law.number})" if law and law.number else law.name if law else ref.law
        found.append(LawText(str(ref), name, law.note if law else ""))
    return tuple(found)


def reasons(pathway: Pathway, because: Iterable[Because]) -> tuple[Reason, ...]:
    """Deciding facts in words."""
    return tuple(
        Reason(pathway.facts[item.fact].label, in_words(pathway.facts[item.fact], item.value), item.source)
        for item in because
    )


def lacks(pathway: Pathway, names: Iterable[str]) -> tuple[Lack, ...]:
    """Facts to find out, each once."""
    once = dict.fromkeys(names)
    return tuple(
        Lack(name, pathway.facts[name].label, who_answers(pathway, pathway.facts[name])) for name in once
    )


def _onward(pathway: Pathway, step: Step) -> tuple[Onward, ...]:
    named = {
        **{id_: item.name for id_, item in pathway.steps.items()},
        **{i: g.name for i, g in pathway.goals.items()},
    }
    return tuple(Onward(way.target, named.get(way.target, way.target), way.text) for way in step.ways)


def _phases(pathway: Pathway, primary: str | None, candidates: tuple[str, ...]) -> tuple[PhaseMark, ...]:
    here = {pathway.steps[primary].phase} if primary else set()
    marks = []
    for id_, phase in pathway.phases.items():
        names = tuple(pathway.steps[c].short for c in candidates if pathway.steps[c].phase == id_)
        mark = "här" if id_ in here else "möjlig" if names else ""
        marks.append(PhaseMark(phase.name, mark, names))
    return tuple(marks)
