"""What the user has chosen and changed in the letter; until then, what it starts with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from samre.casework.rules.paper_words import letter_texts

from .letter_fields import QUESTION, SENDER, TOUCHED, LetterFields
from .person_numbers import MESSAGE, has_person_number
from .state import read_day

MOST_HOURS = 40
_HOURS = re.compile(r"[0-9]{1,3}(?:[.,]5)?")
HOURS_WRONG = "Skriv timmarna som ett tal från 0 till 40."
HOURS_TURNED = "Talet efter ”till” ska vara minst lika stort som talet efter ”från”."
REPLY_WRONG = "Skriv ett datum, till exempel 2026-12-12."
REPLY_PAST = "Datumet har passerat. Välj en dag från och med i dag."
CONSENT_MISSING = "Välj hur brevet kommer till vården."
CONSENTS = ("ja", "nej")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick: what the box says, what the letter then says, whether it is ticked."""

    id: str
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class EditableQuestion:
    """A question to the doctor with its own words, which may have been changed. `start`: the words it began with."""

    number: int
    source: str
    heading: str
    text: str
    start: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LetterForm:
    """Every field of the letter. `errors`: the id of a field on the page → what to do about it.

    `consent` is ja (it is enclosed, the kommun sends the letter), nej (the patient brings it) or empty, not chosen yet.
    """

    to: str
    start_to: str
    sender: tuple[tuple[str, str, str], ...]
    intro: str
    start_intro: str
    questions: tuple[EditableQuestion, ...]
    own_question: str
    offers: tuple[Choice, ...]
    places: tuple[Choice, ...]
    hours_from: str
    hours_to: str
    own_offer: str
    reply_by: date
    start_reply: date
    shown_reply: str
    first_reply: date
    consents: tuple[str, ...]
    consent: str
    coordinator: bool
    answer_page: bool
    touched: bool
    errors: Mapping[str, str]

    @property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """(id, name in words, error) of each field that can be wrong, in the page's order."""
        questions = [(f"t-{item.source}", f"Fråga {item.number}: {item.heading}") for item in self.questions]
        rows = [
            *questions,
            ("egen_fraga", "Egen fråga"),
            ("timmar_fran", "Timmar i veckan, från"),
            ("timmar_till", "Timmar i veckan, till"),
            ("eget_erbjudande", "Annat ni kan erbjuda"),
            ("samtycke", "Samtycke"),
            ("svar_senast", "Svar senast"),
            ("till", "Till vårdenhet"),
            *((key, label) for key, label, _ in self.sender),
            ("inledning", "Inledning"),
        ]
        return tuple((id_, name, self.errors.get(id_, "")) for id_, name in rows)

    @property
    def wrong(self) -> tuple[tuple[str, str, str], ...]:
        """The fields to mend before the letter can be printed."""
        return tuple(row for row in self.fields if row[2])


def read_letter(
    fields: LetterFields,
    *,
    intro: str,
    to: str,
    questions: Sequence[tuple[str, str, str, bool]],
    may_enclose: bool,
    on: date,
) -> LetterForm:
    """The letter of the fields carried. `questions`: (source, heading, text, chosen) that the state asks for.

    Nothing carried gives the letter it starts with: what is given here, and brev.yaml. `may_enclose`: whether the person
    has consented; without that the letter can only be brought by the person.
    """
    texts, touched = letter_texts(), TOUCHED in fields
    first = on + timedelta(days=texts["svarstid_dagar"])
    shown_reply = _one(fields, "svar_senast") or first.isoformat()
    consents = CONSENTS if may_enclose else CONSENTS[1:]
    consent = _one(fields, "samtycke")
    form = LetterForm(
        to=_one(fields, "till", to),
        start_to=to,
        sender=tuple((key, label, _one(fields, key)) for key, label in SENDER),
        intro=_one(fields, "inledning") or intro,
        start_intro=intro,
        questions=tuple(_question(fields, number, row) for number, row in enumerate(questions, 1)),
        own_question=_one(fields, "egen_fraga"),
        offers=_choices(fields, "erbjud", texts["erbjudanden"]),
        places=_choices(fields, "miljo", texts["miljöer"]),
        hours_from=_one(fields, "timmar_fran"),
        hours_to=_one(fields, "timmar_till"),
        own_offer=_one(fields, "eget_erbjudande"),
        reply_by=read_day(shown_reply) or first,
        start_reply=first,
        shown_reply=shown_reply,
        first_reply=on,
        consents=consents,
        consent=consent if consent in consents else "",
        coordinator="rehabkoordinator" in fields if touched else True,
        answer_page="svarssida" in fields if touched else True,
        touched=touched,
        errors={},
    )
    return _judged(form)


def _judged(form: LetterForm) -> LetterForm:
    """The form with its errors."""
    errors = _hours_errors(form.hours_from, form.hours_to) | _number_errors(form)
    if not form.consent:
        errors["samtycke"] = CONSENT_MISSING
    reply = read_day(form.shown_reply)
    if reply is None:
        errors["svar_senast"] = REPLY_WRONG
    elif reply < form.first_reply:
        errors["svar_senast"] = REPLY_PAST
    return replace(form, errors=errors)


def _hours_errors(low: str, high: str) -> dict[str, str]:
    named = {"timmar_fran": low, "timmar_till": high}
    errors = {name: HOURS_WRONG for name, text in named.items() if text and hours(text) is None}
    first, last = hours(low), hours(high)
    if first is not None and last is not None and first > last:
        errors["timmar_till"] = HOURS_TURNED
    return errors


def hours(text: str) -> float | None:
    """Hours a week, 0 to 40, halves allowed; None for anything else."""
    if not _HOURS.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return number if number <= MOST_HOURS else None


def _number_errors(form: LetterForm) -> dict[str, str]:
    """The fields where something looks like a personnummer."""
    texts = {f"t-{item.source}": item.text for item in form.questions}
    texts |= {
        "egen_fraga": form.own_question,
        "eget_erbjudande": form.own_offer,
        "till": form.to,
        "inledning": form.intro,
    }
    texts |= {key: value for key, _, value in form.sender}
    return {
        id_: MESSAGE for id_, text in texts.items() if has_person_number(text, telephone=id_ == "telefon")
    }


def _question(fields: LetterFields, number: int, row: tuple[str, str, str, bool]) -> EditableQuestion:
    source, heading, start, chosen = row
    text = _one(fields, QUESTION + source) or start
    if TOUCHED in fields and source in fields.get("visad", (source,)):
        chosen = source in fields.get("fraga", ())
    return EditableQuestion(number, source, heading, text, start, chosen)


def _choices(fields: LetterFields, name: str, rows: Mapping[str, Mapping[str, str]]) -> tuple[Choice, ...]:
    ticked = fields.get(name, ())
    return tuple(Choice(id_, row["namn"], row["brev"], id_ in ticked) for id_, row in rows.items())


def _one(fields: LetterFields, name: str, otherwise: str = "") -> str:
    texts = fields.get(name)
    return texts[-1] if texts else otherwise
