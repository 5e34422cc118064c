"""The letter to vården: exactly the questions that are missing, and what the kommun can offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.certificate.checks import check
from samre.certificate.definition import MISSING, UNCLEAR, load_checks
from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.facts import Facts

from ..definition import letter_texts
from ..forms.letter import LetterForm, hours
from ..forms.state import GuideState
from ..templatetags.words import svdate
from .facts import sentence_list


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
    findings = [
        item
        for item in check(state.certificate, on=on)
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


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter as it is printed. The person's name and number are lines to fill in by hand."""

    heading: str
    to: str
    sender: tuple[tuple[str, str], ...]
    written: date
    reply_by: date
    intro: str
    offer_intro: str
    offers: tuple[str, ...]
    questions_heading: str
    questions: tuple[str, ...]
    answer_heading: str
    answer: str
    consent: str
    coordinator: str
    thanks: str
    foot: str
    answer_page: bool


def letter_start(
    pathway: Pathway, state: GuideState, facts: Facts, evaluation: Evaluation
) -> tuple[str, str]:
    """The introduction and the receiver the letter starts with. Of the person it says only what has been told."""
    texts = letter_texts()
    certificate = state.certificate
    told = facts.told
    patient = next(
        row["text"]
        for row in texts["patient"]
        if all(told.get(name) in values for name, values in row["när"].items())
    )
    if certificate is None:
        return texts["inledning"]["nytt"].format(patient=patient), ""
    step = texts["utan_steg"]
    if evaluation.primary:
        step = texts["med_steg"].format(steg=f"”{pathway.steps[evaluation.primary].name}”")
    signed = f" från {svdate(certificate.signed_at)}" if certificate.signed_at else ""
    intro = texts["inledning"]["komplettering"].format(
        patient=patient, intyg=f"{certificate.form}{signed}", steg=step
    )
    return intro, certificate.issuer.unit


def has_consented(facts: Facts) -> bool:
    """Whether it has been told that the person has consented."""
    return facts.told.get(letter_texts()["samtycke_uppgift"]) is True


def compose(pathway: Pathway, form: LetterForm, *, has_certificate: bool, on: date, version: str) -> Letter:
    """The letter of a filled-in form."""
    texts = letter_texts()
    questions = [item.text for item in form.questions if item.chosen]
    questions += [form.own_question] if form.own_question else []
    how = texts["svara_på_sidan" if form.answer_page and questions else "svara_fritt"]
    return Letter(
        heading=texts["rubriker"]["komplettering" if has_certificate else "nytt"],
        to=form.to,
        sender=tuple((label, value) for _, label, value in form.sender),
        written=on,
        reply_by=form.reply_by,
        intro=form.intro,
        offer_intro=texts["erbjudande"],
        offers=_offers(form),
        questions_heading=texts["frågor"],
        questions=tuple(questions),
        answer_heading=texts["svar"],
        answer=texts["svarssätt"].format(hur=how, svarsdatum=svdate(form.reply_by)),
        consent=texts[f"samtycke_{form.consent or 'inget'}"],
        coordinator=texts["rehabkoordinator"] if form.coordinator else "",
        thanks=texts["tack"],
        foot=texts["fot"].format(karta=version),
        answer_page=form.answer_page,
    )


def _offers(form: LetterForm) -> tuple[str, ...]:
    found = [choice.text for choice in form.offers if choice.chosen]
    if form.own_offer:
        found.append(form.own_offer)
    found += _hours(form.hours_from, form.hours_to)
    places = [choice.text for choice in form.places if choice.chosen]
    if places:
        found.append(sentence_list(places))
    return tuple(text[:1].upper() + text[1:] for text in found)


def _hours(low: str, high: str) -> list[str]:
    """The hours in words; what is no number of hours is left out of the letter."""
    first, last = hours(low), hours(high)
    if first is None and last is None:
        return []
    key = "från" if last is None else "till" if first is None else "lika" if first == last else "från_till"
    return [letter_texts()["timmar"][key].format(från=low, till=high)]


BLANK = "____________________________"


def as_text(letter: Letter) -> str:
    """The letter as plain text, to paste into the kommun's own system."""
    lines = [
        letter.heading,
        "",
        f"Till: {letter.to or BLANK}",
        f"Patient: {BLANK}",
        f"Personnummer: {BLANK}",
        f"Datum: {svdate(letter.written)}",
    ]
    lines += ["", letter.intro]
    if letter.offers:
        lines += ["", letter.offer_intro, *(f"- {text}" for text in letter.offers)]
    if letter.questions:
        lines += ["", f"{letter.questions_heading}:"]
        lines += [f"{number}. {text}" for number, text in enumerate(letter.questions, 1)]
    lines += [
        "",
        letter.answer,
        letter.consent,
        *([letter.coordinator] if letter.coordinator else []),
        letter.thanks,
    ]
    lines += ["", *(f"{label}: {value or BLANK}" for label, value in letter.sender), "", letter.foot]
    return "\n".join(lines)
