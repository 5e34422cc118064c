"""How an agreement is followed: per party and promise, how many answers came in time, came late, or did not come.

A kommun counts its own cases. The förbund and the other parties get counts over all of them, without small ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind
from samre.accounts.scope import acting_in
from samre.governance.maps import followers_of
from samre.governance.rules.agreements import Promise, Side, Terms, agreement_rules

from .suppression import rounded, suppressed, told_total
from .waits import occasions

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year: what is followed is followed by whole ones, so that no two periods can be subtracted."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def name(self) -> str:
        return f"Kvartal {self.number} {self.year}"


@dataclass(frozen=True, slots=True)
class Followed:
    """One promise: how many occasions of each outcome. None = a small number, or one that would give a small one away."""

    step: str
    days: int | None
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class PartyFollowed:
    """A party with its promises, and how many occasions there were in all."""

    party: str
    promises: tuple[Followed, ...]
    total: int | None

    @property
    def has_hidden(self) -> bool:
        return self.total is None or any(None in one.counts.values() for one in self.promises)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def find_quarter(code: str, *, on: date, since: date = date.min) -> Quarter:
    """The quarter a page asks for; the newest where there is no such among those told."""
    told = quarters(on, since=since)
    return next((one for one in told if one.code == code), told[0])


def quarters(on: date, *, since: date = date.min) -> tuple[Quarter, ...]:
    """Those that are told, the newest first: none before the one that `since` is in."""
    found = [quarter_of(max(on, since))]
    while len(found) < int(agreement_rules()["kvartal_bakåt"]) and found[-1].first > since:
        found.append(found[-1].before)
    return tuple(found)


def own_follow_up(terms: Terms, owner: UUID, quarter: Quarter, *, on: date) -> tuple[PartyFollowed, ...]:
    """A kommun's own cases from the first day of the agreement, every number told. Another kommun's promise is not measured."""
    sides = [side for side in terms.sides if not _is_other_kommun(side, owner)]
    counts = _count(sides, owner, max(quarter.first, terms.valid_from), quarter.last, on=on)
    return tuple(_followed(side, counts[side.name], counts[side.name].total()) for side in sides)


def shared_follow_up(
    terms: Terms, keeper: UUID, quarter: Quarter, *, on: date, least: int
) -> tuple[PartyFollowed, ...]:
    """Over every kommun that follows the map, each counted in its own scope. Small numbers are hidden within each party, and the
    others rounded to `least`."""
    first = max(quarter.first, terms.valid_from)
    counts: dict[str, Counter[Cell]] = {side.name: Counter() for side in terms.sides}
    for kommun in Authority.objects.filter(pk__in=followers_of(keeper), kind=AuthorityKind.KOMMUN):
        sides = [side for side in terms.sides if not _is_other_kommun(side, kommun.pk)]
        with acting_in(kommun.pk):
            for name, found in _count(sides, kommun.pk, first, quarter.last, on=on).items():
                counts[name].update(found)
    return tuple(_shared(side, counts[side.name], least) for side in terms.sides)


def _shared(side: Side, counts: Counter[Cell], least: int) -> PartyFollowed:
    told = {cell: rounded(count, to=least) for cell, count in suppressed(counts, least=least).items()}
    return _followed(side, told, rounded(told_total(counts, least=least), to=least))


def is_a_kommun(side: Side) -> bool:
    """Whether a party is one kommun alone: what it promises is measured in its own cases."""
    return bool(side.authority) and set(agreement_rules()["kommunens_aktörer"]).issuperset(side.actors)


def _is_other_kommun(side: Side, owner: UUID) -> bool:
    return is_a_kommun(side) and side.authority != str(owner)


def _count(
    sides: Iterable[Side], owner: UUID, first: date, last: date, *, on: date
) -> dict[str, Counter[Cell]]:
    """Party → (step, outcome) → how many."""
    places: dict[Cell, list[tuple[str, Promise]]] = {}
    counts: dict[str, Counter[Cell]] = {}
    for side in sides:
        counts[side.name] = Counter()
        for promise in side.promises:
            for actor in side.actors:
                places.setdefault((actor, promise.step), []).append((side.name, promise))
    for one in occasions(owner, since=first, until=last, on=on):
        for party, promise in places.get((one.actor, one.step), ()):
            if outcome := one.outcome(promise.days):
                counts[party][promise.step, outcome] += one.times
    return counts


def _followed(side: Side, counts: Mapping[Cell, int | None], total: int | None) -> PartyFollowed:
    names = tuple(agreement_rules()["utfall"])
    return PartyFollowed(
        side.name,
        tuple(
            Followed(one.step, one.days, {name: counts.get((one.step, name), 0) for name in names})
            for one in side.promises
        ),
        total,
    )
