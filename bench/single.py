"""One person at a time: routed by the generated code, with the full explanation, and by the reference."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.people.columns import Columns
from samre.pathway.person.compiled import compile_pathway
from samre.pathway.person.evaluate import evaluate, reference
from samre.pathway.person.facts import Facts

from .measure import Measure, of

TARGET_ROUTED, TARGET_EXPLAINED = 3.0, 100.0
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


def single(pathway: Pathway, columns: Columns, *, rounds: int) -> list[Measure]:
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
    slow = each(lambda values: reference(pathway, Facts(values), on=on), few, max(1, min(3, rounds)))
    return [
        of(
            GROUP,
            "till steg, genererad Python",
            each(router.route, people, rounds),
            "µs",
            target=TARGET_ROUTED,
        ),
        of(GROUP, "med hela förklaringen", explained, "µs", target=TARGET_EXPLAINED),
        of(GROUP, "referensen, att läsa", slow, "µs", note=f"{len(few)} personer hölls lika i alla tre"),
        Measure(GROUP, "kända uppgifter per person", statistics.mean(map(len, people)), "st"),
    ]
