"""Engines side by side: each in a process of its own, timed in turn, round after round, on the same stored people."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from samre.pathway.logic import openness, truth
from samre.pathway.model import Pathway
from samre.pathway.people.columns import Columns

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
PEERS = ("openfisca", "openfisca-formulas", "polars", "duckdb")
PROBE_MB = 256
UNSETTLED = 255


class Unequal(AssertionError):
    """Two engines answered differently; then no time means anything."""


@dataclass
class Worker:
    """A started engine; `ready` is what it said of itself, `seconds` its timings, round by round."""

    name: str
    process: subprocess.Popen[str]
    answers: Path
    ready: Mapping[str, Any] = field(default_factory=dict)
    seconds: list[list[float]] = field(default_factory=list)

    def hear(self) -> Mapping[str, Any]:
        """The next line it says."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise RuntimeError(f"{self.name} stopped with code {self.process.wait()}")
        found: Mapping[str, Any] = json.loads(line)
        return found

    def time(self) -> None:
        """One round."""
        if self.process.stdin:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
        self.seconds.append(self.hear()["seconds"])

    def stop(self) -> None:
        """Ends the process."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=30)


def has_peers() -> bool:
    """Whether the peers' environment is there."""
    return PEER_PYTHON.exists()


def start(name: str, population: Path, definition: Path) -> Worker:
    """Starts an engine and waits until it has answered for everybody."""
    python = PEER_PYTHON if name in PEERS else Path(sys.executable)
    answers = population.with_name(f"answers-{name}.npz")
    command = [str(python), "-m", "bench.worker", name, str(population), str(answers), str(definition)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    worker = Worker(name, process, answers)
    worker.ready = worker.hear()
    return worker


def check_reference(pathway: Pathway, columns: Columns, worker: Worker) -> int:
    """Holds the engine's answers for the first people equal to the written-out logic; gives how many were compared."""
    conditions = [openness(pathway.steps[step]) for step in pathway.priority]
    with np.load(worker.answers) as stored:
        primary, states = stored["primary"], stored["states"]
    code = {True: 1, False: 0, None: -1}
    for person in range(len(primary)):
        values = columns.person(person)
        expected = [code[truth(condition, values)] for condition in conditions]
        first = next((n for n, state in enumerate(expected) if state), None)
        settled = UNSETTLED if first is None or expected[first] < 0 else first
        if expected != states[:, person].tolist() or settled != primary[person]:
            raise Unequal(f"{worker.name} and the reference differ on person {person}: {values}")
    return len(primary)


def check_equal(workers: Sequence[Worker]) -> None:
    """Holds all engines' answers for everybody equal, by their digests."""
    first = workers[0]
    for other in workers[1:]:
        if other.ready["digest"] != first.ready["digest"]:
            raise Unequal(f"{first.name} and {other.name} give different answers")


def probe_bandwidth() -> float:
    """Bytes per second when one thread reads memory from end to end."""
    import time

    data = np.ones(PROBE_MB * 1024 * 1024 // 8, np.float64)
    start_time = time.perf_counter()
    data.sum()
    return data.nbytes / (time.perf_counter() - start_time)
