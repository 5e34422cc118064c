"""The letter to vården, in the guide and in cases: exactly the questions that are missing, and how it begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from samre.certificate.checks import check
from samre.certificate.definition import MISSING, UNCLEAR, load_checks
from samre.certificate.model import Certificate
from samre.certificate.wording import in_words
from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.facts import Facts

from ..rules.paper_words import letter_texts


@dataclass(frozen=True, slots=True)
class LetterQuestion:
    """A question to the doctor. `source`: the check (K9) or the fact of the map it comes from."""

    source: str
    heading: str
    text: str
    severity: str
    chosen: bool


def letter_questions(
    pathway: Pathway,
    certificate: Certificate | None,
    facts: Facts,
    evaluation: Evaluation,
    *,
    on: date,
    previous: Sequence[Certificate] = (),
) -> tuple[LetterQuestion, ...]:
    """What to ask vården: gaps of the certificate (or the basic questions without one), then what the map lacks.

    Each thing is asked once; the most serious first. As many as fit on a page are chosen from the start, and always the one about
    certificates that say the same as those before (`previous`).
    """
    texts = letter_texts()
    found = _from_certificate(certificate, on, previous) if certificate else _basic(texts["grundfrågor"])
    asked = {item.source for item in found}
    found += _from_map(pathway, facts, evaluation, asked)
    limit, always = texts["förvalda_högst"], texts["upprepat"]
    return tuple(
        replace(item, chosen=number < limit or item.source == always) for number, item in enumerate(found)
    )


def is_repeated(certificate: Certificate, previous: Sequence[Certificate], *, on: date) -> bool:
    """Whether a certificate says the same as those before it, so that the doctor should be asked what has changed."""
    findings = check(certificate, on=on, previous=previous)
    return any(item.id == letter_texts()["upprepat"] and item.status == MISSING for item in findings)


def _from_certificate(
    certificate: Certificate, on: date, previous: Sequence[Certificate]
) -> list[LetterQuestion]:
    definitions = load_checks().checks
    findings = [
        item
        for item in check(certificate, on=on, previous=previous)
        if item.status in (MISSING, UNCLEAR) and item.question
    ]
    findings.sort(key=lambda item: (item.status == UNCLEAR, item.severity))
    return [
        LetterQuestion(item.id, definitions[item.id].heading, item.question, item.severity, True)
        for item in findings
    ]


def _basic(ids: list[str]) -> list[LetterQuestion]:
    definitions = load_checks().checks
    return [
        LetterQuestion(
            id_, definitions[id_].heading, definitions[id_].question, definitions[id_].severity, True
        )
        for id_ in ids
    ]


def _from_map(
    pathway: Pathway, facts: Facts, evaluation: Evaluation, asked: set[str]
) -> list[LetterQuestion]:
    rows = letter_texts()["uppgifter"]
    wanted = dict.fromkeys(
        (*evaluation.missing, *(n for id_ in evaluation.open for n in evaluation.steps[id_].missing))
    )
    return [
        LetterQuestion(name, pathway.facts[name].label, rows[name]["fråga"], "B", True)
        for name in wanted
        if name in rows and name not in facts.values and not asked & set(rows[name]["täcks_av"])
    ]


def letter_start(
    pathway: Pathway,
    certificate: Certificate | None,
    facts: Facts,
    evaluation: Evaluation,
    *,
    categories: Collection[str] | None = None,
) -> tuple[str, str]:
    """The introduction and the receiver the letter starts with. Of the person it says only what has been told, and nothing of other
    `categories` than these (None: any)."""
    texts = letter_texts()
    told = facts.told
    patient = next(
        row["text"]
        for row in texts["patient"]
        if all(told.get(name) in values for name, values in row["när"].items())
        and (categories is None or set(row["kategorier"]) <= set(categories))
    )
    if certificate is None:
        return texts["inledning"]["nytt"].format(patient=patient), ""
    signed = f" från {in_words(certificate.signed_at)}" if certificate.signed_at else ""
    intro = texts["inledning"]["komplettering"].format(patient=patient, intyg=f"{certificate.form}{signed}")
    return intro, certificate.issuer.unit


def has_consented(facts: Facts) -> bool:
    """Whether it has been told that the person has consented."""
    return facts.told.get(letter_texts()["samtycke_uppgift"]) is True
