"""The fewest changed answers that make another step the first one: they do what they say, and no fewer would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.pathway.model import Evaluation
from samre.pathway.nodes import Compare, Or
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, read_facts
from samre.pathway.person.otherwise import MOST_CHANGES, MOST_WAYS, Change, ways_to
from samre.pathway.reading.load import load_pathway

MAP = load_pathway(Path(__file__).parent / "small_map")
ON = date(2026, 11, 21)


def answer(facts: dict[str, object]) -> Evaluation:
    """Where a person of the small map is."""
    return evaluate(MAP, read_facts(MAP, facts, on=ON), on=ON)


def changed(facts: dict[str, object], changes: tuple[Change, ...]) -> dict[str, object]:
    """The person with other answers; a date the answer was worked out from gives way."""
    new = dict(facts)
    for change in changes:
        derivation = MAP.facts[change.fact].derivation
        if derivation is not None and derivation.source:
            new.pop(derivation.source, None)
        new[change.fact] = change.after
    return new


def people() -> st.SearchStrategy[dict[str, object]]:
    """Answers to some of the small map's questions, never a date."""
    choices: dict[str, list[object]] = {}
    for fact in MAP.facts.values():
        if fact.kind == "bool" and fact.derivation is None:
            choices[fact.id] = [True, False, None]
        elif fact.kind == "enum":
            choices[fact.id] = [*(choice.id for choice in fact.choices), None]
        elif fact.kind == "int":
            choices[fact.id] = [fact.minimum, 30, 64, 67, None]
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(some) for name, some in choices.items()})


def usable(facts: dict[str, object]) -> bool:
    """Whether the facts can be read and break nothing."""
    try:
        return not read_facts(MAP, facts, on=ON).conflicts
    except FactError:
        return False


@settings(max_examples=60, deadline=None)
@given(people().filter(usable), st.sampled_from(sorted(MAP.steps)))
def test_what_is_said_to_lead_to_a_step_leads_there(facts: dict[str, object], step: str) -> None:
    for way in ways_to(MAP, facts, step, on=ON):
        assert answer(changed(facts, way)).primary == step


@settings(max_examples=60, deadline=None)
@given(people().filter(usable), st.sampled_from(sorted(MAP.steps)))
def test_what_is_said_to_open_a_step_opens_it(facts: dict[str, object], step: str) -> None:
    for way in ways_to(MAP, facts, step, on=ON, first=False):
        assert step in answer(changed(facts, way)).open


@settings(max_examples=40, deadline=None)
@given(people().filter(usable), st.sampled_from(sorted(MAP.steps)))
def test_nothing_is_changed_for_a_step_that_already_is_the_first(facts: dict[str, object], step: str) -> None:
    is_first = answer(facts).primary == step
    ways = ways_to(MAP, facts, step, on=ON)
    assert not (is_first and ways)
    assert all(1 <= len(way) <= MOST_CHANGES for way in ways)
    assert len(ways) <= MOST_WAYS


@settings(max_examples=30, deadline=None)
@given(people().filter(usable), st.sampled_from(sorted(MAP.steps)))
def test_all_ways_have_the_same_number_of_changes_and_are_about_different_facts(
    facts: dict[str, object], step: str
) -> None:
    ways = ways_to(MAP, facts, step, on=ON)
    assert len({len(way) for way in ways}) <= 1
    assert len({frozenset(change.fact for change in way) for way in ways}) == len(ways)


@settings(max_examples=40, deadline=None)
@given(people().filter(usable), st.sampled_from(sorted(MAP.steps)))
def test_no_single_answer_does_it_when_more_are_said_to_be_needed(
    facts: dict[str, object], step: str
) -> None:
    ways = ways_to(MAP, facts, step, on=ON)
    if not ways or len(ways[0]) == 1:
        return
    told = [fact for fact in MAP.facts.values() if fact.kind in ("bool", "enum") and fact.derivation is None]
    for fact in told:
        values: list[object] = [True, False] if fact.kind == "bool" else [c.id for c in fact.choices]
        for one, value in product([fact.id], values):
            if read_facts(MAP, facts, on=ON).values.get(one) is None:
                continue  # an answer nobody gave may open more than those that decide
            new = {**facts, one: value}
            assert not (usable(new) and answer(new).primary == step), (one, value)


def test_an_age_is_changed_in_place_of_the_date_of_birth() -> None:
    dated = next((fact for fact in MAP.facts.values() if fact.kind == "date"), None)
    if dated is None:
        pytest.skip("den lilla kartan frågar inte efter något datum")
    for step in MAP.steps:
        for way in ways_to(MAP, {dated.id: "1990-05-01"}, step, on=ON):
            assert dated.id not in {change.fact for change in way}


def test_facts_that_cannot_be_read_have_no_ways() -> None:
    assert ways_to(MAP, {"finns_inte": True}, MAP.priority[0], on=ON) == ()


def test_the_search_stops_when_it_has_tried_enough() -> None:
    assert all(len(ways_to(MAP, {}, step, on=ON, tries=1)) <= 1 for step in MAP.steps)


def test_a_change_that_would_break_what_always_holds_is_never_proposed() -> None:
    never = (
        (
            "Den som har ett intyg har SGI.",
            Or((Compare("intyg", "!=", "giltigt"), Compare("sgi", "=", "finns"))),
        ),
    )
    bound = replace(MAP, constraints=(*MAP.constraints, *never))
    person: dict[str, object] = {"alder": 34, "intyg": "giltigt", "intyg_brister": 1, "sgi": "finns"}
    assert ways_to(MAP, person, "S14", on=ON) == ((Change("sgi", "finns", "noll"),),)
    for changes in ways_to(bound, person, "S14", on=ON):
        assert not read_facts(bound, changed(person, changes), on=ON).conflicts
    assert (Change("sgi", "finns", "noll"),) not in ways_to(bound, person, "S14", on=ON)
