"""Open cases against a changed map: the counts are what the map says of each case, each kommun's own, and small ones hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.accounts.factories import actor, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.casework.facts import facts_for_many
from samre.casework.models import Case
from samre.definitions import current
from samre.governance.actions.versions import follow_map
from samre.governance.maps import pathway_in
from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Compare, Constant, Node, Not
from samre.pathway.person.evaluate import evaluate
from samre.reporting.impact import _told, as_draft, counted, own_courses, shared_impact
from samre.reporting.suppression import rounded

FACTS: tuple[dict[str, object], ...] = (
    {"sgi": "noll"},
    {"sgi": "finns", "alder": 40},
    {"fodd": "1955-03-01"},
    {"bistand": "ej_sokt", "alder": 30},
    {"bistand": "sokt", "sgi": "noll", "alder": 50},
    {"fodd": "1990-06-07", "bistand": "beviljat", "sgi": "noll"},
)
DRAFTS = 6


def drafts(old: Pathway) -> list[Pathway]:
    """Maps with some step opened, shut or kept for some ages, and some order turned around."""
    chance, made = Random(11), []
    for _ in range(DRAFTS):
        steps, order = dict(old.steps), list(old.priority)
        for id_ in chance.sample(order, 6):
            step = steps[id_]
            others: list[Node] = [
                Constant(value=True),
                Constant(value=False),
                Compare("alder", ">=", chance.randint(20, 70)),
                Not(step.relevant),
                And((step.relevant, Compare("alder", "<", chance.randint(20, 70)))),
            ]
            steps[id_] = replace(step, relevant=chance.choice(others))
        one, two = chance.sample(range(len(order)), 2)
        order[one], order[two] = order[two], order[one]
        made.append(replace(old, steps=steps, priority=tuple(order)))
    return made


def one_by_one(owner: Authority, new: Pathway, on: date) -> Counter[tuple[str, str]]:
    """Each case's facts read and evaluated by itself."""
    cases = {case.pk: case.recommended for case in Case.objects.filter(owner=owner)}
    known = facts_for_many(list(cases), on=on, pathway=new)
    found = ((before, evaluate(new, known[pk].facts, on=on).primary or "") for pk, before in cases.items())
    return Counter(way for way in found if way[0] != way[1])


@pytest.mark.django_db
def test_the_counts_are_what_the_map_says_case_by_case_and_each_kommun_has_its_own() -> None:
    federation = make_federation(folder=current())
    beside = actor(role=Role.CASEWORKER, unit=make_unit())
    old, on = pathway_in(federation.version), federation.version.valid_from.replace(day=22)
    since = federation.version.valid_from
    follow_map(keeper=federation.keeper, follower=beside.authority_id, since=since, by=federation.lead)
    owners = [fill(who) for who in (federation.caseworker, beside)]
    moved = 0
    for new in drafts(old):
        whole: Counter[tuple[str, str]] = Counter()
        for owner in owners:
            with acting_in(owner.pk, map_stamp=owner.map_stamp):
                told = counted(own_courses(owner, as_draft(new), on=on))
                truth = one_by_one(owner, new, on)
                assert dict(told.ways) == dict(truth)
                assert told.cases == len(FACTS)
                whole += truth
        shared = shared_impact(federation.keeper, as_draft(new), on=on, least=1)
        assert dict(shared.ways) == dict(whole)
        assert shared.moved == sum(whole.values())
        moved += sum(whole.values())
    assert moved


def fill(who: Actor) -> Authority:
    owner = Authority.objects.get(pk=who.authority_id)
    with acting_in(owner.pk, map_stamp=owner.map_stamp):
        for facts in FACTS:
            make_case(who, facts=dict(facts))
    return owner


def test_a_few_are_hidden_together_with_the_next_few_and_so_are_the_ways_they_go() -> None:
    told = _told({"ahead": 9, "behind": 2, "moved": 7}, {("a", "b"): 7}, 5)
    assert (told.cases, told.ahead, told.behind, told.moved) == (18, 9, None, None)
    assert told.ways == {("a", "b"): None}


@pytest.mark.django_db
def test_what_is_told_of_several_kommuner_is_rounded_so_that_one_case_more_or_less_does_not_show() -> None:
    federation = make_federation(folder=current())
    owner, on = fill(federation.caseworker), federation.version.valid_from.replace(day=22)
    with acting_in(owner.pk, map_stamp=owner.map_stamp):
        make_case(federation.caseworker, facts=dict(FACTS[0]))
    for new in drafts(pathway_in(federation.version)):
        shared = shared_impact(federation.keeper, as_draft(new), on=on, least=5)
        told = [shared.cases, shared.ahead, shared.behind, shared.moved, *shared.ways.values()]
        assert any(told)
        assert all(count is None or count % 5 == 0 for count in told)


@given(st.integers(5, 500))
def test_a_count_that_is_told_is_never_rounded_to_nothing_nor_more_than_half_a_step_away(count: int) -> None:
    assert abs((rounded(count, to=5) or 0) - count) <= 2
    assert rounded(None, to=5) is None
    assert rounded(count, to=1) == count


parts = st.fixed_dictionaries({name: st.integers(0, 12) for name in ("ahead", "behind", "moved")})
ways = st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("cd")), st.integers(1, 12))


@given(parts, ways, st.integers(2, 8))
def test_no_small_count_is_told_and_none_can_be_worked_out(
    given_parts: dict[str, int], given_ways: dict[tuple[str, str], int], least: int
) -> None:
    given_parts["moved"] = sum(given_ways.values())
    told = _told(given_parts, given_ways, least)
    shown = {"ahead": told.ahead, "behind": told.behind, "moved": told.moved}
    for name, number in shown.items():
        assert number is None or number == 0 or number >= least
        assert number in (None, given_parts[name])
    if told.moved is None:
        assert all(number is None for number in told.ways.values())
    assert all(number is None or number >= least for number in told.ways.values())
    hidden = [given_parts[name] for name, number in shown.items() if number is None]
    if told.cases is not None and hidden:
        assert sum(hidden) >= least
        assert len([number for number in given_parts.values() if number]) == 1 or len(hidden) > 1
