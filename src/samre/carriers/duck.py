"""People that DuckDB can reach: Parquet files, its own tables, whatever SQL gives columns of the map's facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from samre.pathway.people.arrow import Kernel

ROWS = 131_072
ANSWERS = "svar"


def connect(*, threads: int = 0) -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing from the network; `threads` 0 = as many as it wants."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(config=settings | ({"threads": threads} if threads else {}))


def batches(
    query: str, values: Sequence[object] = (), *, rows: int = ROWS, threads: int = 0
) -> Iterator[pa.RecordBatch]:
    """What a query gives, as it comes."""
    with connect(threads=threads) as connection:
        yield from connection.sql(query, params=values).to_arrow_reader(rows)


def query_answers(
    people: str, values: Sequence[object], kernel: Kernel, question: str, *, threads: int = 0
) -> pa.Table:
    """Everybody of the query `people` through the kernel, and `question` asked about the table `svar` of their answers.

    Nothing but what the question gathers is kept in memory.
    """
    with connect(threads=threads) as source, connect(threads=threads) as asked:
        reader = source.sql(people, params=values).to_arrow_reader(ROWS)
        answers = pa.RecordBatchReader.from_batches(kernel.schema(reader.schema), map(kernel, reader))
        asked.register(ANSWERS, answers)
        return asked.sql(question).to_arrow_table()
