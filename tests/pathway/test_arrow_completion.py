"""Batches with birthdays and gaps are completed as `read_facts` completes one person, and then routed as the guide routes."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samre.pathway.model import Pathway
from samre.pathway.nodes import Constant, FactValue
from samre.pathway.people.arrow import comparison_of, kernel_of
from samre.pathway.people.arrow_columns import batch_of
from samre.pathway.people.arrow_completion import CONTRADICTS, Completion
from samre.pathway.people.arrow_planes import WrongColumn
from samre.pathway.people.generate import generate
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, Facts, read_facts
from samre.pathway.reading.load import load_pathway

ON = date(2026, 11, 21)
VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"
SIZE = 240


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return load_pathway(VERSION)


@pytest.fixture(scope="module")
def told(pathway: Pathway) -> pa.RecordBatch:
    """People as a register has them: days instead of what follows from them, now and then both."""
    chance = random.Random(5)
    batch = batch_of(generate(pathway, SIZE, seed=12, known=0.6))
    follows = [fact.id for fact in pathway.facts.values() if fact.derivation and fact.derivation.source]
    for name in follows:
        place = batch.schema.get_field_index(name)
        kept = pa.array([chance.random() < 0.1 for _ in range(SIZE)])
        column = pc.if_else(kept, batch.column(place), pa.nulls(SIZE, batch.column(place).type))
        batch = batch.set_column(place, name, column)
    for fact in pathway.facts.values():
        if fact.kind == "date":
            span = 20_000 if fact.id == "fodd" else 300
            days = [
                ON - timedelta(days=chance.randrange(7000 if span > 300 else 0, 7000 + span))
                for _ in range(SIZE)
            ]
            known = [day if chance.random() < 0.8 else None for day in days]
            batch = batch.append_column(fact.id, pa.array(known, pa.date32()))
    return batch.append_column("id", pa.array(range(SIZE)))


def raw_of(pathway: Pathway, row: Mapping[str, object], *, asked: bool) -> dict[str, object]:
    """One row as the guide would be told it."""
    facts = {name: value for name, value in row.items() if name in pathway.facts}
    known = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
        if value is not None
    }
    presumed = [fact.id for fact in pathway.facts.values() if fact.presumed is not None]
    return dict.fromkeys(presumed) | known if asked else known


def read(pathway: Pathway, raw: dict[str, object]) -> tuple[Facts, bool]:
    """The facts, without those that contradict others, and whether there were such."""
    try:
        return read_facts(pathway, raw, on=ON), False
    except FactError as error:
        return read(pathway, {name: value for name, value in raw.items() if name not in error.names})[0], True


def numbers(pathway: Pathway, values: Mapping[str, FactValue]) -> dict[str, FactValue]:
    return {name: value for name, value in values.items() if pathway.facts[name].kind != "date"}


@pytest.mark.parametrize("presume", [False, True])
def test_everybody_is_completed_as_one_person_is(
    presume: bool, pathway: Pathway, told: pa.RecordBatch
) -> None:
    completed = Completion(pathway, ON, presume)(told).to_pylist()
    kernel = pickle.loads(pickle.dumps(kernel_of(pathway, keep=["id", CONTRADICTS], on=ON, presume=presume)))
    answers = kernel(told.select([*kernel.reads]))
    assert answers.schema == kernel.schema(told.schema)
    contradictions = 0
    for row, found, answer in zip(told.to_pylist(), completed, answers.to_pylist(), strict=True):
        facts, contradicts = read(pathway, raw_of(pathway, row, asked=not presume))
        known = {name: value for name, value in found.items() if name in pathway.facts and value is not None}
        assert found[CONTRADICTS] == contradicts
        assert (answer["id"], answer[CONTRADICTS]) == (row["id"], contradicts)
        assert known == numbers(pathway, facts.values)
        assert answer["primary"] == evaluate(pathway, facts, on=ON).primary
        contradictions += contradicts
    assert 0 < contradictions < SIZE


def test_a_date_that_is_no_date_is_told_in_swedish(pathway: Pathway) -> None:
    with pytest.raises(WrongColumn, match=r"Kolumnen fodd har typen int64\. Den ska vara date32 eller text"):
        Completion(pathway, ON)(pa.RecordBatch.from_pydict({"fodd": [19850101]}))


def test_rough_dates_and_nobody_are_read_too(pathway: Pathway) -> None:
    completion = Completion(pathway, ON)
    some = completion(pa.RecordBatch.from_pydict({"fodd": ["1985", "2010-05", None]}))
    for row, text in zip(some.to_pylist(), ["1985", "2010-05", None], strict=True):
        facts, _ = read(pathway, raw_of(pathway, {"fodd": text}, asked=True))
        known = {name: value for name, value in row.items() if name in pathway.facts and value is not None}
        assert known == numbers(pathway, facts.values)
    assert completion(pa.RecordBatch.from_pydict({"fodd": pa.array([], pa.date32())})).num_rows == 0


def test_two_maps_are_compared_on_what_follows_in_each(pathway: Pathway, told: pa.RecordBatch) -> None:
    step = pathway.priority[0]
    draft = replace(
        pathway, steps={**pathway.steps, step: replace(pathway.steps[step], relevant=Constant(False))}
    )
    cells = Counter(
        zip(
            *(kernel_of(one, on=ON)(told).column("primary").to_pylist() for one in (pathway, draft)),
            strict=True,
        )
    )
    matrix = comparison_of(pathway, draft, on=ON)(told).to_pylist()
    assert {(row["before"], row["after"]): row["people"] for row in matrix} == cells
