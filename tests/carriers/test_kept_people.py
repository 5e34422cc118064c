"""People in a process of their own: they answer as in memory, tell how far they have come, and are made anew when they are gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samre.carriers.kept_people import KeptPeople, Making, NoPeople, Told, Wanted
from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Compare, Constant
from samre.pathway.people.crowd import impact_on, make_crowd
from samre.pathway.reading.load import load_pathway

VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"
WAIT = 60.0


@pytest.fixture(scope="module")
def old() -> Pathway:
    return load_pathway(VERSION)


@pytest.fixture
def people() -> Iterator[KeptPeople]:
    made = KeptPeople(Wanted(2000, 3, 0.95))
    yield made
    made.close()


def older(old: Pathway, age: int) -> Pathway:
    step = replace(old.steps["S24"], relevant=And((old.steps["S24"].relevant, Compare("alder", ">=", age))))
    return replace(old, hash=f"older-than-{age}", steps={**old.steps, "S24": step})


def answered(people: KeptPeople, old: Pathway, new: Pathway) -> Told:
    found = people.impact(old, new, wait=WAIT)
    assert isinstance(found, Told)
    return found


def test_the_process_says_what_memory_says(old: Pathway, people: KeptPeople) -> None:
    crowd = make_crowd(old, 2000, seed=3, known=0.95)
    for age in (30, 50):
        found = answered(people, old, older(old, age))
        assert found.impact == impact_on(crowd, older(old, age))
        assert found.impact.moved > 0


def test_who_does_not_want_to_wait_is_told_how_far_it_has_come(old: Pathway, people: KeptPeople) -> None:
    first = people.impact(old, older(old, 30), wait=0.0)
    assert first == Making(0, 2000)
    assert answered(people, old, older(old, 30)).impact.people == 2000


def test_a_process_that_has_ended_is_started_anew(old: Pathway, people: KeptPeople) -> None:
    before = answered(people, old, older(old, 30))
    assert people._process is not None
    people._process.kill()
    people._process.wait()
    after = answered(people, old, older(old, 40))
    assert after.impact.people == before.impact.people
    assert answered(people, old, older(old, 30)) is before


def test_when_nobody_can_be_made_the_reason_is_told(old: Pathway, people: KeptPeople) -> None:
    never = replace(
        old, hash="never", constraints=(*old.constraints, ("Ingen är någonting.", Constant(False)))
    )
    found = people.impact(never, old, wait=WAIT)
    assert isinstance(found, NoPeople)
    assert "Ingen är någonting." in found.why
