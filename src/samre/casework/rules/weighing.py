"""Which of several statements about a fact stands on a day, and where the sources say different things. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samre.pathway.nodes import FactValue

from ..models.facts import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One entry, as the weighing sees it. `value` None = asked, and the source did not know."""

    id: UUID
    fact: str
    value: FactValue | None
    source: str
    source_name: str
    valid_from: date
    valid_to: date | None
    at: datetime
    by_name: str

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What stands for one fact on a day.

    `standing`: the newest statement of each source that holds, newest first. `value`: theirs where they agree; None where
    they do not (`in_conflict`), where nobody knew, or where what was known is out of date (`expired`).
    """

    standing: tuple[Statement, ...]
    expired: Statement | None = None

    @property
    def in_conflict(self) -> bool:
        return len({_comparable(item.value) for item in self.standing if item.value is not None}) > 1

    @property
    def value(self) -> FactValue | None:
        if self.in_conflict:
            return None
        return next((item.value for item in self.standing if item.value is not None), None)

    @property
    def source(self) -> Statement | None:
        """The statement that gives the value."""
        return next((item for item in self.standing if item.value is not None), None)


def weigh(statements: Iterable[Statement], *, on: date) -> Mapping[str, Weighed]:
    """Every fact somebody has said anything about, weighed on the day `on`. `statements` in any order.

    Of one source the newest counts. The caseworker's own assessment settles what was said before it; what another
    source says after it is a new contradiction. A fact that only has statements out of date is expired: unknown again.
    """
    by_fact: dict[str, list[Statement]] = {}
    for item in statements:
        by_fact.setdefault(item.fact, []).append(item)
    return {fact: _weigh_one(items, on) for fact, items in by_fact.items()}


def _weigh_one(items: list[Statement], on: date) -> Weighed:
    newest_first = sorted(items, key=lambda item: (item.at, item.id), reverse=True)
    standing: list[Statement] = []
    spoken: set[tuple[str, str]] = set()
    for item in newest_first:
        if not item.holds(on):
            continue
        if (speaker := (item.source, _party(item))) not in spoken:
            spoken.add(speaker)
            standing.append(item)
        if item.source == SourceKind.ASSESSMENT:
            break
    if standing:
        return Weighed(tuple(standing))
    past = next((item for item in newest_first if item.valid_to is not None and item.valid_to < on), None)
    return Weighed((), expired=past)


def _party(item: Statement) -> str:
    """Two authorities are two sources; certificates of one person, her own words and our assessments are one each."""
    return item.source_name.casefold() if item.source == SourceKind.AUTHORITY else ""


def _comparable(value: FactValue | None) -> tuple[str, FactValue | None]:
    """True and 1 are different answers."""
    return type(value).__name__, value
