"""Whose map is read: the one in force that the authority follows, with its own layer, else the one that came along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Authority
from samre.accounts.scope import acting_in
from samre.casework.rules.settings import came_along, pathway_now, pathway_of
from samre.governance.actions.local import clear_local, set_local
from samre.governance.actions.versions import follow_map
from samre.governance.maps import find_map, keeper_of, pathway_in
from samre.pathway.writing.edit import Put, edited

from .factories import (
    BEGINS,
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def publish(federation: Federation, days: int = 21) -> Any:
    draft = make_draft(federation)
    save(
        draft,
        federation,
        edited(texts_of_draft(draft), [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), days)]),
    )
    lay_for_decision(draft, federation)
    return publish_read(draft=approve(draft, federation).pk, by=federation.lead)


def scope(who: Any) -> Any:
    stamp = Authority.objects.get(pk=who.authority_id).map_stamp
    return acting_in(who.authority_id, map_stamp=stamp)


def test_nobody_in_scope_and_whoever_follows_nobody_read_the_map_that_came_along(
    federation: Federation,
) -> None:
    assert pathway_now() is came_along()
    with scope(federation.outsider):
        assert pathway_now() is came_along()


def test_a_new_version_is_read_from_its_day_and_a_case_keeps_the_one_it_began_with(
    federation: Federation,
) -> None:
    version = publish(federation)
    with scope(federation.caseworker):
        before = pathway_now()
        assert before.steps["S08"].limit.days == 28
        with time_machine.travel(BEGINS):
            assert pathway_now() is pathway_in(version)
            assert pathway_of(before.id) is before
            assert pathway_of(version.chart).steps["S08"].limit.days == 21


def test_what_is_published_is_read_by_the_next_who_acts(federation: Federation) -> None:
    with scope(federation.caseworker):
        assert pathway_now().steps["S08"].limit.days == 28
    with time_machine.travel(BEGINS - timedelta(days=1)):
        publish(federation)
    with time_machine.travel(BEGINS), scope(federation.caseworker):
        assert pathway_now().steps["S08"].limit.days == 21


def test_a_page_asks_nothing_of_the_database_about_a_map_it_has_read(
    federation: Federation, django_assert_num_queries: Any
) -> None:
    with scope(federation.caseworker):
        pathway_now()
        with django_assert_num_queries(0):
            pathway_now()


def test_whoever_follows_the_map_that_came_along_costs_no_question(
    federation: Federation, django_assert_num_queries: Any
) -> None:
    with scope(federation.outsider), django_assert_num_queries(0):
        pathway_now()


def test_a_reason_for_an_own_value_is_refused_where_it_is_longer_than_what_can_be_kept(
    federation: Federation,
) -> None:
    with pytest.raises(Refused) as refused:
        set_local(
            thing="steg",
            thing_id="S08",
            part="frist dagar",
            value=14,
            why="x" * 301,
            by=federation.second_lead,
        )
    assert set(refused.value.problems) == {"varför"}


def test_an_own_value_is_read_by_its_kommun_alone_and_until_it_is_taken_away(federation: Federation) -> None:
    local = set_local(
        thing="steg",
        thing_id="S08",
        part="frist dagar",
        value=14,
        why="Vi träffas varje vecka.",
        by=federation.second_lead,
    )
    with scope(federation.caseworker):
        assert pathway_now().steps["S08"].limit.days == 14
    assert find_map(federation.lead.authority_id, on=BEGINS).steps["S08"].limit.days == 28  # type: ignore[union-attr]
    clear_local(local=local.pk, by=federation.second_lead)
    with scope(federation.caseworker):
        assert pathway_now().steps["S08"].limit.days == 28


def test_a_kommun_is_not_taken_from_another_forbund_and_chooses_itself(federation: Federation) -> None:
    other, kommun = make_federation(name="Grannförbundet"), federation.second_lead
    today = date(2026, 11, 1)
    with pytest.raises(Denied, match="hos er"):
        follow_map(keeper=other.keeper, follower=kommun.authority_id, since=today, by=other.lead)
    assert keeper_of(kommun.authority_id) == federation.keeper
    follow_map(keeper=other.keeper, follower=kommun.authority_id, since=today, by=kommun)
    assert keeper_of(kommun.authority_id) == other.keeper


def test_another_map_is_not_followed_from_a_day_to_come(federation: Federation) -> None:
    with pytest.raises(Refused, match="Välj i dag"):
        follow_map(
            keeper=federation.keeper,
            follower=federation.second_lead.authority_id,
            since=date(2100, 1, 1),
            by=federation.second_lead,
        )
