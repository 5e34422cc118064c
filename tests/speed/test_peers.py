"""Engines are held equal before they are timed, and one that answers differently stops the benchmark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.engines import Unequal, Worker, check_equal, check_reference
from bench.measure import Measure, lines, of
from bench.populations import changed, stored_people
from bench.worker import ENGINES, Clocked, one_timing
from samre.pathway.model import Pathway
from samre.pathway.reading.load import load_pathway

SMALL_MAP = Path(__file__).resolve().parents[1] / "pathway" / "small_map"


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    """The map of four steps."""
    return load_pathway(SMALL_MAP)


def answered(pathway: Pathway, folder: Path, *, flip: bool = False, name: str = "samre") -> Worker:
    path, columns = stored_people(pathway, folder, 500)
    engine = ENGINES[name](pathway, columns)
    primary, states = engine.answers(engine.run())
    if flip:
        states = states.copy()
        states[0, 7] = 1 - abs(states[0, 7])
    answers = path.with_name("answers.npz")
    np.savez(answers, primary=primary, states=states)
    return Worker("samre", None, answers, ready={"digest": str(flip)})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["samre", "samre-arrow", "duckdb"])
def test_answers_are_those_of_the_written_out_logic(name: str, pathway: Pathway, tmp_path: Path) -> None:
    _, columns = stored_people(pathway, tmp_path, 500)
    assert check_reference(pathway, columns, answered(pathway, tmp_path, name=name)) == 500


def test_one_wrong_answer_is_found(pathway: Pathway, tmp_path: Path) -> None:
    _, columns = stored_people(pathway, tmp_path, 500)
    with pytest.raises(Unequal, match="person 7"):
        check_reference(pathway, columns, answered(pathway, tmp_path, flip=True))


def test_engines_that_differ_are_found(pathway: Pathway, tmp_path: Path) -> None:
    one = answered(pathway, tmp_path)
    with pytest.raises(Unequal, match="different answers"):
        check_equal([one, replace(one, name="other", ready={"digest": "else"})])


def test_an_engine_that_prepares_anew_clocks_itself() -> None:
    engine = ENGINES["samre"](load_pathway(SMALL_MAP), stored_empty())
    assert one_timing(replace(engine, run=lambda: Clocked(0.25, None))) == 0.25


def stored_empty() -> object:
    from samre.pathway.people.generate import generate

    return generate(load_pathway(SMALL_MAP), 10, seed=1)


def test_the_changed_map_has_one_requirement_less(pathway: Pathway) -> None:
    before = sum(len(step.requires) for step in pathway.steps.values())
    after = sum(len(step.requires) for step in changed(pathway).steps.values())
    assert after == before - 1


def test_a_target_can_be_a_ceiling_or_a_floor() -> None:
    slow = of("g", "slow", [2.0, 3.0, 4.0], "s", target=2.5)
    fast = Measure("g", "fast", 60, "×", target=50, sense="at least")
    assert (slow.is_met, fast.is_met, Measure("g", "n", 1, "s").is_met) == (False, True, None)
    table = "\n".join(lines([slow, fast]))
    assert "NÅS INTE" in table
    assert "≥ 50" in table
