"""One engine in a process of its own: `python -m bench.worker ENGINE POPULATION.npz ANSWERS.npz DEFINITION`.

Reads the stored population, prepares, writes its answers for the first people, then times itself whenever it is told to
on standard input. Every line out is JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samre.pathway.model import Pathway
from samre.pathway.people.columns import Columns, load_columns
from samre.pathway.people.population import UNDECIDED, compile_population
from samre.pathway.reading.load import load_pathway

ANSWERS = 20_000
TIMINGS = 3
DUCKDB_THREADS = 2


@dataclass(frozen=True)
class Engine:
    """`run` is what is timed. `answers` gives, of its result, everybody's primary step and each step's state."""

    ingest_seconds: float
    threads: int
    run: Callable[[], Any]
    answers: Callable[[Any], tuple[NDArray[Any], NDArray[Any]]]
    bytes_per_person: float | None = None


@dataclass(frozen=True)
class Clocked:
    """What a run that clocks itself gives: the seconds that count, and the answer."""

    seconds: float
    result: Any


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the work gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def slices_engine(pathway: Pathway, columns: Columns) -> Engine:
    """This project: bit planes."""
    plan = compile_population(pathway)
    seconds, slices = timed(lambda: plan.slice(columns))

    def answers(found: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        steps = len(plan.steps)
        states = np.full((steps, columns.size), -1, np.int8)
        for row in range(steps):
            states[row][found.bits(steps + row)] = 1
            states[row][found.bits(2 * steps + row)] = 0
        return found.primary, states

    return Engine(seconds, 1, lambda: plan.run(slices), answers, slices.bytes_per_person)


def decoded_engine(pathway: Pathway, columns: Columns) -> Engine:
    """This project, with the primary step also written out as one number per person."""
    from dataclasses import replace

    engine = slices_engine(pathway, columns)

    def run() -> Any:
        found = engine.run()
        found.primary  # noqa: B018 – computed when asked for
        return found

    return replace(engine, run=run)


def arrow_engine(pathway: Pathway, columns: Columns) -> Engine:
    """This project, from Arrow columns straight to answers: nothing is kept between runs."""
    from samre.pathway.people.arrow import kernel_of
    from samre.pathway.people.arrow_columns import batch_of

    kernel, batch = kernel_of(pathway), batch_of(columns)
    names = {step: number for number, step in enumerate(pathway.priority)}

    def answers(found: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        primary = found.column("primary").cast("string").to_pylist()
        states = [found.column(f"open_{step}").cast("int8").fill_null(-1) for step in pathway.priority]
        return (
            np.array([UNDECIDED if step is None else names[step] for step in primary], np.uint8),
            np.array([state.to_numpy() for state in states], np.int8),
        )

    return Engine(0.0, 1, lambda: kernel(batch), answers, batch.nbytes / max(1, columns.size))


def openfisca_engine(pathway: Pathway, columns: Columns) -> Engine:
    """OpenFisca: a simulation remembers what it has computed, so every run is a new one, given the people's typed arrays."""
    from .peers.openfisca import OpenFiscaMap

    peer = OpenFiscaMap(pathway)
    seconds, inputs = timed(lambda: peer.inputs(columns))

    def answers(found: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        primary, rails = found
        states = [np.where(rails[s][0], 1, np.where(rails[s][1], 0, -1)) for s in pathway.priority]
        return primary.astype(np.uint8), np.array(states, np.int8)

    return Engine(seconds, 1, lambda: peer.run(peer.simulation(inputs, columns.size)), answers)


def openfisca_formulas_engine(pathway: Pathway, columns: Columns) -> Engine:
    """OpenFisca's formulas alone: the simulation is made and filled outside the clock."""
    from dataclasses import replace

    from .peers.openfisca import OpenFiscaMap

    engine, peer = openfisca_engine(pathway, columns), OpenFiscaMap(pathway)
    inputs = peer.inputs(columns)

    def run() -> Clocked:
        simulation = peer.simulation(inputs, columns.size)
        return Clocked(*timed(lambda: peer.run(simulation)))

    return replace(engine, run=run, answers=lambda found: engine.answers(found.result))


def polars_engine(pathway: Pathway, columns: Columns) -> Engine:
    """Polars, with the threads it takes by itself."""
    import polars

    from .peers.polars import PolarsMap, codes_of

    peer = PolarsMap(pathway)
    seconds, frame = timed(lambda: peer.frame(columns))

    def answers(found: Any) -> tuple[NDArray[Any], NDArray[Any]]:
        return found["primary"].to_numpy(), np.array([codes_of(found, step) for step in pathway.priority])

    return Engine(seconds, polars.thread_pool_size(), lambda: peer.run(frame), answers)


def duckdb_engine(pathway: Pathway, columns: Columns) -> Engine:
    """DuckDB on two threads, from a table in memory to a table in memory."""
    from .peers.duckdb import DuckMap

    peer = DuckMap(pathway, threads=DUCKDB_THREADS)
    seconds, _ = timed(lambda: peer.load(columns))
    return Engine(seconds, DUCKDB_THREADS, peer.run, lambda _: peer.answers())


ENGINES: dict[str, Callable[[Pathway, Columns], Engine]] = {
    "samre": slices_engine,
    "samre-decoded": decoded_engine,
    "samre-arrow": arrow_engine,
    "openfisca": openfisca_engine,
    "openfisca-formulas": openfisca_formulas_engine,
    "polars": polars_engine,
    "duckdb": duckdb_engine,
}


def one_timing(engine: Engine) -> float:
    """Seconds of one run; an engine that has to prepare anew clocks itself."""
    seconds, result = timed(engine.run)
    return result.seconds if isinstance(result, Clocked) else seconds


def memory_mb(field: str) -> float:
    """Memory of this process in MB: VmRSS now, VmHWM at most so far. 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)


def say(**fields: object) -> None:
    """One line to the driver."""
    print(json.dumps(fields), flush=True)


def main() -> None:
    """Prepares, answers, then times on demand until standard input closes."""
    name, population, answers_file, definition = sys.argv[1:5]
    pathway, columns = load_pathway(Path(definition)), load_columns(Path(population))
    before = memory_mb("VmRSS")
    engine = ENGINES[name](pathway, columns)
    result = engine.run()
    peak = memory_mb("VmHWM")
    primary, states = engine.answers(result)
    del result
    digest = hashlib.sha256(
        np.ascontiguousarray(primary).tobytes() + np.ascontiguousarray(states).tobytes()
    ).hexdigest()
    np.savez(answers_file, primary=primary[:ANSWERS], states=states[:, :ANSWERS])
    del primary, states
    say(
        ingest_seconds=engine.ingest_seconds,
        threads=engine.threads,
        bytes_per_person=engine.bytes_per_person,
        memory_mb=peak - before,
        digest=digest,
    )
    for _ in sys.stdin:
        say(seconds=[one_timing(engine) for _ in range(TIMINGS)])


if __name__ == "__main__":
    main()
