"""Whole populations get the answers that the reference gives each of them, whatever the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.pathway.logic import truth
from samre.pathway.model import Pathway
from samre.pathway.people.columns import columns_of, load_columns, save_columns
from samre.pathway.people.generate import generate
from samre.pathway.people.population import UNDECIDED, compile_population, truths
from samre.pathway.person.evaluate import reference
from samre.pathway.person.facts import Facts
from samre.pathway.reading.load import load_pathway

from .strategies import nodes, pathways, people

ON = date(2026, 11, 21)
VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


@settings(deadline=None)
@given(st.data(), pathways(), st.sampled_from([4, 12, 160]))
def test_everybody_gets_the_step_the_candidates_and_the_open_steps_of_the_reference(
    data: st.DataObject, pathway: Pathway, budget: int
) -> None:
    crowd = data.draw(st.lists(people(pathway), min_size=1, max_size=70))
    plan = compile_population(pathway, budget=budget)
    answer = plan.run(plan.slice(columns_of(pathway, crowd)))
    for row, values in enumerate(crowd):
        told = reference(pathway, Facts(values), on=ON)
        assert answer.primary_step(row) == told.primary
        assert answer.candidates(row) == told.candidates
        assert answer.open_steps(row) == told.open


@settings(deadline=None)
@given(st.data(), pathways())
def test_any_condition_over_columns_has_the_truth_it_has_for_each_person(
    data: st.DataObject, pathway: Pathway
) -> None:
    node = data.draw(nodes(list(pathway.facts.values())))
    crowd = data.draw(st.lists(people(pathway), min_size=1, max_size=20))
    found = truths([node], pathway.facts, columns_of(pathway, crowd))[0]
    said = {True: 1, False: 0, None: -1}
    assert found.tolist() == [said[truth(node, values)] for values in crowd]


@settings(deadline=None)
@given(st.data(), pathways(unknowns=False))
def test_learning_more_only_narrows_the_candidates_of_everybody(data: st.DataObject, plain: Pathway) -> None:
    full = data.draw(st.lists(people(plain), min_size=1, max_size=20))
    less = [{name: value for name, value in values.items() if data.draw(st.booleans())} for values in full]
    plan = compile_population(plain)
    before, after = (plan.run(plan.slice(columns_of(plain, crowd))) for crowd in (less, full))
    for row in range(len(full)):
        assert set(after.candidates(row)) <= set(before.candidates(row))


@pytest.mark.parametrize("size", [1, 63, 64, 65, 4096 * 64, 4096 * 64 + 1, 600_000])
def test_counts_include_everybody_once_and_nobody_who_does_not_exist(size: int) -> None:
    pathway = load_pathway(VERSION)
    plan = compile_population(pathway)
    answer = plan.run(plan.slice(generate(pathway, size, seed=size)))
    assert sum(answer.counts().values()) == size
    assert answer.counts()[""] == (answer.primary == UNDECIDED).sum()
    assert answer.open_counts()[pathway.priority[-1]] == answer.is_open(pathway.priority[-1]).sum()
    index = pathway.priority.index("S24")
    assert answer.counts()["S24"] == (answer.primary == index).sum()


def test_the_map_of_the_trade_is_answered_as_the_reference_answers_it() -> None:
    pathway = load_pathway(VERSION)
    columns = generate(pathway, 300, seed=7, known=0.8)
    plan = compile_population(pathway)
    answer = plan.run(plan.slice(columns))
    for row in range(columns.size):
        told = reference(pathway, Facts(columns.person(row)), on=ON)
        assert (answer.primary_step(row), answer.open_steps(row)) == (told.primary, told.open)
        assert answer.candidates(row) == told.candidates


def test_a_person_of_the_trade_takes_no_more_than_twenty_bytes() -> None:
    pathway = load_pathway(VERSION)
    plan = compile_population(pathway)
    assert plan.slice(generate(pathway, 1000, seed=1)).bytes_per_person <= 20


def test_planes_of_another_map_are_reused_only_where_they_say_the_same() -> None:
    pathway = load_pathway(VERSION)
    people_ = generate(pathway, 5000, seed=2)
    old, new = compile_population(pathway), compile_population(pathway, budget=10**6)
    slices = new.slice(people_, known=old.slice(people_))
    assert np.array_equal(slices.words, new.slice(people_).words)


def test_columns_survive_a_file_and_other_files_are_refused_in_swedish(tmp_path: Path) -> None:
    pathway = load_pathway(VERSION)
    people_ = generate(pathway, 50, seed=3)
    save_columns(people_, tmp_path / "folk.npz")
    again = load_columns(tmp_path / "folk.npz")
    assert [again.person(row) for row in range(50)] == [people_.person(row) for row in range(50)]
    whole = (tmp_path / "folk.npz").read_bytes()
    for broken in (b"hej", b"", whole[: len(whole) // 2], whole[:200] + b"x" * 200 + whole[400:]):
        (tmp_path / "fel.npz").write_bytes(broken)
        with pytest.raises(ValueError, match="ingen befolkningsfil"):
            load_columns(tmp_path / "fel.npz")


def test_a_fact_without_a_column_is_unknown_for_everybody() -> None:
    pathway = load_pathway(VERSION)
    people_ = generate(pathway, 200, seed=4)
    without = replace(
        people_, values={name: column for name, column in people_.values.items() if name != "sgi"}
    )
    plan = compile_population(pathway)
    answer = plan.run(plan.slice(without))
    for row in range(50):
        values = {name: value for name, value in people_.person(row).items() if name != "sgi"}
        assert answer.candidates(row) == reference(pathway, Facts(values), on=ON).candidates
