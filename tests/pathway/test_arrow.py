"""The population as Arrow batches gets the answers that the reference gives each person, however the batches are made."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.people.arrow import MATRIX, TALLY, comparison_of, kernel_of, open_name, summed
from samre.pathway.people.arrow_columns import batch_of, columns_in
from samre.pathway.people.arrow_planes import WrongColumn
from samre.pathway.people.columns import columns_of
from samre.pathway.people.generate import generate
from samre.pathway.people.impact import compare
from samre.pathway.people.population import compile_population
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts
from samre.pathway.reading.load import load_pathway

from .strategies import nodes, pathways, people

ON = date(2026, 11, 21)
VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"
SMALL_MAP = Path(__file__).parent / "small_map"
Person = Mapping[str, FactValue]

INTEGERS = (pa.int8(), pa.int16(), pa.int32(), pa.int64())
TEXTS = (pa.string(), pa.large_string(), pa.string_view())


@st.composite
def arrays(draw: st.DrawFn, fact: Fact, crowd: Sequence[Person]) -> pa.Array:
    """The crowd's column of a fact, in any of the forms that are read."""
    values = [person.get(fact.id) for person in crowd]
    if all(value is None for value in values) and draw(st.booleans()):
        return pa.nulls(len(values))
    if fact.kind == "bool":
        return pa.array(values, pa.bool_())
    if fact.kind == "int":
        return pa.array(values, draw(st.sampled_from(INTEGERS)))
    text = pa.array(values, draw(st.sampled_from(TEXTS)))
    if draw(st.booleans()):
        return text
    names = [*draw(st.permutations([choice.id for choice in fact.choices])), "används inte", None]
    unknown = draw(st.sampled_from([None, names.index(None)]))
    codes = [unknown if value is None else names.index(str(value)) for value in values]
    index = draw(st.sampled_from([pa.int8(), pa.uint8(), pa.int32()]))
    return pa.DictionaryArray.from_arrays(pa.array(codes, index), pa.array(names, pa.string()))


@st.composite
def batches(draw: st.DrawFn, pathway: Pathway, crowd: Sequence[Person]) -> pa.RecordBatch:
    """The crowd as a batch, perhaps cut out of a larger one; columns where all are unknown may be left out."""
    before, after = draw(st.integers(0, 17)), draw(st.integers(0, 9))
    others = [draw(people(pathway)) for _ in range(min(before, 2))] or [{}]
    whole = [*(others * before)[:before], *crowd, *[{}] * after]
    columns = {"id": pa.array([str(row - before) for row in range(len(whole))])}
    for fact in draw(st.permutations(list(pathway.facts.values()))):
        if any(fact.id in person for person in whole) or draw(st.booleans()):
            columns[fact.id] = draw(arrays(fact, whole))
    return pa.RecordBatch.from_pydict(columns).slice(before, len(crowd))


def told(pathway: Pathway, person: Person) -> dict[str, object]:
    """What a row of the answer should say of somebody."""
    found = evaluate(pathway, Facts(person), on=ON)
    states = {"öppen": True, "kan bli öppen": None, "inte aktuell": False, "klar": False}
    return {
        "primary": found.primary,
        **{open_name(step): states[found.steps[step].status] for step in pathway.priority},
    }


@settings(deadline=None)
@given(st.data(), pathways())
def test_everybody_gets_the_answer_of_evaluate_in_the_order_they_came(
    data: st.DataObject, pathway: Pathway
) -> None:
    crowd = data.draw(st.lists(people(pathway), max_size=70))
    batch = data.draw(batches(pathway, crowd))
    kernel = pickle.loads(pickle.dumps(kernel_of(pathway, keep=["id"])))
    found = kernel(batch)
    found.validate(full=True)
    assert found.schema == kernel.schema(batch.schema)
    assert found.to_pylist() == [
        {"id": str(row), **told(pathway, person)} for row, person in enumerate(crowd)
    ]
    bare = kernel_of(pathway, only_primary=True)(batch)
    assert bare.to_pydict() == {"primary": found.column("primary").to_pylist()}


@settings(deadline=None, max_examples=50)
@given(st.data(), pathways())
def test_two_maps_give_the_matrix_of_impact_also_in_parts(data: st.DataObject, pathway: Pathway) -> None:
    step = pathway.steps["S99"]
    other = data.draw(nodes(list(pathway.facts.values())))
    new = replace(pathway, steps={**pathway.steps, "S99": replace(step, relevant=other)})
    crowd = data.draw(st.lists(people(pathway), max_size=40))
    batch, cut = data.draw(batches(pathway, crowd)), data.draw(st.integers(0, len(crowd)))
    comparison = pickle.loads(pickle.dumps(comparison_of(pathway, new)))
    parts = [comparison(batch.slice(0, cut)), comparison(batch.slice(cut))]
    found = {
        (row["before"] or "", row["after"] or ""): row["people"] for row in summed(parts, MATRIX).to_pylist()
    }
    assert found == (dict(compare(pathway, new, columns_of(pathway, crowd)).matrix) if crowd else {})


@pytest.fixture(scope="module")
def trade() -> Pathway:
    return load_pathway(VERSION)


def test_the_map_of_the_trade_is_answered_as_evaluate_answers_it(trade: Pathway) -> None:
    crowd = generate(trade, 300, seed=7, known=0.8)
    rows = kernel_of(trade)(batch_of(crowd)).to_pylist()
    assert rows == [told(trade, crowd.person(row)) for row in range(crowd.size)]


def test_counts_of_parts_are_the_counts_of_the_whole(trade: Pathway) -> None:
    crowd, kernel, plan = generate(trade, 70_001, seed=8), kernel_of(trade), compile_population(trade)
    answer = plan.run(plan.slice(crowd))
    whole = pa.Table.from_batches([batch_of(crowd)])
    counts = summed((kernel.tally(part) for part in whole.to_batches(9_999)), TALLY).to_pylist()
    assert {row["step"] or "": row["primary"] for row in counts} == answer.counts()
    opened, possible = answer.open_counts(), answer.possible_counts()
    assert {row["step"]: (row["open"], row["possible"]) for row in counts if row["step"]} == {
        step: (opened[step], possible[step]) for step in plan.steps
    }


def test_batches_with_dictionaries_of_their_own_are_each_read_by_their_own() -> None:
    pathway = load_pathway(SMALL_MAP)
    fact = next(fact for fact in pathway.facts.values() if fact.kind == "enum")
    names = [choice.id for choice in fact.choices]
    parts = [
        pa.RecordBatch.from_pydict({fact.id: pa.array(values, pa.string()).dictionary_encode()})
        for values in (names[:1], names[::-1], [None, names[-1]])
    ]
    kernel = kernel_of(pathway)
    found = [row for part in pa.Table.from_batches(parts).to_batches() for row in kernel(part).to_pylist()]
    values = [*names[:1], *names[::-1], None, names[-1]]
    assert found == [told(pathway, {} if value is None else {fact.id: value}) for value in values]


def test_nobody_gives_no_answers_and_no_columns_give_unknown() -> None:
    pathway = load_pathway(SMALL_MAP)
    kernel = kernel_of(pathway, keep=["id"])
    nobody = pa.RecordBatch.from_pydict({"id": pa.array([], pa.int64())})
    assert kernel(nobody).num_rows == 0
    assert kernel(nobody).schema == kernel.schema(nobody.schema)
    assert summed([], MATRIX).num_rows == 0
    silent = pa.RecordBatch.from_pydict({"id": [1, 2, 3]})
    assert kernel(silent).to_pylist() == [{"id": id_, **told(pathway, {})} for id_ in (1, 2, 3)]


def fact_of(pathway: Pathway, kind: str) -> Fact:
    return next(pathway.facts[name] for name in kernel_of(pathway).facts if pathway.facts[name].kind == kind)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("enum", ["marsmänniska", None], "svar som kartan inte känner: marsmänniska. Kartans svar: "),
        ("enum", [1, 2], "har typen int64. Den ska vara text eller dictionary med svarens id"),
        ("bool", ["ja", "nej"], "har typen string. Den ska vara bool"),
        ("int", [17.0, None], "har typen double. Den ska vara ett heltal"),
    ],
)
def test_a_column_that_can_not_be_read_is_told_in_swedish(
    kind: str, values: list[object], said: str, trade: Pathway
) -> None:
    name = fact_of(trade, kind).id
    batch = pa.RecordBatch.from_pydict({name: values})
    with pytest.raises(WrongColumn, match=f"^Kolumnen {name} ") as caught:
        kernel_of(trade)(batch)
    assert said in str(caught.value)


def test_a_column_given_twice_or_to_keep_but_not_there_is_refused(trade: Pathway) -> None:
    name = fact_of(trade, "bool").id
    twice = pa.RecordBatch.from_arrays([pa.array([True]), pa.array([False])], names=[name, name])
    with pytest.raises(WrongColumn, match="finns 2 gånger"):
        kernel_of(trade)(twice)
    with pytest.raises(WrongColumn, match="Kolumnen lan ska följa med"):
        kernel_of(trade, keep=["lan"])(pa.RecordBatch.from_pydict({name: [True]}))


def test_numbers_of_any_width_are_compared_as_they_are(trade: Pathway) -> None:
    fact = fact_of(trade, "int")
    wide = pa.RecordBatch.from_pydict({fact.id: pa.array([-(2**40), 17, None, 2**40], pa.int64())})
    rows = kernel_of(trade)(wide).to_pylist()
    assert rows == [
        told(trade, person) for person in ({fact.id: -(2**40)}, {fact.id: 17}, {}, {fact.id: 2**40})
    ]


def test_columns_survive_arrow_whatever_the_batches(trade: Pathway) -> None:
    crowd = generate(trade, 1000, seed=9)
    for part in (2000, 333):
        parts = pa.Table.from_batches([batch_of(crowd)]).to_batches(part)
        again = columns_in(trade.facts.values(), parts)
        assert again.size == crowd.size
        assert again.choices == crowd.choices
        assert all(np.array_equal(again.values[name], crowd.values[name]) for name in crowd.values)


def test_only_the_columns_the_map_reads_need_to_be_fetched(trade: Pathway) -> None:
    kernel = kernel_of(trade, keep=["id"])
    crowd = batch_of(generate(trade, 100, seed=10)).append_column("id", pa.array(range(100)))
    assert "id" in kernel.reads
    assert kernel(crowd.select(list(kernel.reads))) == kernel(crowd)
