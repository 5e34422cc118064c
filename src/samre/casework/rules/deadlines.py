"""Last days that law or agreement sets (frister): which there are, how they are counted, and which a case's facts give."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml
from samre.pathway.nodes import FactValue

_DAY = timedelta(days=1)
_A_WEEK = 7
_KINDS = {"sist": False, "tidigast": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """A row of frister.yaml.

    `source`: the fact of the map it is counted from ("" = only from an event that somebody enters), while each fact in
    `when` has one of its values. `after_steps`: step id → "öppnat" or "klart". `is_first`: not a last day but a first one,
    from which something may be done; it never passes. `moves`: a last day on a holiday is the next working day.
    `watched`: the nightly round enters it by itself.
    """

    id: str
    name: str
    meaning: str
    event: str
    source: str
    when: Mapping[str, tuple[object, ...]]
    after_steps: Mapping[str, str]
    months: int
    days: int
    to_end_of_month: bool
    law: tuple[str, ...]
    origin: str
    checked: date
    uncertain: str
    statutory: bool
    is_first: bool
    moves: bool
    watched: bool


@dataclass(frozen=True, slots=True)
class LastDay:
    """`counted`: the day the time ends by the calendar. `due`: the day it may still be done, later where that is a holiday."""

    counted: date
    due: date

    @property
    def is_moved(self) -> bool:
        return self.due != self.counted


@dataclass(frozen=True, slots=True)
class Proposal:
    """A last day that follows from what is known of a case and that nobody has entered."""

    rule: DeadlineRule
    counted_from: date
    last: LastDay


@lru_cache(maxsize=1)
def deadline_rules() -> Mapping[str, DeadlineRule]:
    """frister.yaml, by id."""
    return {id_: _rule(id_, row) for id_, row in _raw()["frister"].items()}


@lru_cache(maxsize=1)
def statutory_rules() -> frozenset[str]:
    """Ids of the rules whose last day stands in law: such a day comes before any other in the lists."""
    return frozenset(id_ for id_, rule in deadline_rules().items() if rule.statutory and not rule.is_first)


@lru_cache(maxsize=1)
def first_day_rules() -> frozenset[str]:
    """Ids of the rules that give a first day: nothing is lost when it has come."""
    return frozenset(id_ for id_, rule in deadline_rules().items() if rule.is_first)


@lru_cache(maxsize=1)
def _raw() -> Mapping[str, Any]:
    return dict(read_yaml("frister.yaml"))


def _rule(id_: str, row: Mapping[str, Any]) -> DeadlineRule:
    return DeadlineRule(
        id=id_,
        name=row["namn"],
        meaning=row["innebär"],
        event=row["händelse"],
        source=row.get("från", ""),
        when={fact: tuple(values) for fact, values in row.get("när", {}).items()},
        after_steps=row.get("efter_steg", {}),
        months=row.get("månader", 0),
        days=row.get("dagar", 0),
        to_end_of_month=row.get("månadens_sista_dag", False),
        law=tuple(row["lag"]),
        origin=row["källa"],
        checked=row["kontrollerad"],
        uncertain=row.get("kontrollera", ""),
        statutory=row["lagstadgad"],
        is_first=_KINDS[row.get("slag", "sist")],
        moves=row["flyttas_vid_helg"],
        watched=row.get("bevakas_själv", False),
    )


def last_day(rule: DeadlineRule, counted_from: date) -> LastDay:
    """The last day of a rule counted from a day: same number in the month (or the month's last day), then days."""
    year, month = divmod(counted_from.year * 12 + counted_from.month - 1 + rule.months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    day = length if rule.to_end_of_month else min(counted_from.day, length)
    counted = date(year, month + 1, day) + timedelta(days=rule.days)
    return LastDay(counted, working_day(counted) if rule.moves else counted)


def working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while is_holiday(day):
        day += _DAY
    return day


def is_holiday(day: date) -> bool:
    """Whether what the law wants done on this day may wait until the next working day."""
    rules = _raw()["räknas"]
    if day.isoweekday() in rules["veckodagar"] or f"{day:%m-%d}" in rules["fasta"]:
        return True
    if (day - easter(day.year)).days in rules["från_påskdagen"]:
        return True
    return any(
        day.isoweekday() == span["veckodag"] and span["från"] <= f"{day:%m-%d}" <= span["till"]
        for span in rules["veckodag_i_spann"]
    )


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def proposals(
    facts: Mapping[str, FactValue], *, on: date, steps: Iterable[tuple[str, str, date]] = ()
) -> tuple[Proposal, ...]:
    """What follows from the known `facts` and from `steps` (step id, "öppnat" or "klart", day), soonest first.

    Only what has not passed on the day `on`: what has passed helps nobody as a proposal.
    """
    found: dict[tuple[str, date], Proposal] = {}
    for rule in deadline_rules().values():
        for start in _starts(rule, facts, steps):
            last = last_day(rule, start)
            if last.due >= on or rule.is_first:
                found[rule.id, start] = Proposal(rule, start, last)
    return tuple(sorted(found.values(), key=lambda item: (item.last.due, item.rule.id)))


def _starts(
    rule: DeadlineRule, facts: Mapping[str, FactValue], steps: Iterable[tuple[str, str, date]]
) -> Iterator[date]:
    if rule.source and all(facts.get(fact) in values for fact, values in rule.when.items()):
        day = _whole_day(facts.get(rule.source))
        if day is not None:
            yield day
    latest = [day for step, what, day in steps if rule.after_steps.get(step) == what]
    if latest:
        yield max(latest)


def _whole_day(value: FactValue | None) -> date | None:
    """A day known to the month or the year counts from its first day: told too early it loses nobody a right."""
    if not isinstance(value, str):
        return None
    parts = [int(part) for part in value.split("-") if part.isdigit()]
    try:
        return date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return None
