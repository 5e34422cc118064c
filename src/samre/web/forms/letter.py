"""What the user has chosen and changed in the letter; until then, what it starts with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

from ..definition import letter_texts
from .state import read_day

TOUCHED = "brev"
LINE, TEXT = 120, 1200
# Ten or twelve digits with a month and a day (samordningsnummer: day + 60), as people write a personnummer.
PERSON_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|6[1-9]|[78]\d|9[01])[-+ ]?\d{4}(?!\d)"
)
SENDER = (
    ("kommun", "Kommun"),
    ("enhet", "Enhet"),
    ("handlaggare", "Handläggare"),
    ("telefon", "Telefon"),
    ("epost", "Säker e-post"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick: what the box says, what the letter then says, whether it is ticked."""

    id: str
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class EditableQuestion:
    """A question to the doctor with its own words, which may have been changed."""

    number: int
    source: str
    heading: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LetterForm:
    """Every field of the letter."""

    to: str
    sender: tuple[tuple[str, str, str], ...]
    intro: str
    questions: tuple[EditableQuestion, ...]
    own_question: str
    offers: tuple[Choice, ...]
    places: tuple[Choice, ...]
    hours_from: str
    hours_to: str
    own_offer: str
    reply_by: date
    has_consent: bool
    coordinator: bool
    answer_page: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        """The fields where something looks like a personnummer."""
        texts = {
            "mottagaren": self.to,
            "inledningen": self.intro,
            "den egna frågan": self.own_question,
            "det egna erbjudandet": self.own_offer,
            **{f"fråga {item.number}": item.text for item in self.questions},
            **{label.lower(): value for key, label, value in self.sender if key != "telefon"},
        }
        return tuple(name for name, text in texts.items() if PERSON_NUMBER.search(text))


def read_letter(
    post: QueryDict, *, intro: str, to: str, questions: Sequence[tuple[str, str, str, bool]], on: date
) -> LetterForm:
    """The letter of a posted form. `questions`: (source, heading, text, chosen) that the state asks for.

    A form that has not been on the letter's page yet starts with what is given here and with brev.yaml.
    """
    texts, touched = letter_texts(), TOUCHED in post
    reply = read_day(post.get("svar_senast")) if touched else None
    return LetterForm(
        to=_line(post, "till") if touched else to,
        sender=tuple((key, label, _line(post, key)) for key, label in SENDER),
        intro=_text(post, "inledning") if touched and _text(post, "inledning") else intro,
        questions=tuple(_question(post, touched, number, row) for number, row in enumerate(questions, 1)),
        own_question=_text(post, "egen_fraga"),
        offers=_choices(post, "erbjud", texts["erbjudanden"]),
        places=_choices(post, "miljo", texts["miljöer"]),
        hours_from=_line(post, "timmar_fran"),
        hours_to=_line(post, "timmar_till"),
        own_offer=_text(post, "eget_erbjudande"),
        reply_by=reply or on + timedelta(days=texts["svarstid_dagar"]),
        has_consent=post.get("samtycke", "ja") == "ja",
        coordinator="rehabkoordinator" in post if touched else True,
        answer_page="svarssida" in post if touched else True,
    )


def _question(
    post: QueryDict, touched: bool, number: int, row: tuple[str, str, str, bool]
) -> EditableQuestion:
    source, heading, text, chosen = row
    changed = _text(post, f"fraga.{source}") if touched else ""
    return EditableQuestion(
        number, source, heading, changed or text, source in post.getlist("fraga") if touched else chosen
    )


def _choices(post: QueryDict, name: str, rows: Mapping[str, Mapping[str, str]]) -> tuple[Choice, ...]:
    ticked = post.getlist(name)
    return tuple(Choice(id_, row["namn"], row["brev"], id_ in ticked) for id_, row in rows.items())


def _line(post: QueryDict, name: str) -> str:
    return " ".join((post.get(name) or "").split())[:LINE]


def _text(post: QueryDict, name: str) -> str:
    return (post.get(name) or "").replace("\r\n", "\n").strip()[:TEXT]
