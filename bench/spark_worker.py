"""Spark in its own environment: `python -m bench.spark_worker PEOPLE.parquet KERNELS ROUNDS`. Prints one line of JSON."""

from __future__ import annotations

import json
import pickle
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from samre.carriers.spark import answers, local_session, matrix, tally


def seconds_of(work: Callable[[], Any], rounds: int) -> list[float]:
    """Seconds of each round, after one that warms up."""
    work()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def rows(frame: Any) -> list[dict[str, Any]]:
    """What a frame holds."""
    return [row.asDict() for row in frame.collect()]


def main() -> None:
    """Starts Spark, answers, times."""
    people, kernels, rounds = sys.argv[1:]
    kernel, comparison = pickle.loads(Path(kernels).read_bytes())
    brief = replace(kernel, only_primary=True)
    with tempfile.TemporaryDirectory(prefix="samre-spark-") as folder:
        start = time.perf_counter()
        spark = local_session(folder=folder)
        started = time.perf_counter() - start
        frame = spark.read.parquet(people)
        told = {
            "start": started,
            "seconds": seconds_of(lambda: rows(tally(frame, kernel)), int(rounds)),
            "grouped": seconds_of(
                lambda: answers(frame, brief).groupBy("primary").count().collect(), int(rounds)
            ),
            "tally": rows(tally(frame, kernel)),
            "matrix": rows(matrix(frame, comparison)),
        }
        spark.stop()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
