"""A stair of hours and what attendance comes to against it: exact, additive, and nothing expected after today or on leave."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from samre.casework.rules.interventions import Frames, Offer, fits, intervention_rules, reasons
from samre.casework.rules.stairs import (
    Plan,
    Stair,
    each_day,
    hours_text,
    missed_in_a_row,
    monday,
    proposed_stairs,
    tally,
)

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MONDAY = date(2026, 11, 2)
STATUSES = st.sampled_from(sorted(intervention_rules()["närvaro"]))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    start = draw(DAYS)
    weeks = draw(st.lists(st.integers(2, 20), unique=True, max_size=4))
    stairs = (Stair(1, draw(st.integers(1, 40))), *(Stair(week, draw(st.integers(1, 40))) for week in weeks))
    weekdays = draw(st.lists(st.integers(0, 6), unique=True, min_size=1, max_size=7))
    return Plan(start, start + timedelta(days=draw(st.integers(0, 180))), tuple(weekdays), stairs)


def a_plan(**more: object) -> Plan:
    """Six hours a week on Monday, Wednesday and Friday, twelve from the third week."""
    given: dict[str, object] = {
        "starts_on": MONDAY,
        "ends_on": MONDAY + timedelta(days=83),
        "weekdays": (0, 2, 4),
        "stairs": (Stair(1, 6), Stair(3, 12)),
    }
    return Plan(**(given | more))  # type: ignore[arg-type]


def test_a_whole_week_is_the_hours_of_the_stair() -> None:
    assert a_plan().minutes_between(MONDAY, MONDAY + timedelta(days=6)) == 6 * 60
    third = MONDAY + timedelta(weeks=2)
    assert a_plan().minutes_between(third, third + timedelta(days=6)) == 12 * 60


@given(plans(), st.integers(0, 200), st.integers(0, 200))
def test_a_period_is_the_sum_of_its_parts(plan: Plan, one: int, two: int) -> None:
    first, last = plan.starts_on, plan.starts_on + timedelta(days=one + two)
    between = first + timedelta(days=one)
    parts = plan.minutes_between(first, between) + plan.minutes_between(between + timedelta(days=1), last)
    assert plan.minutes_between(first, last) == parts


@given(plans(), DAYS)
def test_nothing_is_expected_outside_the_placement_or_on_other_days(plan: Plan, day: date) -> None:
    outside = not plan.starts_on <= day <= plan.ends_on
    if outside or day.weekday() not in plan.weekdays:
        assert plan.minutes_on(day) == 0
    else:
        assert plan.minutes_on(day) > 0


@given(
    plans(), st.dictionaries(st.integers(0, 60), st.tuples(STATUSES, st.integers(1, 20))), st.integers(0, 60)
)
def test_a_tally_counts_every_day_once_and_nothing_after_today(
    plan: Plan, told: dict[int, tuple[str, int]], passed: int
) -> None:
    kinds = intervention_rules()["närvaro"]
    marks = {
        plan.starts_on + timedelta(days=number): {
            "status": status,
            "minutes": halves * 30 if kinds[status].get("tid") else 0,
        }
        for number, (status, halves) in told.items()
    }
    first, last = plan.starts_on, plan.starts_on + timedelta(days=60)
    found = tally(plan, marks, first=first, last=last, on=first + timedelta(days=passed))
    assert found.came + found.missed + found.sick + found.leave == len(marks)
    assert found.present == sum(mark["minutes"] for mark in marks.values())
    assert 0 <= found.planned <= plan.minutes_between(first, first + timedelta(days=passed))
    assert (found.percent is None) == (found.planned == 0)


def test_agreed_leave_is_not_expected_and_sickness_is() -> None:
    last = MONDAY + timedelta(days=6)
    wednesday = {
        MONDAY: {"status": "kom", "minutes": 120},
        MONDAY + timedelta(days=2): {"status": "ledig", "minutes": 0},
    }
    found = tally(a_plan(), wednesday, first=MONDAY, last=last, on=last)
    assert (found.planned, found.percent, found.leave) == (240, 50, 1)
    sick = {**wednesday, MONDAY + timedelta(days=2): {"status": "sjuk", "minutes": 0}}
    found = tally(a_plan(), sick, first=MONDAY, last=last, on=last)
    assert (found.planned, found.percent, found.sick) == (360, 33, 1)


def test_days_away_in_a_row_are_counted_backwards_over_days_that_were_not_expected() -> None:
    away = {"status": "kom_inte", "minutes": 0}
    marks = {MONDAY: away, MONDAY + timedelta(days=2): away}
    assert missed_in_a_row(a_plan(), marks, on=MONDAY + timedelta(days=2)) == 2
    assert (
        missed_in_a_row(
            a_plan(), {**marks, MONDAY: {"status": "sjuk", "minutes": 0}}, on=MONDAY + timedelta(days=2)
        )
        == 1
    )
    assert missed_in_a_row(a_plan(), {MONDAY + timedelta(days=2): away}, on=MONDAY + timedelta(days=2)) == 1


@given(st.sampled_from(sorted(intervention_rules()["stegringar"])), st.integers(1, 40), st.integers(1, 60))
def test_a_proposal_climbs_from_the_first_hours_and_ends_with_the_placement(
    kind: str, hours: int, weeks: int
) -> None:
    found = proposed_stairs(kind, start_hours=hours, weeks=weeks)
    assert found[0] == Stair(1, hours)
    assert list(found) == sorted(found)
    assert all(one.hours < two.hours for one, two in pairwise(found))
    assert found[-1].week <= weeks or len(found) == 1
    assert len(found) <= intervention_rules()["stegring_rader"]


def test_hours_are_told_as_people_say_them() -> None:
    assert [hours_text(minutes) for minutes in (60, 90, 120, 0)] == [
        "1 timme",
        "1,5 timmar",
        "2 timmar",
        "0 timmar",
    ]
    assert hours_text(Fraction(200, 1)) == "3,5 timmar"


@given(DAYS, st.integers(0, 30))
def test_each_day_stands_once(day: date, more: int) -> None:
    found = list(each_day(day, day + timedelta(days=more)))
    assert len(found) == len(set(found)) == more + 1
    assert monday(day).weekday() == 0


@given(st.integers(1, 40), st.one_of(st.none(), st.integers(0, 40)), st.integers(0, 5))
def test_unknown_is_never_no_and_too_few_hours_always_are(needs: int, has: int | None, free: int) -> None:
    offer = Offer(
        hours_from=needs,
        environments=frozenset({"lugn"}),
        levels=frozenset({"forrehab"}),
        places=5,
        free=free,
    )
    found = reasons(offer, Frames(hours=has, environments=frozenset({"lugn"})), on=MONDAY)
    enough = has is None or has >= needs
    assert fits(found) == (enough and free > 0)
    assert (found[0].answer == "okänt") == (has is None)
