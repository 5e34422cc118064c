"""People on Spark: the kernel as `mapInArrow`, on one machine or a cluster (where each worker needs samre too)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

from samre.pathway.people.arrow import MATRIX, PRIMARY, TALLY, Comparison, Kernel, open_name

ROWS = 131_072
LOCALHOST = "127.0.0.1"


def local_session(*, threads: int = 2, folder: str) -> SparkSession:
    """Spark in this process alone: reachable from this machine only, no pages of its own, its files in `folder`."""
    os.environ |= {"SPARK_LOCAL_IP": LOCALHOST, "PYSPARK_PYTHON": sys.executable}
    settings = {
        "spark.driver.host": LOCALHOST,
        "spark.driver.bindAddress": LOCALHOST,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder,
        "spark.sql.shuffle.partitions": str(threads),
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("samre")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def answers(people: DataFrame, kernel: Kernel) -> DataFrame:
    """Everybody's answer, with the columns the kernel keeps."""
    steps = () if kernel.only_primary else kernel.plan.steps
    fields = [
        people.schema[name] if name in people.columns else StructField(name, BooleanType())
        for name in kernel.keep
    ]
    fields.append(StructField(PRIMARY, StringType()))
    fields += [StructField(open_name(step), BooleanType()) for step in steps]
    return _mapped(people, kernel.reads, kernel, StructType(fields))


def tally(people: DataFrame, kernel: Kernel) -> DataFrame:
    """How many have each step as primary, open and possibly open."""
    return _summed(_mapped(people, kernel.reads, kernel.tally, _fields(TALLY)), TALLY)


def matrix(people: DataFrame, comparison: Comparison) -> DataFrame:
    """How many go from which step to which."""
    return _summed(_mapped(people, comparison.reads, comparison, _fields(MATRIX)), MATRIX)


def _mapped(
    people: DataFrame,
    reads: tuple[str, ...],
    function: Callable[[pa.RecordBatch], pa.RecordBatch],
    fields: StructType,
) -> DataFrame:
    needed = people.select([name for name in reads if name in people.columns])
    return needed.mapInArrow(partial(each, function), fields)


def each(
    function: Callable[[pa.RecordBatch], pa.RecordBatch], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The function on every batch; Spark takes no dictionaries back, so they are spelled out."""
    for batch in batches:
        found = function(batch)
        plain = pa.schema(
            (field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
            for field in found.schema
        )
        yield found.cast(plain)


def _fields(schema: pa.Schema) -> StructType:
    return StructType(
        [
            StructField(field.name, StringType() if pa.types.is_string(field.type) else LongType())
            for field in schema
        ]
    )


def _summed(counts: DataFrame, schema: pa.Schema) -> DataFrame:
    keys = [field.name for field in schema if pa.types.is_string(field.type)]
    numbers = [field.name for field in schema if field.name not in keys]
    whole = counts.groupBy(keys).sum(*numbers)
    return whole.toDF(*keys, *numbers)
