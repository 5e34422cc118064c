"""What `samre map check` answers: every obligation of the map, and a readable case where one does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from samre.pathway.model import Pathway
from samre.pathway.proof.report import Obligation
from samre.pathway.proof.verify import verify

from .text import bullets, folded


def answer(pathway: Pathway, *, on: date) -> dict[str, Any]:
    """The report as plain data. `proved` is whether nothing failed; warnings are for people to judge."""
    report = verify(pathway, on=on)
    return {
        "pathway": pathway.id,
        "version": pathway.hash[:12],
        "on": on.isoformat(),
        "proved": report.holds,
        "obligations": len(report.obligations),
        "failed": [obligation_answer(item) for item in report.failed],
        "warnings": [obligation_answer(item) for item in report.warnings],
    }


def obligation_answer(item: Obligation) -> dict[str, Any]:
    """One obligation; `facts` can be given to `samre route` as they are."""
    return {
        "id": item.id,
        "text": item.text,
        "verdict": item.verdict,
        "place": item.place,
        "detail": item.detail,
        "case": [{"label": label, "value": value} for label, value in item.case],
        "facts": dict(item.facts),
    }


def describe(found: Mapping[str, Any]) -> str:
    """The report for a terminal, what failed first."""
    return "\n".join(_lines(found))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    for item in found["failed"]:
        yield from _obligation("HÅLLER INTE", item)
    for item in found["warnings"]:
        yield from _obligation("Att titta på", item)
    proved = found["obligations"] - len(found["failed"]) - len(found["warnings"])
    end = "Kartan är bevisad." if found["proved"] else "Kartan håller inte."
    yield f"{proved} av {found['obligations']} krav bevisade, {len(found['warnings'])} att titta på. {end}"


def _obligation(head: str, item: Mapping[str, Any]) -> Iterator[str]:
    yield from folded(f"{head}: ", item["text"])
    if item["place"]:
        yield from folded("  Var: ", item["place"])
    if item["detail"]:
        yield from folded("  ", item["detail"])
    if item["case"]:
        yield "  Till exempel:"
        yield bullets([f"{part['label']}: {part['value']}" for part in item["case"]], indent=4)
