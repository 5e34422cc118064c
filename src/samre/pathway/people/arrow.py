"""The map as a pure function from Arrow record batch to record batch, to be run wherever the people lie.

Columns in: one for each fact the map reads, by the fact's id (bool; a whole number; text or dictionary with the choices' ids).
Null is unknown, and a fact without a column is unknown for everybody. Rows keep their order, and nobody's answer depends on
another's, so batches of any size can be run anywhere in any order. Everything here can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ..model import Fact, Pathway
from .arrow_completion import CONTRADICTS, Completion
from .arrow_planes import BatchPlanes, Bits, WrongColumn
from .impact import matrix_of
from .population import Answer, Plan, compile_population

PRIMARY = "primary"
STEP_TYPE = pa.dictionary(pa.int16(), pa.string())
TALLY = pa.schema([("step", pa.string()), *((name, pa.int64()) for name in ("primary", "open", "possible"))])
MATRIX = pa.schema([("before", pa.string()), ("after", pa.string()), ("people", pa.int64())])
# A batch is read once, so bits that are stored to be read many times need not be saved.
_NO_BUDGET = 10**6


def open_name(step: str) -> str:
    """The column that says whether a step is open."""
    return f"open_{step}"


@dataclass(frozen=True, slots=True)
class Kernel:
    """A map ready to be called with a batch.

    Columns out: those of `keep` as they came in, `primary` (dictionary; null = not settled), and for each step of the map, by
    priority, `open_<step>` (bool; null = can turn out to be open), these last unless `only_primary`. `first` completes what is
    told; `keep` may then name its `contradicts`.
    """

    plan: Plan
    facts: Mapping[str, Fact]
    keep: tuple[str, ...] = ()
    only_primary: bool = False
    first: Completion | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are looked at; no others need to be fetched."""
        facts = self.first.reads if self.first else self.facts
        return tuple(dict.fromkeys((*(name for name in self.keep if not self._is_made(name)), *facts)))

    def schema(self, given: pa.Schema) -> pa.Schema:
        """What comes out of batches with the schema `given`. Raises WrongColumn when a column to keep is not there."""
        kept = [
            pa.field(name, pa.bool_()) if self._is_made(name) else _one(given, name) for name in self.keep
        ]
        steps = () if self.only_primary else self.plan.steps
        answers = [pa.field(PRIMARY, STEP_TYPE), *(pa.field(open_name(step), pa.bool_()) for step in steps)]
        return pa.schema([*kept, *answers])

    def answer(self, batch: pa.RecordBatch) -> Answer:
        """Where everybody is, as bit planes. Raises WrongColumn."""
        return self.read(BatchPlanes(self.first(batch) if self.first else batch))

    def read(self, planes: BatchPlanes) -> Answer:
        """Where everybody is, when what is told is complete already."""
        return self.plan.run(planes.slices(self.plan.program.planes, self.facts))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Everybody's answer, row by row. Raises WrongColumn."""
        schema, complete = self.schema(batch.schema), self.first(batch) if self.first else batch
        answer = self.read(BatchPlanes(complete))
        columns = [(complete if self._is_made(name) else batch).column(name) for name in self.keep]
        columns.append(_primary(answer))
        if not self.only_primary:
            columns += [_is_open(answer, row) for row in range(len(answer.steps))]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _is_made(self, name: str) -> bool:
        return self.first is not None and name == CONTRADICTS

    def tally(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Only counts: a row per step (null = not settled) with how many have it as primary, open, and possibly open."""
        answer = self.answer(batch)
        primary, opened, possible = answer.counts(), answer.open_counts(), answer.possible_counts()
        rows = [
            (step or None, count, opened.get(step, 0), possible.get(step, 0))
            for step, count in primary.items()
        ]
        return _batch(rows, TALLY)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two maps ready to be called with a batch: how many go from which primary step to which (null = not settled)."""

    old: Kernel
    new: Kernel

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are looked at."""
        return tuple(dict.fromkeys((*self.old.reads, *self.new.reads)))

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch's matrix, also those who stay, as rows to be added to other batches' (`summed`). Raises WrongColumn."""
        if self.old.first or self.new.first:
            before, after = self.old.answer(batch), self.new.answer(batch)
        else:
            planes = BatchPlanes(batch)
            before, after = self.old.read(planes), self.new.read(planes)
        cells = matrix_of(before, after)
        return _batch([(one or None, two or None, count) for (one, two), count in cells.items()], MATRIX)


def kernel_of(
    pathway: Pathway,
    *,
    keep: Iterable[str] = (),
    only_primary: bool = False,
    on: date | None = None,
    presume: bool = False,
) -> Kernel:
    """The kernel of a map. `keep`: columns that go through untouched, as an id or what the answers are to be grouped by.

    With `on` what is told is completed for that day first (`Completion`, also of `presume`); without it, columns are all.
    """
    plan = compile_population(pathway, budget=_NO_BUDGET)
    names = dict.fromkeys(plane.fact for plane in plan.program.planes)
    first = Completion(pathway, on, presume) if on else None
    return Kernel(plan, {name: pathway.facts[name] for name in names}, tuple(keep), only_primary, first)


def comparison_of(old: Pathway, new: Pathway, *, on: date | None = None, presume: bool = False) -> Comparison:
    """What a changed map does, as a function of a batch; `on` and `presume` as in `kernel_of`."""
    return Comparison(kernel_of(old, on=on, presume=presume), kernel_of(new, on=on, presume=presume))


def summed(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """Batches of counts added together. `schema`: TALLY or MATRIX."""
    keys = sum(pa.types.is_string(field.type) for field in schema)
    totals: dict[tuple[str | None, ...], list[int]] = {}
    for batch in batches:
        for row in zip(*batch.to_pydict().values(), strict=True):
            total = totals.setdefault(row[:keys], [0] * (len(schema) - keys))
            totals[row[:keys]] = [one + two for one, two in zip(total, row[keys:], strict=True)]
    return _batch([(*key, *total) for key, total in totals.items()], schema)


def _batch(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(list(values), field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _one(given: pa.Schema, name: str) -> pa.Field:
    if len(given.get_all_field_indices(name)) != 1:
        raise WrongColumn(f"Kolumnen {name} ska följa med men finns inte en gång i det som läses in.")
    return given.field(name)


def _primary(answer: Answer) -> pa.DictionaryArray:
    settled = np.bitwise_or.reduce(answer.words[:, : len(answer.steps)], axis=1).reshape(-1)
    buffers = [pa.py_buffer(settled), pa.py_buffer(answer.primary.astype(np.int16))]
    steps = pa.array(answer.steps, pa.string())
    return pa.DictionaryArray.from_buffers(STEP_TYPE, answer.size, buffers, steps)


def _is_open(answer: Answer, row: int) -> pa.BooleanArray:
    """True where the step is open, false where it is ruled out, null else: the bit planes as they are."""
    steps = len(answer.steps)
    is_open = answer.plane(steps + row)
    settled: Bits = (is_open | answer.plane(2 * steps + row)).view(np.uint8)
    return pa.Array.from_buffers(pa.bool_(), answer.size, [pa.py_buffer(settled), pa.py_buffer(is_open)])
