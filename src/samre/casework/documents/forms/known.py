"""What a form may know of a case, read once (`queries/papers.py`), and what a form fills its parts with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from samre.accounts.directory import Reach
from samre.certificate.model import Certificate
from samre.certificate.wording import in_words
from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.facts import Facts

from ...models import Case
from ..fact_words import known_in_words
from ..paper_parts import Pick, Question
from .letterhead import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTold:
    """A step of the case in words. `waits_for` and `until` while somebody's answer is waited for; `ended` when it is over."""

    id: str
    name: str
    holder: str
    ended: date | None = None
    done: bool = False
    waits_for: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTold:
    """The läkarintyg a form speaks of, as it was read, the days it covers, and what came before it."""

    id: UUID
    certificate: Certificate
    signed: date | None
    first: date | None
    last: date | None
    previous: tuple[Certificate, ...] = ()

    @property
    def named(self) -> str:
        """`FK 7804 från 2 november 2026`, as far as it is known."""
        day = f"från {in_words(self.signed)}" if self.signed else ""
        return " ".join(part for part in (self.certificate.form, day) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A receiver that a consent covers: everything the form tells, for its purpose, to `valid_to`. `consents`: category and the
    consent that lets it out; `exceptions`: what the person keeps back, in words."""

    receiver: UUID
    name: str
    valid_to: date
    consents: tuple[tuple[str, UUID], ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MayAnswer:
    """A consent by which somebody else may tell the kommun: who, of what, which sheet, and until when. `more`: what it lets them
    tell that the letter does not ask for."""

    who: str
    what: tuple[str, ...]
    reference: str
    valid_to: date
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An insats of the kommun's catalogue. `fits`: nothing known speaks against it; `is_old`: nobody has looked for a long time."""

    id: UUID
    name: str
    supplier: str
    hours: str
    environments: tuple[str, ...]
    verified_on: date
    is_old: bool
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A case as a form sees it on a day.

    `not_covered`: why no consent covers the form, and what would. `certificate`: the one the form is about, or the newest.
    `offers`: what the catalogue of insatser has for the person.
    `contact`: whom of the contact list it goes to; `reach`: how the party it is about is reached, in lines.
    `last_days`: name and day of each last day that runs. `period`: income before and after, and why it ended.
    """

    case: Case
    pathway: Pathway
    on: date
    answer_by: date | None
    facts: Facts
    evaluation: Evaluation
    sender: Sender
    certificate: CertificateTold | None = None
    steps: tuple[StepTold, ...] = ()
    covered: tuple[Covered, ...] = ()
    not_covered: str = ""
    answers: tuple[MayAnswer, ...] = ()
    offers: tuple[Offered, ...] = ()
    contact: Reach | None = None
    reach: tuple[str, ...] = ()
    last_days: tuple[tuple[str, date], ...] = ()
    period: Mapping[str, str] = field(default_factory=dict)

    def told(self, fact: str) -> str:
        """What has been told of a fact, in words; empty where nobody has: a presumption is nothing to write in a letter."""
        if fact not in self.facts.told or fact not in self.pathway.facts:
            return ""
        return known_in_words(self.pathway.facts[fact], self.facts)

    def is_told(self, fact: str, *values: object) -> bool:
        """Whether it has been told to be one of these."""
        return self.facts.told.get(fact) in values

    def number(self, name: str) -> str:
        """A number of the trade that holds on the day; empty where there is none."""
        row = self.pathway.values.get(name)
        spans = row.spans if row else ()
        return next(
            (
                str(value)
                for first, last, value in spans
                if first <= self.on and (last is None or self.on <= last)
            ),
            "",
        )

    @property
    def next_step(self) -> str:
        """The name of the step the map recommends, or of the one that goes on; empty where neither is known."""
        id_ = self.evaluation.primary or next((step.id for step in self.steps if not step.ended), "")
        return self.pathway.steps[id_].name if id_ in self.pathway.steps else ""

    @property
    def certified(self) -> str:
        """`2 november 2026–31 januari 2027`: the days of the certificate."""
        if self.certificate is None or self.certificate.last is None:
            return ""
        last = f"till och med {in_words(self.certificate.last)}"
        return f"{in_words(self.certificate.first)} {last}" if self.certificate.first else last


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a form puts into its parts: words for the blanks, and questions, picks and rows for the parts that have a source."""

    words: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    picks: Mapping[str, tuple[Pick, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    title: str = ""

    def with_words(self, more: Mapping[str, str]) -> Filled:
        """The same with more words; those of the form go before."""
        return replace(self, words={**more, **self.words})
