"""The Arrow kernel wherever people lie: memory, Parquet, DuckDB, Spark; and a whole country in memory."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from samre.carriers import duck, parquet
from samre.cli.text import thousands
from samre.pathway.model import Pathway
from samre.pathway.people.arrow import TALLY, Comparison, Kernel, comparison_of, kernel_of, summed
from samre.pathway.people.arrow_columns import batch_of
from samre.pathway.people.columns import Columns
from samre.pathway.people.generate import generate
from samre.pathway.people.population import compile_population

from .engines import ROOT, Unequal
from .measure import Measure, of, rounds_of
from .populations import SEED, changed

SPARK_PYTHON = ROOT / ".venv-spark" / "bin" / "python"
EVERYBODY = "SELECT * FROM read_parquet(?)"
MOST_DRAWN = 1_000_000
Counts = list[dict[str, object]]


def carriers(
    pathway: Pathway, folder: Path, *, size: int, rounds: int, with_spark: bool = True
) -> list[Measure]:
    """Milliseconds from where the people lie to counts for the whole map; all of them give the same counts."""
    group = f"Samma Arrow-funktion överallt, {thousands(size)} människor"
    people, kernel = generate(pathway, size, seed=SEED), kernel_of(pathway)
    batch, file = batch_of(people), folder / "people.parquet"
    parquet.save(people, file)
    expected = kernel.tally(batch).to_pylist()
    works: dict[str, Callable[[], pa.RecordBatch]] = {
        "i minnet, bara antal": lambda: kernel.tally(batch),
        "ur Parquet": lambda: summed(map(kernel.tally, parquet.batches(file, kernel.facts)), TALLY),
        "DuckDB, Parquet till Arrow": lambda: summed(
            map(kernel.tally, duck.batches(EVERYBODY, [str(file)])), TALLY
        ),
    }
    for name, work in works.items():
        check(name, work().to_pylist(), expected)
    answer = rounds_of(lambda: kernel(batch), rounds)
    found = [
        _measure(group, "i minnet, allas svar", answer, size, f"{batch.nbytes / size:.0f} B per person in")
    ]
    for name, work in works.items():
        note = f"{file.stat().st_size / 1e6:.0f} MB" if name == "ur Parquet" else ""
        found.append(_measure(group, name, rounds_of(work, rounds), size, note))
    comparison = comparison_of(pathway, changed(pathway))
    matrix = rounds_of(lambda: comparison(batch), rounds)
    found.append(_measure(group, "i minnet, matris mellan två kartor", matrix, size, ""))
    if with_spark:
        found += on_spark(group, file, kernel, comparison, expected, comparison(batch), rounds)
    return found


def _measure(group: str, name: str, seconds: list[float], size: int, note: str) -> Measure:
    speed = f"{size / sorted(seconds)[len(seconds) // 2] / 1e6:.2f} M/s"
    return of(group, name, [1000 * one for one in seconds], "ms", note=f"{speed}, {note}".rstrip(", "))


def check(name: str, found: Counts, expected: Counts) -> None:
    """Holds a carrier's counts equal to those of memory."""
    if sorted(found, key=str) != sorted(expected, key=str):
        raise Unequal(f"{name} counts otherwise than memory")


def on_spark(
    group: str,
    file: Path,
    kernel: Kernel,
    comparison: Comparison,
    tally: Counts,
    matrix: pa.RecordBatch,
    rounds: int,
) -> list[Measure]:
    """Spark on two threads in a process of its own: its start, and then each round."""
    if not SPARK_PYTHON.exists() or shutil.which("java") is None:
        return [Measure(group, "Spark", 0, "ms", note="saknas: kör make bench")]
    kernels = file.with_name("kernels")
    kernels.write_bytes(pickle.dumps((kernel, comparison)))
    command = [str(SPARK_PYTHON), "-m", "bench.spark_worker", str(file), str(kernels), str(rounds)]
    run = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"Spark stopped: {run.stderr[-500:]}")
    told = json.loads(run.stdout.splitlines()[-1])
    check("Spark", told["tally"], tally)
    check("Spark", told["matrix"], matrix.to_pylist())
    size = sum(int(str(row["primary"])) for row in tally)
    return [
        Measure(group, "Spark, att starta", told["start"], "s"),
        _measure(group, "Spark local[2], mapInArrow till antal", told["seconds"], size, ""),
        _measure(group, "Spark local[2], nästa steg och groupBy", told["grouped"], size, ""),
    ]


def _environment() -> dict[str, str]:
    java = Path(shutil.which("java") or "/usr/bin/java").parent
    return {"PYTHONPATH": str(ROOT / "src"), "PATH": f"{java}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}


def country(pathway: Pathway, *, size: int, rounds: int) -> list[Measure]:
    """Everybody in a country in memory as bit planes; beyond a million the drawn people come again."""
    drawn = generate(pathway, min(size, MOST_DRAWN), seed=SEED)
    people = _repeated(drawn, size)
    plan = compile_population(pathway)
    slices = plan.slice(people)
    seconds = rounds_of(lambda: plan.run(slices), rounds)
    if sum(plan.run(slices).counts().values()) != size:
        raise AssertionError("Not everybody is counted")
    group = f"Hela landet, {thousands(size)} människor, en tråd"
    note = f"{slices.bytes_per_person * size / 1e6:.0f} MB i minnet"
    return [_measure(group, "samre, bitplan", seconds, size, note)]


def _repeated(drawn: Columns, size: int) -> Columns:
    times = -(-size // drawn.size)
    values = {name: np.tile(column, times)[:size] for name, column in drawn.values.items()}
    return Columns(size=size, values=values, choices=drawn.choices)
