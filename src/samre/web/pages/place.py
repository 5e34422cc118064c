"""Where the person is: the step, who has it, by when, why, what is missing, and the other ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from samre.pathway.drawing import DrawingError
from samre.pathway.facts import Facts
from samre.pathway.logic import truth
from samre.pathway.model import Because, Evaluation, Pathway, Step, StepResult

from .facts import PRESUMED, in_words, who_answers
from .karta import LawText, StepText, law_texts, mini_map, step_text

MET, UNMET, OPEN = "uppfyllt", "inte uppfyllt", "ta reda på"
_ORDER = {UNMET: 0, OPEN: 1, MET: 2}


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
class StepCard:
    """A step for one person on one day. `text` is what the map says of it, the rest is what holds for this person."""

    id: str
    text: StepText
    status: str
    due: date
    laws: tuple[LawText, ...]
    needs: tuple[Need, ...]
    because: tuple[Reason, ...]
    missing: tuple[Lack, ...]
    unmet: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is. `here` is None while it can't be told; `candidates` then holds what it can turn out to be."""

    here: StepCard | None
    candidates: tuple[StepCard, ...]
    also_open: tuple[StepCard, ...]
    may_open: tuple[StepCard, ...]
    done: tuple[StepCard, ...]
    closed: tuple[StepCard, ...]
    missing: tuple[Lack, ...]
    presumed: tuple[Reason, ...]
    picture: str


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
        missing=lacks(pathway, evaluation.missing),
        presumed=reasons(
            pathway, (Because(name, facts.values.get(name)) for name in evaluation.presumed), facts
        ),
        picture=picture(pathway, evaluation),
    )


def picture(pathway: Pathway, evaluation: Evaluation | None) -> str:
    """The small map as SVG, or nothing when the drawing does not fit the map: the words are enough to go on."""
    try:
        return mini_map(pathway, evaluation).svg
    except DrawingError:
        return ""


def step_card(pathway: Pathway, step: Step, result: StepResult, facts: Facts, on: date) -> StepCard:
    """One step in words, for one person on one day."""
    return StepCard(
        id=step.id,
        text=step_text(pathway, step),
        status=result.status,
        due=on + timedelta(days=step.limit.days),
        laws=law_texts(pathway, result.law or step.law),
        needs=needs_of(pathway, step, facts),
        because=reasons(pathway, result.because, facts),
        missing=lacks(pathway, result.missing),
        unmet=next((need.text for need in step.requires if need.id == result.unmet), ""),
    )


def needs_of(pathway: Pathway, step: Step, facts: Facts) -> tuple[Need, ...]:
    """The step's own requirements, those that are not met first, then those to find out."""
    words = {True: MET, False: UNMET, None: OPEN}
    found = [
        Need(need.text, words[truth(need.condition, facts.values)], law_texts(pathway, need.law))
        for need in step.requires
    ]
    return tuple(sorted(found, key=lambda need: _ORDER[need.status]))


def reasons(pathway: Pathway, because: Iterable[Because], facts: Facts) -> tuple[Reason, ...]:
    """Deciding facts in words, with their source; what is only presumed says so."""
    return tuple(
        Reason(
            pathway.facts[item.fact].label,
            in_words(pathway.facts[item.fact], item.value),
            PRESUMED if item.fact in facts.presumed else item.source,
        )
        for item in because
    )


def lacks(pathway: Pathway, names: Iterable[str]) -> tuple[Lack, ...]:
    """Facts to find out, each once."""
    once = dict.fromkeys(names)
    return tuple(
        Lack(name, pathway.facts[name].label, who_answers(pathway, pathway.facts[name])) for name in once
    )
