"""The answer of `samre certificate check` as plain Swedish for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .text import bullets, folded


def describe(found: Mapping[str, Any]) -> str:
    """One file: verdict, faults in form, questions to the doctor, and the steps it is good enough for."""
    return "\n".join(_lines(found))


def summary(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many of each verdict, when there are several files."""
    if len(entries) < 2:
        return []
    counts = Counter(found["verdict"] or "går inte att läsa" for found in entries)
    return [
        f"{len(entries)} filer: {', '.join(f'{count} {verdict}' for verdict, count in counts.most_common())}."
    ]


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield found["file"]
    if not found["readable"]:
        yield from folded("  Går inte att läsa: ", found["problems"][0]["message"])
        return
    form = found["form"] or found["type"] or "okänd blankett"
    version = f", version {found['version']}" if found["version"] else ""
    yield f"  {form}{version}: {found['verdict']}"
    for notice in found["notices"]:
        yield from folded("  Obs: ", notice)
    identity = found["identity"]
    if identity and not identity["valid"]:
        yield from folded("  Personnumret: ", identity["reason"] or "går inte att bekräfta.")
    if found["problems"]:
        yield f"  Fel i formen ({len(found['problems'])}):"
        yield bullets([_problem(problem) for problem in found["problems"]], indent=4)
    asks = [check for check in found["checks"] if check["question"]]
    if asks:
        yield "  Fråga vården:"
        yield bullets([f"{check['id']} ({check['status']}): {check['question']}" for check in asks], indent=4)
    fits = [fit["step"] for fit in found["good_enough_for"] if fit["good_enough"]]
    yield from folded("  Räcker till: ", ", ".join(fits) or "inget steg ännu")


def _problem(problem: Mapping[str, Any]) -> str:
    return (
        f"fråga {problem['question']}: {problem['message']}"
        if problem["question"]
        else str(problem["message"])
    )
