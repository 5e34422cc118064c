"""A changed map: everybody who moves is counted once, from where to where, with the facts that did it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Compare, Constant, Named
from samre.pathway.people.columns import columns_of
from samre.pathway.people.generate import generate
from samre.pathway.people.impact import changed_steps, compare, compare_resident, settle_in
from samre.pathway.person.evaluate import reference
from samre.pathway.person.facts import Facts
from samre.pathway.reading.load import load_pathway

from .strategies import nodes, pathways, people

VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


@pytest.fixture(scope="module")
def old() -> Pathway:
    return load_pathway(VERSION)


def with_step(pathway: Pathway, id_: str, **more: object) -> Pathway:
    changed = replace(pathway.steps[id_], **more)  # type: ignore[arg-type]
    return replace(pathway, steps={**pathway.steps, id_: changed})


def primary(pathway: Pathway, values: dict[str, bool | int | str]) -> str:
    return reference(pathway, Facts(values), on=pathway.valid_from).primary or ""


@settings(deadline=None)
@given(st.data(), pathways())
def test_the_matrix_is_what_the_reference_says_person_by_person(
    data: st.DataObject, pathway: Pathway
) -> None:
    id_ = data.draw(st.sampled_from(sorted(pathway.steps)))
    new = with_step(pathway, id_, relevant=data.draw(nodes(list(pathway.facts.values()))))
    new = replace(new, priority=tuple(data.draw(st.permutations(new.priority))))
    crowd = data.draw(st.lists(people(pathway), min_size=1, max_size=40))
    told: dict[tuple[str, str], int] = {}
    for values in crowd:
        cell = primary(pathway, values), primary(new, values)
        told[cell] = told.get(cell, 0) + 1
    impact = compare(pathway, new, columns_of(pathway, crowd))
    assert dict(impact.matrix) == told
    assert impact.moved == sum(number for (one, two), number in told.items() if one != two)


def test_nobody_moves_between_a_map_and_itself(old: Pathway) -> None:
    impact = compare(old, load_pathway(VERSION), generate(old, 2000, seed=1))
    assert (impact.moved, impact.moves, impact.changed) == (0, (), ())
    assert sum(impact.matrix.values()) == 2000


def test_a_new_age_border_names_the_age_and_shows_people_it_moved(old: Pathway) -> None:
    step = old.steps["S18"]
    new = with_step(old, "S18", relevant=And((step.relevant, Compare("alder", ">=", 25))))
    crowd = generate(old, 20_000, seed=2)
    impact = compare(old, new, crowd)
    assert impact.changed == ("S18",)
    assert impact.moved == sum(move.people for move in impact.moves) > 0
    for move in impact.moves:
        assert move.because == ("alder",)
        for row, facts in zip(move.rows, move.examples, strict=True):
            assert facts == crowd.person(row)
            assert primary(old, dict(facts)) == move.before
            assert primary(new, dict(facts)) == move.after


def test_people_kept_in_memory_give_the_same_answer(old: Pathway) -> None:
    crowd = generate(old, 5000, seed=3)
    kept = settle_in(old, crowd)
    for border in (20, 40, 60):
        new = with_step(old, "S18", relevant=Compare("alder", ">=", border))
        assert compare_resident(kept, new) == compare(old, new, crowd)


def test_a_step_that_is_new_or_gone_counts_as_changed(old: Pathway) -> None:
    without = replace(
        old,
        steps={id_: step for id_, step in old.steps.items() if id_ != "S27"},
        priority=tuple(id_ for id_ in old.priority if id_ != "S27"),
    )
    crowd = generate(old, 2000, seed=4)
    gone, back = compare(old, without, crowd), compare(without, old, crowd)
    assert gone.changed == back.changed == ("S27",)
    assert dict(gone.matrix) == {(two, one): number for (one, two), number in back.matrix.items()}


def test_steps_that_changed_places_count_as_changed(old: Pathway) -> None:
    first, second, *rest = old.priority
    assert set(changed_steps(old, replace(old, priority=(second, first, *rest)))) == {first, second}


def test_another_name_for_the_same_condition_is_no_change(old: Pathway) -> None:
    step = old.steps["S18"]
    renamed = with_step(old, "S18", relevant=Named("annat_namn", step.relevant))
    assert changed_steps(old, renamed) == ()
    assert changed_steps(old, with_step(old, "S18", relevant=Constant(False))) == ("S18",)
