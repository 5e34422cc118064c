"""A whole population through every engine, and what a changed map means for it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from samre.cli.text import thousands
from samre.pathway.model import Pathway
from samre.pathway.people.columns import Columns, save_columns
from samre.pathway.people.generate import generate

from .engines import PEERS, Worker, check_equal, check_reference, has_peers, probe_bandwidth, start
from .measure import Measure, of

OURS = ("samre", "samre-decoded", "samre-arrow")
RESIDENT = OURS[:2]
SEED = 20261121
TARGETS = {"openfisca": 50.0, "openfisca-formulas": None, "polars": 10.0, "duckdb": 25.0}
TARGET_WITH_INGEST, TARGET_BYTES, TARGET_SHARE = 10.0, 20.0, 20.0
NAMES = {
    "samre": "samre, bitplan",
    "samre-decoded": "samre, steget som tal",
    "samre-arrow": "samre, från Arrow till svar",
    "openfisca": "OpenFisca, Enum uint8",
    "openfisca-formulas": "OpenFisca, bara formlerna",
    "polars": "Polars, lazy",
    "duckdb": "DuckDB, genererad SQL",
}
PEER_NAMES = {
    "openfisca": "OpenFisca",
    "openfisca-formulas": "OpenFiscas formler",
    "polars": "Polars",
    "duckdb": "DuckDB",
}


def stored_people(pathway: Pathway, folder: Path, size: int) -> tuple[Path, Columns]:
    """The same people for every engine, on disk."""
    columns = generate(pathway, size, seed=SEED)
    path = folder / f"people-{size}.npz"
    save_columns(columns, path)
    return path, columns


def engines(pathway: Pathway, definition: Path, folder: Path, *, size: int, rounds: int) -> list[Measure]:
    """Every engine on `size` people: equal answers first, then rounds in turn, then ratios per round."""
    path, columns = stored_people(pathway, folder, size)
    group = f"{thousands(size)} människor, {len(pathway.steps)} steg, {len(columns.values)} uppgifter"
    names = [*OURS, *(PEERS if has_peers() else ())]
    workers = [start(name, path, definition) for name in names]
    try:
        compared = check_reference(pathway, columns, workers[0])
        check_equal(workers)
        bandwidth = []
        for _ in range(rounds):
            for worker in workers:
                worker.time()
            bandwidth.append(probe_bandwidth())
    finally:
        for worker in workers:
            worker.stop()
    measures = [_engine(group, worker) for worker in workers]
    measures += _ratios(group, workers)
    measures += _resident(group, workers[0], size, bandwidth)
    note = f"{compared} personer mot referensen; alla motorer lika för alla"
    return [*measures, Measure(group, "lika svar, personer", compared, "st", note=note)]


def per_round(worker: Worker) -> list[float]:
    """The median timing of each round, in seconds."""
    return [statistics.median(timings) for timings in worker.seconds]


def _engine(group: str, worker: Worker) -> Measure:
    threads = worker.ready["threads"]
    ingest, memory = worker.ready["ingest_seconds"] * 1000, worker.ready["memory_mb"]
    note = f"{threads} tråd{'ar' if threads > 1 else ''}, inläsning {ingest:.0f} ms, minne +{memory:.0f} MB"
    times = [seconds * 1000 for seconds in per_round(worker)]
    return of(group, NAMES[worker.name], times, "ms", note=note)


def _ratios(group: str, workers: Sequence[Worker]) -> list[Measure]:
    times = {worker.name: per_round(worker) for worker in workers}
    ingest = {worker.name: float(worker.ready["ingest_seconds"]) for worker in workers}
    found = []
    for peer, target in TARGETS.items():
        if peer not in times:
            found.append(Measure(group, f"mot {NAMES[peer]}", 0, "×", note="saknas: kör make bench"))
            continue
        for own in RESIDENT:
            ratios = [theirs / ours for theirs, ours in zip(times[peer], times[own], strict=True)]
            wanted = target if own == "samre" else None
            name = f"{NAMES[own]} mot {PEER_NAMES[peer]}"
            found.append(of(group, name, ratios, "×", target=wanted, sense="at least"))
        whole = [
            (theirs + ingest[peer]) / ours
            for theirs, ours in zip(times[peer], times["samre-arrow"], strict=True)
        ]
        wanted = TARGET_WITH_INGEST if peer == "openfisca" else None
        name = f"från Arrow mot {PEER_NAMES[peer]} med inläsning"
        found.append(of(group, name, whole, "×", target=wanted, sense="at least"))
    return found


def _resident(group: str, worker: Worker, size: int, bandwidth: Sequence[float]) -> list[Measure]:
    weight = worker.ready["bytes_per_person"]
    shares = [
        100 * weight * size / seconds / speed
        for seconds, speed in zip(per_round(worker), bandwidth, strict=True)
    ]
    ingest = size / (worker.ready["ingest_seconds"] + statistics.median(per_round(worker))) / 1e6
    return [
        Measure(group, "samre, byte per person", weight, "B", target=TARGET_BYTES),
        of(group, "samre, andel av minnets läshastighet", shares, "%", target=TARGET_SHARE, sense="at least"),
        Measure(group, "samre, från kolumner till svar", ingest, "M/s"),
    ]


def changed(pathway: Pathway) -> Pathway:
    """The map with one step fewer requirements: what a proposal to the steering group looks like."""
    step = next(s for id_ in pathway.priority if len((s := pathway.steps[id_]).requires) > 1)
    return replace(
        pathway,
        id=f"{pathway.id}-utkast",
        hash="utkast",
        steps={**pathway.steps, step.id: replace(step, requires=step.requires[:-1])},
    )
