"""The last day by law goes before the agreed days, and is counted as the law counts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samre.definitions import current
from samre.pathway.model import LawLimit
from samre.pathway.nodes import Constant
from samre.pathway.person.evaluate import evaluate, reference
from samre.pathway.person.facts import read_facts
from samre.pathway.person.limits import due, last_day
from samre.pathway.reading.load import cached

MAP = cached(current())


@pytest.mark.parametrize(
    ("first", "months", "days", "last"),
    [
        (date(2026, 9, 25), 2, 0, date(2026, 11, 25)),
        (date(2026, 12, 31), 2, 0, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, 0, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, 0, date(2026, 12, 30)),
        (date(2026, 11, 1), 0, 21, date(2026, 11, 22)),
    ],
)
def test_months_end_on_the_same_day_of_the_month(first: date, months: int, days: int, last: date) -> None:
    assert last_day(LawLimit(Constant(True), "avslag_datum", "", days, months), first) == last


@pytest.mark.parametrize(
    ("refused_by", "day", "last"),
    [("fk", "2026-09-25", date(2026, 11, 25)), ("kommun", "2026-11-01", date(2026, 11, 22))],
)
def test_a_refusal_is_due_on_the_last_day_of_its_own_law(refused_by: str, day: str, last: date) -> None:
    on = date(2026, 11, 21)
    facts = read_facts(MAP, {"avslag": refused_by, "avslag_datum": day, "skyddade_uppgifter": "nej"}, on=on)
    found = evaluate(MAP, facts, on=on)
    assert (found.primary, found.due) == ("S29", last)
    assert found.limit is not None and found.limit.statutory
    assert found == reference(MAP, facts, on=on)


def test_a_passed_limit_is_named_as_what_closes_the_step() -> None:
    on = date(2026, 11, 21)
    facts = read_facts(MAP, {"avslag": "fk", "avslag_datum": "2026-09-10"}, on=on)
    step = evaluate(MAP, facts, on=on).steps["S29"]
    assert (step.status, step.unmet) == ("inte aktuell", "fristen")


def test_a_day_known_to_the_month_counts_from_its_first_day() -> None:
    step = MAP.steps["S29"]
    day, limit = due(MAP, step, {"avslag": "fk", "avslag_datum": "2026-10"}, on=date(2026, 11, 21))
    assert (day, limit.statutory) == (date(2026, 12, 1), True)


def test_without_the_day_the_agreed_days_hold() -> None:
    step = replace(MAP.steps["S29"], limit=replace(MAP.steps["S29"].limit, days=7))
    day, limit = due(MAP, step, {"avslag": "fk"}, on=date(2026, 11, 21))
    assert (day, limit.statutory) == (date(2026, 11, 28), False)


@pytest.mark.parametrize(
    "law", [LawLimit(Constant(True), "", "", 21), LawLimit(Constant(True), "", "", 0, 2)]
)
def test_the_calendar_s_end_is_the_last_last_day(law: LawLimit) -> None:
    assert last_day(law, date(9999, 12, 20)) == date.max
