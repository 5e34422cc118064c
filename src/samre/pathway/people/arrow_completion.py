"""Told facts completed batch by batch, before the kernel: what follows from dates and constraints, and what is presumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..model import Pathway
from ..person.facts import FactError, read_facts
from .arrow_columns import batch_of, columns_in
from .arrow_planes import WrongColumn
from .columns import Columns, columns_of
from .completion import Told, complete

CONTRADICTS = "contradicts"
Dates = Mapping[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class Completion:
    """A function of a batch that also has date facts (date32, or text as the map reads it).

    Columns out: every fact that is no date, as `read_facts` gives it on the day `on`, and `contradicts`: true where told facts
    contradict each other; the contradicted ones are then taken as unknown. With `presume` null means that nobody has asked,
    and the map's presumptions are made; else null is unknown and nothing is presumed.
    """

    pathway: Pathway
    on: date
    presume: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are looked at."""
        return tuple(self.pathway.facts)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Everybody's facts, row by row. Raises WrongColumn."""
        given, dates = columns_in(self.pathway.facts.values(), [batch]), self._dates(batch)
        everybody = np.ones(given.size, np.bool_)
        asked = {} if self.presume else dict.fromkeys(self._presumed(), everybody)
        found = complete(self.pathway, Told(given, dates, asked), on=self.on)
        rows = np.flatnonzero(found.doubtful)
        contradicts = self._one_by_one(found.columns, rows, given, dates)
        return batch_of(found.columns).append_column(CONTRADICTS, pa.array(contradicts))

    def _presumed(self) -> list[str]:
        return [fact.id for fact in self.pathway.facts.values() if fact.presumed is not None]

    def _dates(self, batch: pa.RecordBatch) -> Dates:
        found = {}
        for fact in self.pathway.facts.values():
            if fact.kind == "date" and fact.id in batch.schema.names:
                array = batch.column(fact.id)
                if not (pa.types.is_date(array.type) or pa.types.is_string(array.type)):
                    raise WrongColumn(
                        f"Kolumnen {fact.id} har typen {array.type}. Den ska vara date32 eller text."
                    )
                found[fact.id] = array.cast(pa.string()).to_pylist()
        return found

    def _one_by_one(
        self, columns: Columns, rows: NDArray[np.intp], given: Columns, dates: Dates
    ) -> NDArray[np.bool_]:
        """Reads again, as single people are read, those whose facts contradict each other or whose dates are rough."""
        contradicts, people = np.zeros(columns.size, np.bool_), []
        for row in rows.tolist():
            raw: dict[str, object] = {} if self.presume else dict.fromkeys(self._presumed())
            raw |= {name: texts[row] for name, texts in dates.items() if texts[row] is not None}
            raw |= given.person(row)
            values = None
            while values is None:
                try:
                    values = read_facts(self.pathway, raw, on=self.on).values
                except FactError as error:
                    contradicts[row] = True
                    raw = {name: value for name, value in raw.items() if name not in error.names}
            people.append({name: value for name, value in values.items() if name in columns.values})
        again = columns_of(self.pathway, people)
        for name, column in columns.values.items():
            column[rows] = again.values[name]
        return contradicts
