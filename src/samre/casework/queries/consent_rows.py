"""What the pages of consents show, row by row, and the words of a receiver, a language and an exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ..documents.consent_text import language_of
from ..models import Case, Consent, ConsentScope
from ..rules.consent_lists import closed_lists, consent_rules, exceptions_of

HIDDEN_WORDS = "Något med personens egna ord, som står i texten"
OWN = "Vår enhet"
HOLDS, BEGINS, OVER, WITHDRAWN = "galler", "borjar", "slut", "aterkallat"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one receiver may know of one category: `state` is galler or borjar. `words`: what is excepted."""

    consent: UUID
    state: str
    purpose: str
    since: date
    until: date
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One category, and for each receiver (in the order of the matrix) what holds."""

    category: str
    cells: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Receivers × categories. `receivers`: name, and what it is for where all of theirs is for one thing (the cells then say
    nothing of it). `nobody`: the categories that nobody may be told, inside a sentence."""

    receivers: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    nobody: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One scope of a consent that still stands, to choose from."""

    id: UUID
    receiver: str
    category: str


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent in a few words. `discloser`: who may tell the kommun, empty where the kommun is the one who tells. `used`: how
    often something has been let out on it."""

    id: UUID
    reference: str
    state: str
    state_text: str
    discloser: str
    receivers: tuple[str, ...]
    categories: tuple[str, ...]
    purpose: str
    words: tuple[str, ...]
    how: str
    given_on: date
    received_by: str
    mandate: str
    language: str
    used: int
    used_on: date | None

    @property
    def holds(self) -> bool:
        return self.state in (HOLDS, BEGINS)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a consent."""

    at: datetime
    text: str
    who: str
    consent: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class PreparedLine:
    """A text that waits for an answer."""

    id: UUID
    reference: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The last answer about the national follow-up."""

    is_given: bool
    said_on: date
    who: str


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """The page of consents in a case. `to_us`: what others may tell the kommun."""

    matrix: Matrix | None
    to_us: Matrix | None
    standing: tuple[ConsentLine, ...]
    ended: tuple[ConsentLine, ...]
    prepared: tuple[PreparedLine, ...]
    history: tuple[HistoryLine, ...]
    follow_up: FollowUp | None


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """The card on the hub: who may be told something, who may tell the kommun something, and until when."""

    receivers: tuple[tuple[str, date], ...]
    disclosers: tuple[tuple[str, date], ...]
    prepared: int


def language_name(code: str) -> str:
    """`Arabiska`; its code where there is no such text any more."""
    found = language_of(code)
    return found.name if found else code


def receiver_name(case: Case, scope: ConsentScope) -> str:
    """`Försäkringskassan, Almby`. Of a protected person's places only the kind is told."""
    if scope.receiver_id == case.owner_id and case.person.is_protected:
        return (
            OWN
            if scope.receiver_unit_id == case.unit_id
            else str(consent_rules()["egna_verksamheter"]["i_skydd"])
        )
    if case.person.is_protected:
        kinds: Mapping[str, Mapping[str, str]] = closed_lists()["mottagarslag"]
        return kinds[scope.receiver.kind]["namn"]
    unit = scope.receiver_unit
    return f"{scope.receiver.name}, {unit.name}" if unit else scope.receiver.name


def discloser_name(case: Case, consent: Consent) -> str:
    """`Region Almby, Vårdcentralen Eken`: who may tell the kommun. Empty where the kommun is the one who tells."""
    if consent.discloser_id == case.owner_id:
        return ""
    if case.person.is_protected:
        kinds: Mapping[str, Mapping[str, str]] = closed_lists()["mottagarslag"]
        return kinds[consent.discloser.kind]["namn"]
    unit = consent.discloser_unit if consent.telling_unit_id else ""
    return f"{consent.discloser.name}, {unit}" if unit else consent.discloser.name


def exception_words(case: Case, items: Iterable[Mapping[str, str]], category: str = "") -> tuple[str, ...]:
    """What was excepted, in words; of one category, or all of it. The person's own words last; a protected person's may say where
    she is, and are read with the text itself."""
    own = [item for item in items if not category or item.get("category", category) == category]
    words = [
        exceptions_of(item["category"]).get(item["code"], item["code"]) for item in own if item.get("code")
    ]
    free = (item["text"] for item in own if item.get("text"))
    return (*words, *(HIDDEN_WORDS if case.person.is_protected else text for text in free))
