"""What DuckDB fetches goes through the same kernel, and its answers can be asked with SQL."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from samre.carriers.duck import batches, connect, query_answers
from samre.pathway.model import Pathway
from samre.pathway.people.arrow import MATRIX, TALLY, comparison_of, kernel_of, open_name, summed

EVERYBODY = "SELECT * FROM read_parquet(?)"


def test_a_stream_from_parquet_gives_the_counts_of_memory(
    file: Path, batch: pa.RecordBatch, pathway: Pathway, draft: Pathway
) -> None:
    kernel, comparison = kernel_of(pathway), comparison_of(pathway, draft)
    assert summed(map(kernel.tally, batches(EVERYBODY, [str(file)])), TALLY) == kernel.tally(batch)
    found = summed(map(comparison, batches(EVERYBODY, [str(file)])), MATRIX)
    assert sorted(found.to_pylist(), key=str) == sorted(comparison(batch).to_pylist(), key=str)


def test_answers_can_be_gathered_by_what_was_kept(
    file: Path, batch: pa.RecordBatch, pathway: Pathway
) -> None:
    kernel = kernel_of(pathway, keep=["lan"])
    last = open_name(pathway.priority[-1])
    question = (
        f'SELECT lan, "primary", count(*) AS folk, count(*) FILTER ("{last}") AS sist FROM svar GROUP BY ALL'
    )
    found = query_answers(EVERYBODY, [str(file)], kernel, question)
    expected: dict[tuple[object, object], list[int]] = {}
    for row in kernel(batch).to_pylist():
        cell = expected.setdefault((row["lan"], row["primary"]), [0, 0])
        cell[0] += 1
        cell[1] += row[last] is True
    assert {(row["lan"], row["primary"]): [row["folk"], row["sist"]] for row in found.to_pylist()} == expected


def test_duckdb_installs_nothing_by_itself() -> None:
    with connect(threads=1) as connection:
        settings = "SELECT current_setting('autoinstall_known_extensions'), current_setting('threads')"
        assert connection.sql(settings).fetchall() == [(False, 1)]
