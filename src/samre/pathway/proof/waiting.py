"""Time on the map: nobody waits without a date that passes to somebody, stands for ever in a step, or goes round without news."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..logic import openness
from ..model import Fact, Pathway, Step, Way
from ..nodes import And, FactValue, Node, facts_of
from ..wording import words
from .exactness import Grid
from .prover import Prover
from .report import Obligation, judged

# What these give only grows as the days pass.
GROWING = ("ålder", "dagar_sedan", "månader_sedan", "uppnått")


def check_waiting(pathway: Pathway, prover: Prover) -> Iterator[Obligation]:
    """Obligations about dates, about leaving each step, and about circles."""
    for step in pathway.steps.values():
        yield _watched(step)
        if step.id != pathway.priority[-1]:
            yield _left(pathway, step)
    yield _circles(pathway, prover)


def _watched(step: Step) -> Obligation:
    """When the last day has passed, it is said who does what then: the date passes to somebody."""
    text = f"När dagen för {step.id} har gått utan svar ska det stå vad handläggaren gör."
    detail = "Steget saknar »om_inget_svar«. Skriv vem som kontaktas och vad som händer då."
    return judged(bool(step.escalation.strip()), f"bevakad.{step.id}", text, place=step.id, detail=detail)


def _left(pathway: Pathway, step: Step) -> Obligation:
    """Whoever is in the step can come out of it: by an answer somebody can give, or by days that pass.

    The last step by priority is left out: it is where one stands when nothing else is open, and its date comes back.
    """
    text = f"Den som är i {step.id} ska kunna komma vidare när något nytt blir känt."
    whole = openness(step)
    parts = whole.items if isinstance(whole, And) else ()
    if not facts_of(whole):
        detail = "Steget är alltid öppet utan att stå sist i turordningen. Ge det ett villkor."
        return judged(False, f"lämnas.{step.id}", text, place=step.id, detail=detail)
    # It is enough that one part of the condition always can turn: then the whole does.
    for node in (whole, *parts):
        grid = Grid(node, pathway)
        stuck = _stuck(grid, pathway) if grid.fits else {}
        if stuck is None:
            return Obligation(f"lämnas.{step.id}", text, "proved", step.id)
        if stuck and node is whole:
            detail = "Vad som än blir känt är steget öppet. Ge det »klar_när«, eller läs »öppen_när« igen."
            return Obligation(
                f"lämnas.{step.id}", text, "failed", step.id, detail, words(pathway.facts, stuck), stuck
            )
    detail = "Villkoret läser så många uppgifter att alla fall inte kan prövas. Dela upp det med »kräver«."
    return judged(False, f"lämnas.{step.id}", text, place=step.id, detail=detail, otherwise="warning")


def _stuck(grid: Grid, pathway: Pathway) -> dict[str, FactValue] | None:
    """A case where the step is open and stays so, whatever is answered and however long one waits; None if there is none."""
    truth, allowed = grid.truths()
    open_, out = allowed & (truth == 1), allowed & (truth == 0)
    for axis, name in enumerate(grid.facts):
        out = _reaching(out, axis, pathway.facts[name])
    stuck = np.argwhere(open_ & ~out)
    if not len(stuck):
        return None
    fullest = stuck[np.argmax((stuck != 0).sum(axis=1))]
    values = {
        name: cells[at] for name, cells, at in zip(grid.facts, grid.cells, fullest.tolist(), strict=True)
    }
    return {name: value for name, value in values.items() if value is not None}


def _reaching(out: NDArray[np.bool_], axis: int, fact: Fact) -> NDArray[np.bool_]:
    """From which cells of a fact the way out can be reached. The first cell is unknown: it can still become anything."""
    cells: NDArray[np.bool_] = np.moveaxis(out, axis, 0)
    anything = np.asarray(cells.any(axis=0))
    grows = fact.derivation is not None and fact.derivation.kind in GROWING
    if grows:
        onwards = np.logical_or.accumulate(cells[1:][::-1], axis=0)[::-1]
        found = np.concatenate([anything[None], onwards])
    elif fact.who or fact.derivation is not None:
        found = np.broadcast_to(anything, cells.shape)
    else:
        found = np.concatenate([anything[None], cells[1:]])
    return np.moveaxis(found, 0, axis)


def _circles(pathway: Pathway, prover: Prover) -> Obligation:
    """A circle is idle when no step on it learns anything and one person can meet every condition on it at once."""
    text = "Ingen ska gå runt i kartan utan att något nytt blir känt."
    idle = {
        id_: [way for way in step.ways if way.target in pathway.steps]
        for id_, step in pathway.steps.items()
        if _learns_nothing(step)
    }
    for start in idle:
        found = _round(start, start, (), idle, prover, ())
        if found is not None:
            trail, person = found
            circle = ", ".join(trail)
            detail = f"{circle} kan gå runt utan att något nytt är känt. Ge ett av stegen »klar_när« eller »måste_vetas«."
            case = words(pathway.facts, person)
            return Obligation("kretsar", text, "failed", circle, detail, case, person)
    return Obligation("kretsar", text, "proved")


Trail = tuple[str, ...]


def _round(
    start: str,
    here: str,
    trail: Trail,
    idle: dict[str, list[Way]],
    prover: Prover,
    conditions: tuple[Node, ...],
) -> tuple[Trail, dict[str, FactValue]] | None:
    """A trail from `here` back to `start` over idle steps after it, and somebody who meets its conditions; None if there is none.

    Only steps after `start` are gone over: a circle is looked for from the first of its steps.
    """
    later = list(idle)[list(idle).index(start) :]
    for way in idle[here]:
        if way.target not in later or way.target in trail[1:]:
            continue
        met = conditions if way.condition is None else (*conditions, way.condition)
        person = prover.person(*(prover.formulas(node).true for node in met))
        if person is None:
            continue
        if way.target == start:
            return (*trail, here), person
        found = _round(start, way.target, (*trail, here), idle, prover, met)
        if found is not None:
            return found
    return None


def _learns_nothing(step: Step) -> bool:
    """What the step requires was known already when it opened."""
    return step.done is None and not step.must_know
