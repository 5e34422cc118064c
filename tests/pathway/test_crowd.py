"""A crowd in memory: what a changed map does to it is what the map says of each person, also where other things are known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samre.pathway.model import Choice, Fact, Pathway
from samre.pathway.nodes import And, Compare, Constant, IsTrue
from samre.pathway.people.crowd import Crowd, impact_on, make_crowd
from samre.pathway.people.generate import reached
from samre.pathway.people.work import work_of
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts, read_facts
from samre.pathway.reading.load import load_pathway

VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


@pytest.fixture(scope="module")
def old() -> Pathway:
    return load_pathway(VERSION)


@pytest.fixture(scope="module")
def crowd(old: Pathway) -> Crowd:
    return make_crowd(old, 3000, seed=5, known=0.9)


def with_step(pathway: Pathway, id_: str, **more: object) -> Pathway:
    changed = replace(pathway.steps[id_], **more)  # type: ignore[arg-type]
    return replace(pathway, steps={**pathway.steps, id_: changed})


def by_the_reference(crowd: Crowd, new: Pathway) -> dict[tuple[str, str], int]:
    old, people = crowd.resident.pathway, crowd.resident.columns
    told: Counter[tuple[str, str]] = Counter()
    for row in range(crowd.size):
        facts = Facts(people.person(row))
        told[
            tuple(evaluate(one, facts, on=old.valid_from).primary or "" for one in (old, new))  # type: ignore[index]
        ] += 1
    return dict(told)


def test_everybody_is_seen_as_in_guiden(old: Pathway, crowd: Crowd) -> None:
    for row in range(300):
        told = crowd.told.person(row)
        seen = read_facts(old, told, on=old.valid_from).values
        assert {name: seen[name] for name in seen if name in crowd.resident.columns.values} == (
            crowd.resident.columns.person(row)
        )


@pytest.mark.parametrize(
    ("step", "node"),
    [
        ("S18", Compare("alder", ">=", 25)),
        ("S24", Compare("alder", ">=", 60)),
        ("S05", Constant(False)),
    ],
)
def test_a_changed_step_moves_exactly_those_whom_the_map_answers_otherwise(
    old: Pathway, crowd: Crowd, step: str, node: object
) -> None:
    new = with_step(old, step, relevant=And((old.steps[step].relevant, node)))  # type: ignore[arg-type]
    assert dict(impact_on(crowd, new).matrix) == by_the_reference(crowd, new)


def test_the_same_seed_gives_the_same_people_and_a_crowd_tells_how_far_it_has_come(old: Pathway) -> None:
    heard: list[int] = []
    one, two = (make_crowd(old, 700, seed=9, known=0.95, tell=heard.append) for _ in range(2))
    assert heard == [700, 700]
    assert all(np.array_equal(one.told.values[name], two.told.values[name]) for name in one.told.values)
    assert one.bytes > 700


def test_a_question_that_is_new_is_answered_by_its_shares_and_by_the_same_people_each_time(
    old: Pathway, crowd: Crowd
) -> None:
    asked = Fact(
        id="bil", kind="bool", question="Har du bil?", label="Har bil", weights={"sant": 0.5, "falskt": 0.5}
    )
    step = old.steps["S24"]
    new = replace(
        with_step(old, "S24", relevant=And((step.relevant, IsTrue("bil")))),
        facts={**old.facts, "bil": asked},
    )
    once, again = impact_on(crowd, new), impact_on(crowd, new)
    assert once == again
    left = crowd.resident.answer.counts()["S24"]
    gone = sum(count for (one, two), count in once.matrix.items() if one == "S24" != two)
    assert 0.4 < gone / left < 0.7
    assert all(move.because == ("bil",) for move in once.moves)
    assert any("bil" in example for move in once.moves for example in move.examples)


def test_an_answer_that_is_new_is_given_by_some_and_one_that_is_gone_by_nobody(
    old: Pathway, crowd: Crowd
) -> None:
    fact = next(one for one in old.facts.values() if one.kind == "enum" and one.id in crowd.told.values)
    kept, gone = fact.choices[1:], fact.choices[0].id
    weights = {**fact.weights, "nytt": sum(fact.weights.values())}
    changed = replace(fact, choices=(*kept, Choice("nytt", "Nytt")), weights=weights, presumed=None)
    step = old.steps["S24"]
    new = with_step(old, "S24", relevant=And((step.relevant, Compare(fact.id, "=", "nytt"))))
    impact = impact_on(crowd, replace(new, facts={**old.facts, fact.id: changed}))
    assert impact.matrix["S24", "S24"] > 0
    examples = [example for move in impact.moves for example in move.examples]
    assert examples
    assert not any(example.get(fact.id) == gone for example in examples)


def test_another_table_of_ages_reaches_only_those_between_the_two(old: Pathway, crowd: Crowd) -> None:
    fact = next(one for one in old.facts.values() if one.derivation and one.derivation.kind == "uppnått")
    assert fact.derivation
    name = fact.derivation.table or ""
    earlier = replace(old.values[name], table={year: age - 3 for year, age in old.values[name].table.items()})
    new = replace(old, values={**old.values, name: earlier})
    impact = impact_on(crowd, new)
    assert impact.moved > 0
    ages = [example.get("alder") for move in impact.moves for example in move.examples]
    least = min(earlier.table.values())
    assert all(age is None or int(age) >= least - 1 for age in ages)
    assert reached(old, earlier, np.array([least - 1]), np.array([0.5])).tolist() == [0]


def test_work_is_counted_per_actor_also_where_a_step_is_given_to_another(old: Pathway, crowd: Crowd) -> None:
    other = next(id_ for id_ in old.actors if id_ != old.steps["S24"].responsible)
    new = with_step(old, "S24", responsible=other)
    impact = impact_on(crowd, new)
    assert impact.moved == 0
    work = {one.actor: one for one in work_of(impact.matrix, old, new)}
    assert work[other].more == crowd.resident.answer.counts()["S24"] > 0
    assert sum(one.more for one in work.values()) == 0
    assert sum(one.after for one in work.values()) == crowd.size
