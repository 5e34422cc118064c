"""What follows from a date fact on a day: ages, spans, the pension age reached. Only what is certain.

A date may be a year, a month or a day; everything is then worked out for the first and the last day it can mean,
and a fact is known only where both agree.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ..logic import truth
from ..model import DatedValue, Fact, Pathway
from ..nodes import FactValue, Node, facts_of

_DAY = re.compile(r"([0-9]{4})(?:-?([0-9]{2})(?:-?([0-9]{2}))?)?")
OLDEST = 130


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A day known to the year, the month or the day: `first` and `last` are the days it can be."""

    text: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Possible:
    """What a derived fact can be: the ints low..high, or a truth; `none` when nothing is known of it."""

    low: int | None = None
    high: int | None = None
    truth: bool | None = None

    @property
    def known(self) -> FactValue | None:
        """The value, when only one is possible."""
        return self.low if self.low is not None and self.low == self.high else self.truth

    @property
    def span(self) -> range | None:
        """The ints it can be."""
        return None if self.low is None or self.high is None else range(self.low, self.high + 1)

    def allows(self, value: FactValue) -> bool:
        """Whether a given value can be right."""
        if self.low is not None and self.high is not None:
            return self.low <= value <= self.high  # type: ignore[operator]
        return self.truth is None or value is self.truth

    def __str__(self) -> str:
        if self.truth is not None:
            return "ja" if self.truth else "nej"
        return str(self.low) if self.low == self.high else f"{self.low} eller {self.high}"


NOTHING = Possible()


def read_day(fact: Fact, value: object, *, on: date) -> PartialDay:
    """A date as written (1984, 1984-05, 1984-05-12, also 198405 and 19840512); ValueError when it cannot be."""
    text = _written(value)
    match = _DAY.fullmatch(text)
    if match is None:
        said = f"»{text[:40]}«" if text else "något annat"
        raise ValueError(f"»{fact.id}« är ett datum: skriv 1984, 1984-05 eller 1984-05-12, inte {said}.")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"»{fact.id}«: {text} finns inte i almanackan.") from None
    last = first if day else date(first.year, month or 12, calendar.monthrange(first.year, month or 12)[1])
    parts = [f"{first.year:04}", *([f"{month:02}"] if month else []), *([f"{day:02}"] if day else [])]
    if abs(first.year - on.year) > OLDEST:
        raise ValueError(f"»{fact.id}« är {text}; det ligger mer än {OLDEST} år bort.")
    return PartialDay("-".join(parts), first, last)


def _written(value: object) -> str:
    """A date value as text; empty for what cannot be one."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8 else ""


def looking_ahead(pathway: Pathway) -> frozenset[str]:
    """The date facts that may lie after today: those a span counts down to, and those nothing is worked out from."""
    rules = [fact.derivation for fact in pathway.facts.values() if fact.derivation is not None]
    back = {rule.source for rule in rules if rule.kind not in ("dagar_till", "villkor")}
    down = {rule.source for rule in rules if rule.kind == "dagar_till"}
    return frozenset(
        fact.id
        for fact in pathway.facts.values()
        if fact.kind == "date" and (fact.id in down or fact.id not in back)
    )


def derivations(pathway: Pathway) -> tuple[Fact, ...]:
    """The derived facts, each after the derived facts it rests on."""
    derived = {fact.id: fact for fact in pathway.facts.values() if fact.derivation is not None}
    order: dict[str, Fact] = {}

    def visit(fact: Fact) -> None:
        if fact.id in order or fact.derivation is None:
            return
        rule = fact.derivation
        for name in (rule.source, rule.fallback, *(facts_of(rule.condition) if rule.condition else ())):
            if name in derived and name != fact.id:
                visit(derived[name])
        order[fact.id] = fact

    for fact in derived.values():
        visit(fact)
    return tuple(order.values())


def derive(pathway: Pathway, fact: Fact, values: Mapping[str, FactValue], *, on: date) -> Possible:
    """What `fact` can be on the day `on`, from the known `values`.

    A number outside the fact's bounds becomes the nearest bound: the ends of a derived fact mean "or less", "or more".
    """
    rule = fact.derivation
    if rule is None:
        return NOTHING
    if rule.kind == "villkor":
        return NOTHING if rule.condition is None else Possible(truth=truth(rule.condition, values))
    source = values.get(rule.source or "")
    day = None if source is None else read_day(pathway.facts[rule.source or ""], source, on=on)
    if rule.kind == "uppnått":
        age = values.get(rule.fallback or "")
        return _reached(pathway.values[rule.table or ""], day, age if isinstance(age, int) else None, on)
    if day is None:
        return NOTHING
    span = _SPANS[rule.kind]
    ends = (span(day.first, on), span(min(day.last, on) if rule.kind != "dagar_till" else day.last, on))
    return Possible(low=_within(fact, min(ends)), high=_within(fact, max(ends)))


def implied(
    pathway: Pathway, fact: Fact, values: Mapping[str, FactValue], spans: Mapping[str, range]
) -> bool | None:
    """What the constraints make of a yes-or-no fact nobody gave: the one answer that breaks none of them, else None.

    `spans` are the numbers that are known only to be one of several; an answer is ruled out when every one of them breaks
    the same constraint.
    """
    ruled_out = {
        answer
        for answer in (True, False)
        for _, node in pathway.constraints
        if fact.id in (names := facts_of(node)) and _breaks(node, {**values, fact.id: answer}, names, spans)
    }
    return not ruled_out.pop() if len(ruled_out) == 1 else None


def _breaks(
    node: Node, values: Mapping[str, FactValue], names: tuple[str, ...], spans: Mapping[str, range]
) -> bool:
    loose = [name for name in names if name in spans]
    if not loose:
        return truth(node, values) is False
    name, *others = loose
    return not others and all(truth(node, {**values, name: number}) is False for number in spans[name])


def _within(fact: Fact, number: int) -> int:
    low = number if fact.minimum is None else max(number, fact.minimum)
    return low if fact.maximum is None else min(low, fact.maximum)


def whole_years(since: date, on: date) -> int:
    """Birthdays passed; who is born 29 February has it on 1 March in common years."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def whole_months(since: date, on: date) -> int:
    """Whole months passed, by day of month; the last day of a shorter month completes one begun later in its month."""
    last = calendar.monthrange(on.year, on.month)[1]
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < min(since.day, last))


_SPANS: Mapping[str, Callable[[date, date], int]] = {
    "ålder": whole_years,
    "månader_sedan": whole_months,
    "dagar_sedan": lambda since, on: (on - since).days,
    "dagar_till": lambda until, on: (until - on).days,
}


def _reached(table: DatedValue, day: PartialDay | None, age: int | None, on: date) -> Possible:
    """Whether the age that `table` gives for the birth year is reached; by birth day, else by age in whole years."""
    if day is not None:
        ends = ((day.first, whole_years(day.first, on)), (day.last, whole_years(min(day.last, on), on)))
        answers = {_has_reached(table, born.year, years) for born, years in ends}
    elif age is not None:
        answers = {_has_reached(table, on.year - age - late, age) for late in (0, 1)}
    else:
        return NOTHING
    return Possible(truth=answers.pop()) if len(answers) == 1 else NOTHING


def _has_reached(table: DatedValue, year: int, age: int) -> bool | None:
    """Before the table's first year its first age holds; after its last year nothing is settled."""
    years = sorted(table.table)
    if not years or year > years[-1]:
        return None
    return age >= table.table[max((key for key in years if key <= year), default=years[0])]
