"""Run by Spark's own Python: `spark_answers.py PEOPLE.parquet KERNELS FOLDER`. Prints what came out, as JSON on the last line."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

from samre.carriers.spark import answers, local_session, matrix, tally


def rows(frame: Any) -> list[dict[str, Any]]:
    """What a frame holds."""
    return [row.asDict() for row in frame.collect()]


def main() -> None:
    """Everybody's answers, counts and matrix, by kernels that were made and pickled elsewhere."""
    people, kernels, folder = sys.argv[1:]
    kernel, comparison = pickle.loads(Path(kernels).read_bytes())
    spark = local_session(folder=folder)
    frame = spark.read.parquet(people).repartition(3)
    found = {
        "answers": rows(answers(frame, kernel)),
        "tally": rows(tally(frame, kernel)),
        "matrix": rows(matrix(frame, comparison)),
        "pages": spark.sparkContext.uiWebUrl,
        "address": spark.conf.get("spark.driver.bindAddress"),
    }
    spark.stop()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
