"""People in a Parquet file, with what an analyst has beside the map's facts: an id and a county."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samre.pathway.model import Pathway
from samre.pathway.nodes import Constant
from samre.pathway.people.arrow_columns import batch_of
from samre.pathway.people.generate import generate
from samre.pathway.reading.load import load_pathway

VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"
SIZE = 3000


@pytest.fixture(scope="session")
def pathway() -> Pathway:
    """The map of the trade."""
    return load_pathway(VERSION)


@pytest.fixture(scope="session")
def draft(pathway: Pathway) -> Pathway:
    """The map without the step that comes first."""
    return without_step(pathway, pathway.priority[0])


def without_step(pathway: Pathway, id_: str) -> Pathway:
    """The map where one step is never relevant."""
    step = replace(pathway.steps[id_], relevant=Constant(False))
    return replace(pathway, hash="utkast", steps={**pathway.steps, id_: step})


@pytest.fixture(scope="session")
def batch(pathway: Pathway) -> pa.RecordBatch:
    """Everybody in one batch."""
    people = batch_of(generate(pathway, SIZE, seed=11, known=0.8))
    ids = pa.array([f"p{row}" for row in range(SIZE)])
    counties = pa.array(["01", "12", None] * (SIZE // 3))
    return people.append_column("id", ids).append_column("lan", counties)


@pytest.fixture(scope="session")
def file(batch: pa.RecordBatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as another program writes it: choices as text, several row groups."""
    plain = pa.schema(
        (field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in batch.schema
    )
    path = tmp_path_factory.mktemp("people") / "folk.parquet"
    pq.write_table(pa.Table.from_batches([batch.cast(plain)]), path, row_group_size=700, store_schema=False)
    return path
