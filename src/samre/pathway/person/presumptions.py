"""What the map goes from until somebody has asked: kept apart from what was told, and shown wherever it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model import Evaluation, Pathway, StepResult
from .facts import Facts

PRESUMED = "utgångspunkt"


def sources(facts: Facts) -> Mapping[str, str]:
    """The sources of `facts`, where presumed facts have `PRESUMED` as theirs."""
    return {**facts.sources, **dict.fromkeys(facts.presumed, PRESUMED)}


def disclose(pathway: Pathway, facts: Facts, presuming: Evaluation, told: Evaluation) -> Evaluation:
    """`presuming`, made honest by `told` (the same person without what is presumed).

    A step that is closed or done only because of a presumption can still open, and says which facts decide. The primary
    step stands, and the presumed facts that could put another step before it are named in `presumed`.
    """
    steps = {id_: _honest(found, told.steps[id_]) for id_, found in presuming.steps.items()}
    return replace(presuming, steps=steps, presumed=_deciding(pathway, facts, presuming, steps))


def _honest(presuming: StepResult, told: StepResult) -> StepResult:
    if presuming.status in ("inte aktuell", "klar") and told.status in ("öppen", "kan bli öppen"):
        return replace(told, status="kan bli öppen")
    return presuming


def _deciding(
    pathway: Pathway, facts: Facts, presuming: Evaluation, steps: Mapping[str, StepResult]
) -> tuple[str, ...]:
    last = pathway.priority.index(presuming.candidates[-1]) if presuming.candidates else len(pathway.priority)
    found: dict[str, None] = {}
    for id_ in pathway.priority[: last + 1]:
        result = steps[id_]
        names = (*result.missing, *(reason.fact for reason in result.because if result.status == "öppen"))
        found.update(dict.fromkeys(name for name in names if name in facts.presumed))
    return tuple(found)
