"""A measured figure beside its target, and the table they are printed in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Sense = Literal["at most", "at least"]


@dataclass(frozen=True)
class Measure:
    """One figure: the median of its rounds with its least and greatest, and the target where there is one."""

    group: str
    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    target: float | None = None
    sense: Sense = "at most"
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.sense == "at most" else self.value >= self.target

    def as_json(self) -> dict[str, Any]:
        """The figure with its verdict, for var/bench.json."""
        return {**asdict(self), "met": self.is_met}


def of(group: str, name: str, values: Sequence[float], unit: str, **more: Any) -> Measure:
    """The measure of several rounds."""
    return Measure(group, name, statistics.median(values), unit, min(values), max(values), **more)


def rounds_of(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each of `rounds` runs."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def said(value: float | None) -> str:
    """A number with three figures, as short as it can be."""
    if value is None:
        return ""
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.3g}"


def lines(measures: Iterable[Measure]) -> list[str]:
    """The table: figure, spread, target and whether it is reached."""
    found, group = [], ""
    for measure in measures:
        if measure.group != group:
            group = measure.group
            found += ["", group]
        spread = f"{said(measure.low)} … {said(measure.high)}" if measure.low is not None else ""
        sign = {"at most": "≤", "at least": "≥"}[measure.sense]
        target = f"{sign} {said(measure.target)}" if measure.target is not None else ""
        verdict = {True: "nås", False: "NÅS INTE", None: ""}[measure.is_met]
        figure = f"{said(measure.value)} {measure.unit}"
        row = f"  {measure.name:<48} {figure:>18}  {spread:<20} {target:>8}  {verdict:<9}{measure.note}"
        found.append(row.rstrip())
    return found
