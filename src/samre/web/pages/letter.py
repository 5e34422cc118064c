"""The letter to vården: exactly the questions that are missing, and what the kommun can offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.certificate.checks import check
from samre.certificate.definition import MISSING, UNCLEAR, load_checks
from samre.pathway.facts import Facts
from samre.pathway.model import Evaluation, Pathway

from ..definition import letter_texts
from ..forms.state import GuideState


@dataclass(frozen=True, slots=True)
class LetterQuestion:
    """A question to the doctor. `source`: the check (K9) or the fact of the map it comes from."""

    source: str
    heading: str
    text: str
    severity: str
    chosen: bool


def letter_questions(
    pathway: Pathway, state: GuideState, facts: Facts, evaluation: Evaluation, *, on: date
) -> tuple[LetterQuestion, ...]:
    """What to ask vården: gaps of the certificate (or the basic questions without one), then what the map lacks.

    Each thing is asked once; the most serious first. As many as fit on a page are chosen from the start.
    """
    texts = letter_texts()
    found = _from_certificate(state, on) if state.certificate else _basic(texts["grundfrågor"])
    asked = {item.source for item in found}
    found += _from_map(pathway, facts, evaluation, asked)
    limit = texts["förvalda_högst"]
    return tuple(
        LetterQuestion(item.source, item.heading, item.text, item.severity, number < limit)
        for number, item in enumerate(found)
    )


def letter_question_count(
    pathway: Pathway, state: GuideState, facts: Facts, evaluation: Evaluation, *, on: date
) -> int:
    """How many questions the letter has to ask."""
    return 0 if state.is_empty else len(letter_questions(pathway, state, facts, evaluation, on=on))


def _from_certificate(state: GuideState, on: date) -> list[LetterQuestion]:
    assert state.certificate is not None
    definitions = load_checks().checks
    findings = [item for item in check(state.certificate, on=on) if item.status in (MISSING, UNCLEAR) and item.question]
    findings.sort(key=lambda item: (item.status == UNCLEAR, item.severity))
    return [
        LetterQuestion(item.id, definitions[item.id].heading, item.question, item.severity, True) for item in findings
    ]


def _basic(ids: list[str]) -> list[LetterQuestion]:
    definitions = load_checks().checks
    return [
        LetterQuestion(id_, definitions[id_].heading, definitions[id_].question, definitions[id_].severity, True)
        for id_ in ids
    ]


def _from_map(pathway: Pathway, facts: Facts, evaluation: Evaluation, asked: set[str]) -> list[LetterQuestion]:
    rows = letter_texts()["uppgifter"]
    wanted = dict.fromkeys((*evaluation.missing, *(n for id_ in evaluation.open for n in evaluation.steps[id_].missing)))
    return [
        LetterQuestion(name, pathway.facts[name].label, rows[name]["fråga"], "B", True)
        for name in wanted
        if name in rows and name not in facts.values and not asked & set(rows[name]["täcks_av"])
    ]
