"""The case file's pages and jobs at 2,000 and 200,000 cases, on SQLite and PostgreSQL: server time, questions to the database,
answers per second, memory, and what the larger costs against the smaller."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .cases_http import ask, memory, server
from .cases_places import Place, pause, postgres, sqlite
from .engines import ROOT
from .measure import Measure, of

SMALL, LARGE = 2_000, 200_000
# Name → the longest a page may take in ms (product.md); 0 = no target of its own.
PAGES = {
    "lista min tur": 40, "lista väntar": 40, "lista bevaka": 40, "lista alla": 40, "enhetens lista": 40, "ett ärende": 50,
    "uppgifter": 50, "tidslinje": 50, "anteckningar": 50, "sök namn": 40, "sök förnamn": 40, "sök nummer": 40,
    "sök personnummer": 40,
}  # fmt: skip
WRITES = ("spara uppgift", "signera anteckning", "öppna ärende")
FLAT, PER_SECOND, MEMORY, REEVALUATED = 1.5, 60, 150, 1.0
SECONDS = 6.0


@dataclass
class Desk:
    """A worker at one place, and the rounds it has answered: name → one answer per round."""

    place: Place
    process: subprocess.Popen[str]
    ready: dict[str, Any] = field(default_factory=dict)
    rounds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def hear(self) -> dict[str, Any]:
        """What the worker says next."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise RuntimeError(f"{self.place.name} slutade med kod {self.process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def measure(self, name: str) -> None:
        """One round."""
        if self.process.stdin:
            self.process.stdin.write(f"{name}\n")
            self.process.stdin.flush()
        self.rounds.setdefault(name, []).append(self.hear())

    def medians(self, name: str) -> list[float]:
        """Milliseconds: the median of each round but the first, which warmed up."""
        rounds = self.rounds[name][1:] or self.rounds[name]
        return [statistics.median(one["seconds"]) * 1000 for one in rounds]

    def questions(self, name: str) -> int:
        """The most that any time asked the database."""
        return max(int(one["questions"]) for one in self.rounds[name])

    def stop(self) -> None:
        """Lets the worker go."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=60)


def cases(
    kind: str,
    *,
    rounds: int,
    large: int = LARGE,
    small: int = SMALL,
    seconds: float = SECONDS,
    times: int = 24,
) -> list[Measure]:
    """One kind of database; its two sizes are asked in turns, round after round. `times`: each page in a
    round; `seconds`: each stretch over HTTP."""
    make: Callable[[int], Place] = sqlite if kind == "SQLite" else postgres
    places = [make(small), make(large)]
    try:
        return [*_times(kind, places, rounds, times), *_rates(kind, places, seconds)]
    finally:
        for place in places:
            pause(place)


def _times(kind: str, places: Sequence[Place], rounds: int, times: int) -> list[Measure]:
    desks = [start(place, times) for place in places]
    try:
        for name in [*PAGES, *WRITES, "pröva kartan igen", "kontrollera loggen"]:
            for _ in range(rounds + 1):
                for desk in desks:
                    desk.measure(name)
    finally:
        for desk in desks:
            desk.stop()
    found: list[Measure] = []
    for name, target in {**PAGES, **dict.fromkeys(WRITES, 0)}.items():
        found += page(f"Ärenden, {kind}", name, desks, target)
    return [*found, *_jobs(kind, desks)]


def page(group: str, name: str, desks: Sequence[Desk], target: float) -> list[Measure]:
    """The time at each size, and the ratio between them, round by round."""
    found = []
    for desk in desks:
        asked = f"{desk.questions(name)} frågor"
        size = thousands(desk.place.cases)
        found.append(
            of(group, f"{name}, {size}", desk.medians(name), "ms", target=target or None, note=asked)
        )
    small, large = (desk.medians(name) for desk in desks)
    ratios = [two / one for one, two in zip(small, large, strict=True)]
    found.append(
        of(
            group,
            f"{name}, {thousands(desks[1].place.cases)} mot {thousands(desks[0].place.cases)}",
            ratios,
            "×",
            target=FLAT,
        )
    )
    # One more or less is the session's clock, or a case without notes.
    if desks[1].questions(name) > desks[0].questions(name) + 2 and target:
        found[-1] = of(group, found[-1].name, ratios, "×", target=FLAT, note="FLER FRÅGOR")
    return found


def _jobs(kind: str, desks: Sequence[Desk]) -> list[Measure]:
    group, large = f"Ärenden, {kind}", desks[-1]
    counts = large.ready["counts"]
    again = [ms / 1000 for ms in large.medians("pröva kartan igen")]
    walked = [counts["events"] / ms * 1000 for ms in large.medians("kontrollera loggen")]
    name = f"{thousands(counts['reevaluated'])} öppna ärenden mot kartan igen"
    return [
        of(group, name, again, "s", target=REEVALUATED),
        of(group, f"loggen kontrollerad, {thousands(counts['events'])} händelser", walked, "/s"),
    ]


def _rates(kind: str, places: Sequence[Place], seconds: float) -> list[Measure]:
    group, found = f"Ärenden över HTTP, {kind}", []
    for place in places:
        desk = start(place, 1)
        cookies, address = desk.ready["cookies"], desk.ready["case"]
        desk.stop()
        size = thousands(place.cases)
        with server(place) as (port, process):
            for name, path, own in (("lista", "/arenden", cookies), ("ett ärende", address, cookies[:1])):
                ask(port, own, path, users=2, seconds=seconds / 6)
                for users in (4, 32):
                    rate = ask(port, own, path, users=users, seconds=seconds)
                    aim = PER_SECOND if (name, users) == ("lista", 4) else None
                    note = f"median {rate.median * 1000:.0f} ms, 95 % inom {rate.slow * 1000:.0f} ms"
                    title = f"{name}, {users} användare, {size}"
                    found.append(
                        Measure(group, title, rate.per_second, "/s", target=aim, sense="at least", note=note)
                    )
            rss, pss = memory(process)
        found.append(
            Measure(group, f"serverns minne, {size}", pss, "MB", target=MEMORY, note=f"PSS; RSS {rss:.0f} MB")
        )
    return found


def start(place: Place, times: int, *, worker: str = "bench.cases_worker") -> Desk:
    """A worker at a place, when it is ready."""
    command = [sys.executable, "-W", "ignore", "-m", worker, str(times)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    desk = Desk(place, process)
    desk.ready = desk.hear()
    return desk


def thousands(number: int) -> str:
    """`200 000`."""
    return f"{number:,}".replace(",", " ")
