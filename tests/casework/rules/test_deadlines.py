"""How the law's last days are counted, and which follow from what is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from samre.casework.rules.deadlines import (
    deadline_rules,
    easter,
    first_day_rules,
    is_holiday,
    last_day,
    proposals,
    statutory_rules,
    working_day,
)
from samre.casework.rules.settings import pathway_now
from samre.definitions import current
from samre.pathway.person import limits

REFUSED = {"avslag": "fk", "avslag_datum": "2026-09-30"}


def test_a_month_ends_on_the_same_number_or_on_its_last_day() -> None:
    rule = deadline_rules()["omprovning_forsakring"]
    assert last_day(rule, date(2026, 9, 10)).counted == date(2026, 11, 10)
    assert last_day(rule, date(2026, 12, 31)).counted == date(2027, 2, 28)
    assert last_day(rule, date(2027, 12, 31)).counted == date(2028, 2, 29)


def test_a_last_day_on_a_sunday_may_be_kept_on_the_monday() -> None:
    rule = deadline_rules()["overklagan_kommun"]
    last = last_day(rule, date(2026, 11, 1))
    assert (last.counted, last.due, last.is_moved) == (date(2026, 11, 22), date(2026, 11, 23), True)


def test_christmas_moves_over_all_its_days() -> None:
    assert working_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert working_day(date(2026, 12, 31)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2026, 4, 3), "långfredagen"),
        (date(2026, 4, 6), "annandag påsk"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2026, 6, 19), "midsommarafton"),
        (date(2026, 6, 6), "nationaldagen"),
        (date(2027, 1, 6), "trettondagen"),
    ],
)
def test_a_holiday_is_known(day: date, what: str) -> None:
    assert is_holiday(day), what


def test_easter_is_where_the_almanac_has_it() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ]


@given(st.sampled_from(sorted(deadline_rules())), st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_a_last_day_is_never_moved_forward_in_time_and_ends_on_a_working_day(id_: str, start: date) -> None:
    rule = deadline_rules()[id_]
    last = last_day(rule, start)
    assert start < last.counted <= last.due <= last.counted + timedelta(days=7)
    assert not (rule.moves and is_holiday(last.due))
    assert rule.moves or last.due == last.counted


def test_an_application_within_the_month_loses_no_month_of_benefit() -> None:
    rule = deadline_rules()["ersattning_i_efterhand"]
    assert last_day(rule, date(2026, 9, 15)).counted == date(2026, 12, 31)


def test_a_right_that_follows_the_month_of_application_is_not_moved_into_the_next_month() -> None:
    last = last_day(deadline_rules()["ersattning_i_efterhand"], date(2026, 10, 1))
    assert is_holiday(date(2027, 1, 31))
    assert (last.counted, last.due) == (date(2027, 1, 31), date(2027, 1, 31))


def test_every_rule_says_itself_whether_it_waits_for_a_working_day_and_none_outside_the_law_does() -> None:
    raw = yaml.safe_load((current() / "frister.yaml").read_text(encoding="utf-8"))["frister"]
    assert [id_ for id_, row in raw.items() if type(row.get("flyttas_vid_helg")) is not bool] == []
    assert not [rule.id for rule in deadline_rules().values() if rule.moves and not rule.statutory]
    assert not [rule.id for rule in deadline_rules().values() if rule.moves and rule.is_first]


def test_a_first_day_is_no_last_day_of_the_law() -> None:
    assert deadline_rules()["drojsmal"].is_first
    assert first_day_rules() == {"drojsmal"}
    assert not first_day_rules() & statutory_rules()


@given(st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_the_map_and_the_rules_count_the_same_law_to_the_same_day(start: date) -> None:
    """A step carries the counted day, the earlier one; the rule says besides until when it may still be done."""
    chart, met = pathway_now(), 0
    for step in chart.steps.values():
        for law in step.law_limits:
            for rule in deadline_rules().values():
                if (rule.source, rule.months, rule.days) == (law.source, law.months, law.days):
                    met += 1
                    assert limits.last_day(law, start) == last_day(rule, start).counted
    assert met


def test_a_refusal_gives_the_last_day_of_its_authority_and_of_no_other() -> None:
    on = date(2026, 11, 1)
    found = {
        by: [item.rule.id for item in proposals({**REFUSED, "avslag": by}, on=on)]
        for by in ("fk", "pm", "inget")
    }
    assert found == {"fk": ["omprovning_forsakring"], "pm": ["omprovning_forsakring"], "inget": []}
    near = {"avslag_datum": "2026-10-20"}
    assert [item.rule.id for item in proposals({**near, "avslag": "kommun"}, on=on)] == ["overklagan_kommun"]
    assert [item.rule.id for item in proposals({**near, "avslag": "af"}, on=on)] == ["omprovning_af"]


def test_what_has_passed_is_not_proposed() -> None:
    assert proposals(REFUSED, on=date(2026, 11, 30))
    assert not proposals(REFUSED, on=date(2026, 12, 1))


def test_a_day_known_to_the_month_counts_from_its_first_day() -> None:
    (item,) = proposals({"avslag": "fk", "avslag_datum": "2026-10"}, on=date(2026, 11, 1))
    assert item.counted_from == date(2026, 10, 1)


def test_the_latest_follow_up_gives_the_next() -> None:
    steps = [("S28", "klart", date(2026, 8, 3)), ("S28", "klart", date(2026, 11, 2))]
    (item,) = proposals({}, on=date(2026, 11, 21), steps=steps)
    assert (item.rule.id, item.counted_from) == ("uppfoljning", date(2026, 11, 2))


def test_every_rule_names_facts_values_and_steps_that_the_map_has() -> None:
    chart = pathway_now()
    for rule in deadline_rules().values():
        assert not rule.source or chart.facts[rule.source].kind == "date"
        for fact, values in rule.when.items():
            assert set(values) <= {choice.id for choice in chart.facts[fact].choices}
        assert set(rule.after_steps) <= set(chart.steps)
        assert set(rule.after_steps.values()) <= {"öppnat", "klart"}
        assert rule.months or rule.days


def test_what_the_law_says_has_its_paragraph_in_the_register() -> None:
    laws = pathway_now().laws
    for rule in deadline_rules().values():
        assert rule.law or not rule.statutory
        assert {ref.split()[0] for ref in rule.law} <= set(laws)
