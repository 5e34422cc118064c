"""A plan is not fastställd with gaps (R45), is followed up at least every third month, and says how it differs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.plan_factories import make_activity, whole_values

from samre.casework.models import Plan
from samre.casework.rules.plans import (
    TYPED,
    differences,
    find_gaps,
    find_suggestion,
    follow_up_days,
    library,
    months_after,
    plan_rules,
)
from samre.casework.rules.settings import pathway_now

ON = date(2026, 11, 21)
LATE = (ON + timedelta(days=400)).isoformat()
ROW = {**make_activity(due=ON), "line": "6b0e7a52-0000-4000-8000-000000000001"}
PLACE = f"a.{ROW['line']}"


def plan_with(**more: Any) -> Plan:
    return Plan(**whole_values(**more))


def gaps_of(plan: Plan) -> list[str]:
    return [gap.place for gap in find_gaps(plan, pathway=pathway_now(), on=ON)]


def test_nothing_is_missing_in_a_whole_plan() -> None:
    assert gaps_of(plan_with()) == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"goal": ""}, "mal"),
        ({"goal": "lycka"}, "mal"),
        ({"goal_text": "  "}, "mal_text"),
        ({"needs": ""}, "behov"),
        ({"own_goals": ""}, "egna_mal"),
        ({"activities": []}, "aktiviteter"),
        ({"activities": [ROW | {"text": ""}]}, f"{PLACE}.text"),
        ({"activities": [ROW | {"responsible": ""}]}, f"{PLACE}.vem"),
        ({"activities": [ROW | {"responsible": "KOM, REG"}]}, f"{PLACE}.vem"),
        ({"activities": [ROW | {"due": ""}]}, f"{PLACE}.dag"),
        ({"activities": [ROW | {"due": LATE}]}, f"{PLACE}.dag"),
        ({"milestones": [{"line": "x", "text": "", "step": "", "by": ""}]}, "d.x.text"),
        ({"lead": ""}, "leder"),
        ({"lead_name": ""}, "leder_namn"),
        ({"medical_hours": ""}, "ramar"),
        ({"if_worse": ""}, "samre"),
        ({"starts_on": None}, "fran"),
        ({"ends_on": None}, "till"),
        (
            {
                "ends_on": ON - timedelta(days=1),
                "evaluate_on": ON,
                "activities": [ROW | {"due": "2026-11-01"}],
            },
            "till",
        ),
        ({"ends_on": ON + timedelta(days=1000)}, "till"),
        ({"evaluate_on": None}, "utvarderas"),
        ({"evaluate_on": ON - timedelta(days=1)}, "utvarderas"),
        ({"evaluate_on": ON + timedelta(days=181)}, "utvarderas"),
        ({"starts_on": ON - timedelta(days=60), "evaluate_on": ON - timedelta(days=1)}, "utvarderas"),
        ({"follow_up_months": None}, "uppfoljning"),
        ({"follow_up_months": 0}, "uppfoljning"),
        ({"follow_up_months": 4}, "uppfoljning"),
        ({"participation": ""}, "delaktighet"),
        ({"participation": "inte_overens"}, "delaktighet_ord"),
        ({"participation": "kunde_inte"}, "delaktighet_ord"),
        ({"took_part_on": None}, "deltog_dag"),
        ({"took_part_on": ON + timedelta(days=1)}, "deltog_dag"),
        ({"took_part_how": ""}, "deltog_hur"),
    ],
)
def test_each_gap_is_named_at_its_own_place(more: dict[str, Any], place: str) -> None:
    plan = plan_with(**more)
    found = find_gaps(plan, pathway=pathway_now(), on=ON)
    assert place in [gap.place for gap in found]
    assert all(gap.text and "{" not in gap.text for gap in found)
    if place != "till":
        assert [gap.place for gap in found] == [place]


def test_she_who_could_not_answer_has_told_no_goals_and_no_day() -> None:
    plan = plan_with(
        participation="kunde_inte",
        participation_words="Ligger på sjukhus.",
        own_goals="",
        took_part_on=None,
        took_part_how="",
    )
    assert gaps_of(plan) == []


def test_she_who_disagrees_is_quoted_and_the_plan_can_still_hold() -> None:
    assert gaps_of(plan_with(participation="inte_overens", participation_words="För fort.")) == []


@given(
    start=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    length=st.integers(1, 730),
    months=st.integers(1, 12),
)
def test_no_more_than_three_months_pass_without_a_follow_up(start: date, length: int, months: int) -> None:
    end = start + timedelta(days=length)
    days = follow_up_days(Plan(starts_on=start, ends_on=end, follow_up_months=months))
    assert days[-1] == end
    assert list(days) == sorted(set(days))
    most = int(plan_rules()["uppföljning"]["månader"])
    for before, after in zip((start, *days), days, strict=False):
        assert before < after <= months_after(before, most) or (after - before).days <= 31 * most
        assert (after - before).days <= 92


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_month_that_is_shorter_ends_earlier(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_every_step_of_the_map_has_something_in_the_library_by_actors_of_the_map() -> None:
    pathway = pathway_now()
    offered = dict(library(list(pathway.steps)))
    assert set(offered) == set(pathway.steps)
    longest = plan_rules()["längst"]["rad"]
    for found in offered.values():
        assert not found[0].responsible
        assert len(found) > 1
        for one in found:
            assert find_suggestion(one.id) == one
            assert len(one.text) < longest
        for one in found[1:]:
            assert one.responsible in pathway.actors
            assert one.days > 0
    assert find_suggestion("S99-1") is None
    assert find_suggestion("hej") is None


def test_two_versions_differ_by_column_and_row_in_words() -> None:
    gone, kept = make_activity("Struken", due=ON), make_activity("Kvar", due=ON)
    before = plan_with(activities=[gone, kept], goal_text="Förut")
    after = plan_with(
        activities=[kept | {"responsible": "KOM"}, make_activity("Ny", due=ON)],
        goal_text="Efter",
        participation="inte_overens",
        participation_words="Nej",
    )
    told = [(one.what, one.before, one.after) for one in differences(before, after, pathway=pathway_now())]
    assert told == [
        ("Målet i ord", "Förut", "Efter"),
        (
            "Ändrad aktivitet",
            "Kvar (Personen, senast 21 november 2026)",
            "Kvar (Kommunen, senast 21 november 2026)",
        ),
        ("Ny aktivitet: Ny (Personen, senast 21 november 2026)", "", ""),
        ("Struken aktivitet: Struken (Personen, senast 21 november 2026)", "", ""),
        ("Hur personen har deltagit", "Personen är överens", "Personen är inte överens"),
        ("Personens ord om planen", "inget skrivet", "Nej"),
    ]


def test_a_version_does_not_differ_from_itself() -> None:
    plan = plan_with()
    assert differences(plan, plan, pathway=pathway_now()) == ()


@pytest.mark.parametrize("column", TYPED)
def test_no_column_can_change_without_being_told(column: str) -> None:
    plan = plan_with(participation_words="Ord", medical_frames="x", medical_surroundings="y")
    other = plan_with(participation_words="Ord", medical_frames="x", medical_surroundings="y")
    other.activities = plan.activities
    changed: dict[str, Any] = {
        "follow_up_months": 2,
        "goal": "studier",
        "lead": "REG",
        "participation": "kunde_inte",
    }
    value = getattr(plan, column)
    new = changed.get(column, value - timedelta(days=1) if isinstance(value, date) else f"{value} till")
    setattr(other, column, new)
    assert len(differences(plan, other, pathway=pathway_now())) == 1
