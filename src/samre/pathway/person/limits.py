"""The day by which a step must be taken: the law's last day where the law counts from a known day, else the agreed days."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from ..logic import truth
from ..model import LawLimit, Pathway, Step, TimeLimit
from ..nodes import FactValue
from .derive import read_day


def due(pathway: Pathway, step: Step, values: Mapping[str, FactValue], *, on: date) -> tuple[date, TimeLimit]:
    """The last day for `step`, opened on the day `on`, and the limit that says so.

    A day known to the month or the year counts from its first day: a last day told too early loses nobody a right.
    """
    for law in step.law_limits:
        if truth(law.when, values) is True and law.source in values:
            first = read_day(pathway.facts[law.source], values[law.source], on=on).first
            return last_day(law, first), TimeLimit(law.days, law.text, True, law.law)
    return _later(on, step.limit.days), step.limit


def last_day(law: LawLimit, first: date) -> date:
    """`law.months` later on the same day of the month (its last day in a shorter month), then `law.days` later."""
    year, month = divmod(first.year * 12 + first.month - 1 + law.months, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return _later(date(year, month + 1, day), law.days) if year <= date.max.year else date.max


def _later(day: date, days: int) -> date:
    """`days` later, or the last day of the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))
