"""One person at a time: routed by the generated code, with the full explanation, and by the reference."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.people.columns import Columns, save_columns
from samre.pathway.people.population import UNDECIDED
from samre.pathway.person.compiled import compile_pathway
from samre.pathway.person.evaluate import evaluate, reference
from samre.pathway.person.facts import Facts

from .engines import PEER_PYTHON, ROOT, Unequal, has_peers
from .measure import Measure, of

TARGET_ROUTED, TARGET_EXPLAINED, TARGET_PEER = 3.0, 100.0, 10.0
GROUP = "En person"


def each(
    work: Callable[[Mapping[str, FactValue]], object], people: Sequence[Mapping[str, FactValue]], rounds: int
) -> list[float]:
    """Microseconds per person, round by round."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for values in people:
            work(values)
        found.append((time.perf_counter() - start) / len(people) * 1e6)
    return found


def peer(definition: Path, columns: Columns, primary: Sequence[int], rounds: int) -> list[float]:
    """Microseconds per person of the fastest peer that routes one person right, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="samre-bench-") as folder:
        people = Path(folder) / "people.npz"
        save_columns(columns, people)
        command = [str(PEER_PYTHON), "-m", "bench.peers.jsonlogic", str(people), str(definition), str(rounds)]
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
    told = json.loads(run.stdout)
    if told["primary"] != list(primary):
        raise Unequal("datalogic-py and samre give different answers")
    found: list[float] = told["microseconds"]
    return found


def against_peer(
    definition: Path, columns: Columns, primary: Sequence[int], routed: Sequence[float]
) -> list[Measure]:
    """The peer, and how many times slower it is."""
    name = "datalogic-py (JsonLogic i Rust)"
    if not has_peers():
        return [Measure(GROUP, f"mot {name}", 0, "×", note="saknas: kör make bench")]
    theirs = peer(definition, columns, primary, len(routed))
    ratios = [one / own for one, own in zip(theirs, routed, strict=True)]
    note = "svarar bara med nästa steg; vi också med vilka som kan bli det"
    return [
        of(GROUP, name, theirs, "µs", note=note),
        of(GROUP, f"mot {name}", ratios, "×", target=TARGET_PEER, sense="at least"),
    ]


def single(pathway: Pathway, definition: Path, columns: Columns, *, rounds: int) -> list[Measure]:
    """Microseconds per person; the answers are held equal to the reference first."""
    people = [columns.person(row) for row in range(columns.size)]
    router, on = compile_pathway(pathway), pathway.valid_from
    few = people[: max(1, len(people) // 20)]
    for values in few:
        expected = reference(pathway, Facts(values), on=on)
        found, (primary, mask) = evaluate(pathway, Facts(values), on=on), router.route(values)
        routed = None if primary < 0 else router.steps[primary]
        if (routed, router.names(mask)) != (expected.primary, expected.candidates) or found != expected:
            raise AssertionError(f"The evaluators differ on {values}")
    known = [Facts(values, frozenset(values)) for values in people]
    explained = []
    for _ in range(rounds):
        start = time.perf_counter()
        for facts in known:
            evaluate(pathway, facts, on=on)
        explained.append((time.perf_counter() - start) / len(known) * 1e6)
    routed_in = each(router.route, people, rounds)
    chosen = [UNDECIDED if step < 0 else step for step, _ in map(router.route, people)]
    slow = each(lambda values: reference(pathway, Facts(values), on=on), few, max(1, min(3, rounds)))
    return [
        of(GROUP, "till steg, genererad Python", routed_in, "µs", target=TARGET_ROUTED),
        *against_peer(definition, columns, chosen, routed_in),
        of(GROUP, "med hela förklaringen", explained, "µs", target=TARGET_EXPLAINED),
        of(GROUP, "referensen, att läsa", slow, "µs", note=f"{len(few)} personer hölls lika i alla tre"),
        Measure(GROUP, "kända uppgifter per person", statistics.mean(map(len, people)), "st"),
    ]
