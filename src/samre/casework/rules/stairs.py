"""A stair of hours by week, and what attendance comes to against it. Pure: exact arithmetic in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from .interventions import intervention_rules

WEEK, HOUR = 7, 60


@dataclass(frozen=True, slots=True, order=True)
class Stair:
    """From the week `week` (the first is 1) so many hours a week."""

    week: int
    hours: int


@dataclass(frozen=True, slots=True)
class Plan:
    """When somebody is expected: between two days, on some weekdays (Monday is 0), so many hours a week."""

    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]
    stairs: tuple[Stair, ...]

    def hours_in_week(self, day: date) -> int:
        """The hours of the week a day lies in, by the stair; weeks are counted from the Monday before the first day."""
        number = (monday(day) - monday(self.starts_on)).days // WEEK + 1
        return next((one.hours for one in sorted(self.stairs, reverse=True) if one.week <= number), 0)

    def minutes_on(self, day: date) -> Fraction:
        """What is expected of one day."""
        inside = self.starts_on <= day <= self.ends_on
        if not inside or day.weekday() not in self.weekdays:
            return Fraction(0)
        return Fraction(self.hours_in_week(day) * HOUR, len(self.weekdays))

    def minutes_between(self, first: date, last: date) -> Fraction:
        """What is expected of the days from `first` to `last`, both included."""
        return sum((self.minutes_on(day) for day in each_day(first, last)), Fraction(0))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a period came to. `percent` is None where nothing was expected; agreed leave is not expected."""

    planned: Fraction
    present: int
    came: int
    missed: int
    sick: int
    leave: int

    @property
    def is_begun(self) -> bool:
        """Whether any day has been noted."""
        return bool(self.came or self.missed or self.sick or self.leave)

    @property
    def percent(self) -> int | None:
        return round(Fraction(self.present * 100) / self.planned) if self.planned else None

    def as_told(self) -> dict[str, int | None]:
        """The same as whole numbers, to be kept and sent."""
        return {
            "planned": round(self.planned),
            "present": self.present,
            "percent": self.percent,
            "came": self.came,
            "missed": self.missed,
            "sick": self.sick,
            "leave": self.leave,
        }


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def each_day(first: date, last: date) -> Iterable[date]:
    """Every day from `first` to `last`, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def plan_of(snapshot: Mapping[str, Any]) -> Plan:
    """The plan of an order as it was sent."""
    return Plan(
        starts_on=date.fromisoformat(snapshot["starts_on"]),
        ends_on=date.fromisoformat(snapshot["ends_on"]),
        weekdays=tuple(snapshot["weekdays"]),
        stairs=tuple(Stair(row["week"], row["hours"]) for row in snapshot["stairs"]),
    )


def tally(plan: Plan, marks: Mapping[date, Mapping[str, Any]], *, first: date, last: date, on: date) -> Tally:
    """Attendance from `first` to `last` against the plan. `marks`: day → {"status", "minutes"}. Days after `on` are not expected
    yet; a day of agreed leave is not expected at all."""
    kinds = intervention_rules()["närvaro"]
    inside = {day: mark for day, mark in marks.items() if first <= day <= last}
    leave = {day for day, mark in inside.items() if kinds.get(mark["status"], {}).get("avtalad")}
    until = min(last, on)
    planned = plan.minutes_between(first, until) - sum(
        (plan.minutes_on(day) for day in leave if day <= until), Fraction(0)
    )
    present = [mark for mark in inside.values() if kinds.get(mark["status"], {}).get("tid")]
    missed = [mark for mark in inside.values() if kinds.get(mark["status"], {}).get("utebliven")]
    return Tally(
        planned=planned,
        present=sum(int(mark["minutes"]) for mark in present),
        came=len(present),
        missed=len(missed),
        sick=len(inside) - len(present) - len(missed) - len(leave),
        leave=len(leave),
    )


def missed_in_a_row(plan: Plan, marks: Mapping[date, Mapping[str, Any]], *, on: date) -> int:
    """How many expected days up to and with `on` the person has stayed away without a word, counted backwards."""
    kinds, count, day = intervention_rules()["närvaro"], 0, on
    while day >= plan.starts_on:
        mark = marks.get(day)
        if mark is not None:
            if not kinds.get(mark["status"], {}).get("utebliven"):
                break
            count += 1
        elif plan.minutes_on(day) and day < on:
            break
        day -= timedelta(days=1)
    return count


def proposed_stairs(
    kind: str, *, start_hours: int, weeks: int, most_hours: int | None = None
) -> tuple[Stair, ...]:
    """A stair from so many hours, by one of the proposals of insatser.yaml, as far as the placement lasts and the rows reach.
    `most_hours`: the most that the insats holds."""
    rules = intervention_rules()
    row, most = rules["stegringar"][kind], int(rules["stegring_rader"])
    highest = min(row["högst"], most_hours or row["högst"])
    found = [Stair(1, start_hours)]
    while row["öka"] and len(found) < most:
        step = Stair(found[-1].week + row["var_vecka"], min(found[-1].hours + row["öka"], highest))
        if step.week > weeks or step.hours <= found[-1].hours:
            break
        found.append(step)
    return tuple(found)


def hours_text(minutes: Fraction | int) -> str:
    """`4 timmar`, `2,5 timmar`, `1 timme`, `en halv timme`: to the nearest half hour."""
    halves = round(Fraction(minutes) / (HOUR // 2))
    if halves == 1:
        return "en halv timme"
    number = f"{halves // 2},5" if halves % 2 else str(halves // 2)
    return f"{number} {'timme' if halves == 2 else 'timmar'}"


def as_rows(stairs: Sequence[Stair]) -> list[dict[str, int]]:
    """The stair as it is kept and sent."""
    return [{"week": one.week, "hours": one.hours} for one in stairs]
