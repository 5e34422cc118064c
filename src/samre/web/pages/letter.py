"""The letter to vården: exactly the questions that are missing, and what the kommun can offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.casework.documents.fact_words import sentence_list
from samre.casework.rules.paper_words import letter_texts

from ..forms.letter import LetterForm, hours
from ..templatetags.words import svdate


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


def compose(form: LetterForm, *, has_certificate: bool, on: date, version: str) -> Letter:
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
