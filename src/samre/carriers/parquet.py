"""People in Parquet: a file, or a folder of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from samre.pathway.model import Fact
from samre.pathway.people.arrow_columns import batch_of, columns_in
from samre.pathway.people.columns import Columns

ROWS = 131_072


class NotPeople(ValueError):
    """The file can't be read. `str()` is a Swedish sentence."""


def save(columns: Columns, path: Path) -> None:
    """Write one file; `load` gives the same people back, and other programs read choices as text and unknown as null."""
    parts = (columns.take(slice(start, start + ROWS)) for start in range(0, max(1, columns.size), ROWS))
    batches = map(batch_of, parts)
    first = next(batches)
    with pq.ParquetWriter(path, first.schema) as writer:
        for batch in (first, *batches):
            writer.write_batch(batch, row_group_size=ROWS)


def load(path: Path, facts: Mapping[str, Fact]) -> Columns:
    """The people as columns in memory. Raises NotPeople, and WrongColumn where a column is not what the fact is."""
    return columns_in(facts.values(), batches(path, facts))


def batches(path: Path, facts: Mapping[str, Fact], keep: Iterable[str] = ()) -> Iterator[pa.RecordBatch]:
    """The people in the order of the file, with the columns there are of `facts` and `keep`. Choices are read as the
    dictionaries they are stored as, and not spelled out for each. Raises NotPeople."""
    choices = {name for name, fact in facts.items() if fact.kind == "enum"}
    options = ds.ParquetReadOptions(dictionary_columns=choices)
    try:
        data = ds.dataset(path, format=ds.ParquetFileFormat(read_options=options))
        names = [name for name in dict.fromkeys((*keep, *facts)) if name in data.schema.names]
        if not facts.keys() & set(names):
            raise NotPeople(f"{path} har ingen kolumn som heter som en uppgift i kartan.")
        yield from data.to_batches(columns=names, batch_size=ROWS)
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise NotPeople(f"{path} går inte att läsa som Parquet.") from error
