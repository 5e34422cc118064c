"""People as columns of numbers, from and to Arrow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from ..model import Fact
from .arrow_planes import opened, read_column
from .columns import (
    HIGH_INT,
    LOW_INT,
    UNKNOWN_CODE,
    UNKNOWN_INT,
    Column,
    Columns,
    choice_lists,
    empty_column,
)


def batch_of(columns: Columns) -> pa.RecordBatch:
    """The people as a batch that a kernel reads: bool, int16 and dictionary columns, null where unknown."""
    return pa.RecordBatch.from_pydict({name: _array(columns, name) for name in columns.values})


def _array(columns: Columns, name: str) -> pa.Array:
    column = columns.values[name]
    if column.dtype == np.int16:
        return pa.array(column, mask=column == UNKNOWN_INT)
    unknown = column == UNKNOWN_CODE
    if name not in columns.choices:
        return pa.array(column == 1, mask=unknown)
    return pa.DictionaryArray.from_arrays(
        pa.array(column, mask=unknown), pa.array(columns.choices[name], pa.string())
    )


def columns_in(facts: Iterable[Fact], batches: Iterable[pa.RecordBatch]) -> Columns:
    """The people of the batches, with the columns there are of these facts (date facts have none). Raises WrongColumn."""
    read = [fact for fact in facts if fact.kind != "date"]
    size, parts = 0, []
    for batch in batches:
        size += batch.num_rows
        parts.append({fact.id: _column(batch, fact) for fact in read if fact.id in batch.schema.names})
    values = {name: np.concatenate([part[name] for part in parts]) for name in (parts[0] if parts else ())}
    return Columns(size=size, values=values, choices=choice_lists(read))


def _column(batch: pa.RecordBatch, fact: Fact) -> Column:
    column, found = empty_column(fact, batch.num_rows), read_column(batch, fact)
    if found is None:
        return column
    match fact.kind:
        case "int":
            values = np.clip(found.values, LOW_INT, HIGH_INT).astype(np.int16)
        case "bool":
            values = opened(found.values, found.size).astype(np.int8)
        case _:
            codes = {choice.id: code for code, choice in enumerate(fact.choices)}
            values = np.full(found.size, UNKNOWN_CODE, np.int8)
            for code, name in enumerate(found.names):
                if name is not None:
                    values[found.values == code] = codes.get(name, UNKNOWN_CODE)
    known = slice(None) if found.known is None else opened(found.known, found.size)
    column[known] = values[known]
    return column
