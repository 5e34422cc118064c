"""The very kernel of memory runs on Spark: same answers, same counts, same matrix, however the people are split."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from samre.pathway.model import Pathway
from samre.pathway.people.arrow import Comparison, Kernel, comparison_of, kernel_of

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
pytestmark = pytest.mark.skipif(
    not PYTHON.exists() or shutil.which("java") is None,
    reason="Spark ligger i en miljö för sig: make .venv-spark/.installed (och Java)",
)
ON = date(2026, 11, 21)
Rows = list[dict[str, Any]]
# A short run starts in half the time without the compiler and collector that pay in a long one.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="module")
def kernels(pathway: Pathway, draft: Pathway) -> tuple[Kernel, Comparison]:
    """One for answers, what is told completed first, and one for what a draft does."""
    return kernel_of(pathway, keep=["id", "contradicts"], on=ON), comparison_of(pathway, draft)


@pytest.fixture(scope="module")
def found(
    kernels: tuple[Kernel, Comparison], file: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What Spark made of them, in one run."""
    folder = tmp_path_factory.mktemp("spark")
    (folder / "kernels").write_bytes(pickle.dumps(kernels))
    script = str(Path(__file__).with_name("spark_answers.py"))
    run = subprocess.run(
        [str(PYTHON), script, str(file), str(folder / "kernels"), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "JAVA_TOOL_OPTIONS": JAVA},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    answered: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return answered


def ordered(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def test_everybody_gets_the_answer_of_memory(
    found: dict[str, Rows], kernels: tuple[Kernel, Comparison], batch: pa.RecordBatch
) -> None:
    assert ordered(found["answers"]) == ordered(kernels[0](batch).to_pylist())


def test_counts_and_matrix_are_those_of_memory(
    found: dict[str, Rows], kernels: tuple[Kernel, Comparison], batch: pa.RecordBatch
) -> None:
    assert ordered(found["tally"]) == ordered(kernels[0].tally(batch).to_pylist())
    assert ordered(found["matrix"]) == ordered(kernels[1](batch).to_pylist())


def test_nobody_else_reaches_it(found: dict[str, Any]) -> None:
    assert found["pages"] is None
    assert found["address"] == "127.0.0.1"
