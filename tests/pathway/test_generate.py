"""Synthetic people: the shares of the definition, its constraints kept, the same people for the same seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samre.pathway.model import Pathway
from samre.pathway.nodes import And, IsTrue, Not
from samre.pathway.people.generate import NobodyFits, generate
from samre.pathway.people.population import truths
from samre.pathway.reading.load import load_pathway

VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return load_pathway(VERSION)


def test_nobody_breaks_a_constraint_and_with_all_known_every_constraint_holds(pathway: Pathway) -> None:
    conditions = [node for _, node in pathway.constraints]
    assert (truths(conditions, pathway.facts, generate(pathway, 20_000, seed=1, known=1.0)) == 1).all()
    assert not (truths(conditions, pathway.facts, generate(pathway, 20_000, seed=1, known=0.5)) == 0).any()


def test_the_same_seed_gives_the_same_people_and_another_seed_others(pathway: Pathway) -> None:
    one, same, other = (generate(pathway, 400, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one.values[name], same.values[name]) for name in one.values)
    assert any(not np.array_equal(one.values[name], other.values[name]) for name in one.values)


def test_shares_and_ignorance_are_about_what_was_asked_for(pathway: Pathway) -> None:
    people = generate(pathway, 40_000, seed=5, known=0.7)
    smitta = pathway.facts["smitta"]
    share = smitta.weights["sant"] / sum(smitta.weights.values())
    known = people.values["smitta"][people.values["smitta"] >= 0]
    assert abs(len(known) / people.size - 0.7) < 0.02
    assert abs(known.mean() - share) < 0.02


def test_what_comes_from_one_date_is_known_together_and_agrees(pathway: Pathway) -> None:
    people = generate(pathway, 5000, seed=6, known=0.6)
    ages, reached = people.values["alder"], people.values["uppnatt_riktalder"]
    assert np.array_equal(ages == -32768, reached == -1)
    known = ages >= 0
    assert reached[known & (ages >= 68)].all()
    assert not reached[known & (ages < 66)].any()


def test_every_value_stays_within_its_fact(pathway: Pathway) -> None:
    people = generate(pathway, 5000, seed=8, known=1.0)
    for name, column in people.values.items():
        fact = pathway.facts[name]
        if fact.kind == "int":
            assert fact.minimum is None or column.min() >= fact.minimum
            assert fact.maximum is None or column.max() <= fact.maximum
        elif fact.derivation is None:
            assert column.min() >= 0


def test_constraints_that_leave_nobody_say_so_and_which(pathway: Pathway) -> None:
    never = And((IsTrue("smitta"), Not(IsTrue("smitta"))))
    with pytest.raises(NobodyFits, match="Ingen är både och"):
        generate(replace(pathway, constraints=(("Ingen är både och", never),)), 100, seed=1)
