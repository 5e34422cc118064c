"""People in Parquet get the answers they get in memory, and come back from a file as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samre.carriers.parquet import ROWS, NotPeople, batches, load, save
from samre.pathway.model import Pathway
from samre.pathway.people.arrow import MATRIX, TALLY, comparison_of, kernel_of, summed
from samre.pathway.people.generate import generate


def test_everybody_is_answered_as_in_memory_in_the_same_order(
    file: Path, batch: pa.RecordBatch, pathway: Pathway
) -> None:
    kernel = kernel_of(pathway, keep=["id", "lan"])
    found = [row for part in batches(file, kernel.facts, kernel.keep) for row in kernel(part).to_pylist()]
    assert found == kernel(batch).to_pylist()


def test_counts_and_matrix_are_those_of_memory(
    file: Path, batch: pa.RecordBatch, pathway: Pathway, draft: Pathway
) -> None:
    kernel, comparison = kernel_of(pathway), comparison_of(pathway, draft)
    assert summed(map(kernel.tally, batches(file, kernel.facts)), TALLY) == kernel.tally(batch)
    found = summed(map(comparison, batches(file, pathway.facts)), MATRIX)
    assert sorted(found.to_pylist(), key=str) == sorted(comparison(batch).to_pylist(), key=str)


def test_a_folder_of_files_is_one_population(batch: pa.RecordBatch, pathway: Pathway, tmp_path: Path) -> None:
    kernel = kernel_of(pathway)
    for number, start in enumerate(range(0, batch.num_rows, 1000)):
        pq.write_table(pa.Table.from_batches([batch.slice(start, 1000)]), tmp_path / f"del-{number}.parquet")
    assert summed(map(kernel.tally, batches(tmp_path, kernel.facts)), TALLY) == kernel.tally(batch)


def test_synthetic_people_come_back_as_they_were(pathway: Pathway, tmp_path: Path) -> None:
    crowd = generate(pathway, ROWS + 5, seed=3)
    save(crowd, tmp_path / "folk.parquet")
    again = load(tmp_path / "folk.parquet", pathway.facts)
    assert again.size == crowd.size
    assert all(np.array_equal(again.values[name], crowd.values[name]) for name in crowd.values)


def test_nobody_can_be_saved_too(pathway: Pathway, tmp_path: Path) -> None:
    save(generate(pathway, 0, seed=3), tmp_path / "ingen.parquet")
    assert load(tmp_path / "ingen.parquet", pathway.facts).size == 0


def test_what_is_no_parquet_or_has_no_fact_is_told_in_swedish(pathway: Pathway, tmp_path: Path) -> None:
    other, empty = tmp_path / "text.parquet", tmp_path / "annat.parquet"
    other.write_text("hej")
    pq.write_table(pa.table({"namn": ["Bo"]}), empty)
    with pytest.raises(NotPeople, match="går inte att läsa som Parquet"):
        load(other, pathway.facts)
    with pytest.raises(NotPeople, match="ingen kolumn som heter som en uppgift"):
        load(empty, pathway.facts)
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "borta.parquet", pathway.facts)
