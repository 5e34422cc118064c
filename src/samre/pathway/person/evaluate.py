"""Where one person stands on the map on a day: the status of every step, the reasons, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..kept import kept_per_map
from ..logic import (
    Values,
    deciding,
    once,
    open_questions,
    openness,
    truth,
)
from ..model import Because, Evaluation, LawRef, Pathway, Status, Step, StepResult
from ..nodes import Constant, Not, Truth
from . import presumptions
from .explain import generate_explainer
from .facts import Facts
from .limits import due


def status_of(done: Truth, is_open: Truth) -> Status:
    """The status that follows from whether the step is done and whether it is open."""
    if done is True:
        return "klar"
    if is_open is True:
        return "öppen"
    return "kan bli öppen" if is_open is None else "inte aktuell"


def evaluate(pathway: Pathway, facts: Facts, *, on: date) -> Evaluation:
    """Where one person is on the map on a day, with status, deciding facts and missing facts of every step.

    `facts` comes from `facts.read_facts`; `due` is the primary step's last day (`limits.due`). The first call on a
    map generates its explanation (some tens of milliseconds); after that a person takes well under 0.1 ms.

    What is only presumed (`facts.presumed`) decides the primary step, but closes nothing: a step that is closed or done
    by a presumption alone is told as it stands without it, as a rule `kan bli öppen` with the presumed facts missing.
    """
    if not facts.presumed:
        return _evaluate(pathway, facts.values, facts.sources, on)
    presuming = _evaluate(pathway, facts.values, presumptions.sources(facts), on)
    return presumptions.disclose(pathway, facts, presuming, _evaluate(pathway, facts.told, facts.sources, on))


def _evaluate(pathway: Pathway, values: Values, sources: Mapping[str, str], on: date) -> Evaluation:
    explainer = _explainer(pathway)
    steps, opened, masks = explainer.explain(values, sources)
    candidates, missing, primary = [], 0, None
    for id_, is_open, mask in zip(pathway.priority, opened, masks, strict=True):
        missing |= mask
        if is_open is not False:
            candidates.append(id_)
        if is_open:
            primary = None if len(candidates) > 1 else pathway.steps[id_]
            break
    day, limit = due(pathway, primary, values, on=on) if primary else (None, None)
    return Evaluation(
        pathway.id,
        on,
        primary.id if primary else None,
        tuple(candidates),
        tuple(id_ for id_, is_open in zip(pathway.priority, opened, strict=True) if is_open),
        primary.responsible if primary else None,
        day,
        steps,
        explainer.missing[missing],
        limit=limit,
    )


_explainer = kept_per_map(generate_explainer)


def reference(pathway: Pathway, facts: Facts, *, on: date) -> Evaluation:
    """As `evaluate`, by walking the conditions: slow and plain, the oracle of the tests."""
    if not facts.presumed:
        return _reference(pathway, facts, on)
    presuming = _reference(pathway, Facts(facts.values, facts.asked, presumptions.sources(facts)), on)
    told = _reference(pathway, Facts(facts.told, facts.asked, facts.sources), on)
    return presumptions.disclose(pathway, facts, presuming, told)


def _reference(pathway: Pathway, facts: Facts, on: date) -> Evaluation:
    steps = {id_: _explain(pathway, step, facts) for id_, step in pathway.steps.items()}
    candidates: list[str] = []
    missing: list[str] = []
    for id_ in pathway.priority:
        status = steps[id_].status
        missing += open_questions(openness(pathway.steps[id_]), facts.values)
        if status in ("öppen", "kan bli öppen"):
            candidates.append(id_)
        if status == "öppen":
            break
    decided = bool(candidates) and steps[candidates[0]].status == "öppen"
    primary = pathway.steps[candidates[0]] if decided else None
    day, limit = due(pathway, primary, facts.values, on=on) if primary else (None, None)
    return Evaluation(
        pathway=pathway.id,
        on=on,
        primary=primary.id if primary else None,
        candidates=tuple(candidates),
        open=tuple(id_ for id_ in pathway.priority if steps[id_].status == "öppen"),
        responsible=primary.responsible if primary else None,
        due=day,
        steps=steps,
        missing=_cheapest(pathway, missing),
        limit=limit,
    )


def _explain(pathway: Pathway, step: Step, facts: Facts) -> StepResult:
    values = facts.values
    done = None if step.done is None else truth(step.done, values)
    whole = openness(step)
    status = status_of(done, truth(whole, values))
    missing = [*open_questions(whole, values), *(open_questions(step.done, values) if step.done else ())]
    unmet, law = _unmet(step, facts) if status in ("kan bli öppen", "inte aktuell") else (None, ())
    return StepResult(
        id=step.id,
        status=status,
        because=_because(_reasons(step, status, values), facts),
        missing=_cheapest(pathway, missing),
        unmet=unmet,
        law=law or step.law,
    )


def _reasons(step: Step, status: Status, values: Values) -> tuple[str, ...]:
    """The facts that decide a status: of `kan bli öppen`, those that already speak for it."""
    parts = [step.relevant, *(need.condition for need in step.requires)]
    if status == "klar":
        return deciding(step.done or Constant(True), values)
    if status == "inte aktuell":
        return deciding(next(part for part in parts if truth(part, values) is False), values)
    if status == "öppen" and step.done is not None:
        parts.append(Not(step.done))
    return once(fact for part in parts if truth(part, values) is True for fact in deciding(part, values))


def _unmet(step: Step, facts: Facts) -> tuple[str | None, tuple[LawRef, ...]]:
    """The first requirement that is false, else the first that is unknown, with its paragraphs; none while irrelevant."""
    if truth(step.relevant, facts.values) is False:
        return None, ()
    for wanted in (False, None):
        for need in step.requires:
            if truth(need.condition, facts.values) is wanted:
                return need.id, need.law
    return None, ()


def _because(names: Iterable[str], facts: Facts) -> tuple[Because, ...]:
    return tuple(Because(name, facts.values.get(name), facts.sources.get(name, "")) for name in names)


def _cheapest(pathway: Pathway, names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, cheapest to find out first; the definition's order among equals."""
    order = {id_: number for number, id_ in enumerate(pathway.facts)}
    return tuple(sorted(set(names), key=lambda name: (pathway.facts[name].cost, order[name])))
