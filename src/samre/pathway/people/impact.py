"""What a changed map does to a population: who moves from which step to which, examples, and the facts that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..logic import openness
from ..model import Pathway
from ..nodes import And, FactValue, Named, Node, Not, Or, facts_of
from .columns import Columns
from .population import UNDECIDED, Answer, Plan, bits_of, compile_population
from .slices import Slices, Words

EXAMPLES = 3
CANDIDATES = ""
Rows = NDArray[np.intp]
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """People who go from one primary step to another ("" = not settled). `because`: facts in the conditions that changed;
    `examples`: a few of the people, as rows in the columns and as facts."""

    before: str
    after: str
    people: int
    because: tuple[str, ...]
    rows: tuple[int, ...]
    examples: tuple[Mapping[str, FactValue], ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """`matrix[before, after]` counts everybody, also who stays; `moves` are those who do not, most people first.

    `changed`: steps whose condition, place in the priority or existence changed. `open_before`, `open_after`: people per
    open step.
    """

    people: int
    moved: int
    matrix: Mapping[tuple[str, str], int]
    moves: tuple[Move, ...]
    changed: tuple[str, ...]
    open_before: Mapping[str, int]
    open_after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Resident:
    """A map with its people in memory: keep it, and the next comparison only slices what the new map tells apart anew."""

    pathway: Pathway
    plan: Plan
    columns: Columns
    slices: Slices
    answer: Answer


def settle_in(pathway: Pathway, columns: Columns) -> Resident:
    """Slices and answers of a population on a map, to compare new versions with."""
    plan = compile_population(pathway)
    slices = plan.slice(columns)
    return Resident(pathway, plan, columns, slices, plan.run(slices))


def compare(old: Pathway, new: Pathway, columns: Columns) -> Impact:
    """The impact of going from `old` to `new` on the people of `columns`."""
    return compare_resident(settle_in(old, columns), new)


def compare_resident(old: Resident, new: Pathway, people: Columns | None = None) -> Impact:
    """As `compare`, when the old map's people are already in memory. `people`: the same people as the new map sees them, where
    other facts are known of them there."""
    plan = compile_population(new, like=old.plan.layouts)
    seen = old.columns if people is None else people
    after = plan.run(plan.slice(seen, known=_still_true(old, seen)))
    before = old.answer
    rows = _movers(before, after)
    matrix, groups = _matrix(before, after, rows)
    changed = changed_steps(old.pathway, new)
    moves = [
        Move(
            one,
            two,
            len(who),
            _because(old.pathway, new, changed, {one, two}),
            *_examples(old.columns, seen, who),
        )
        for (one, two), who in groups.items()
    ]
    moves.sort(key=lambda move: (-move.people, move.before, move.after))
    return Impact(
        before.size, len(rows), matrix, tuple(moves), changed, before.open_counts(), after.open_counts()
    )


def matrix_of(before: Answer, after: Answer) -> dict[Cell, int]:
    """How many of the same people go from which primary step to which, stays included; "" = not settled."""
    return _matrix(before, after, _movers(before, after))[0]


def _movers(before: Answer, after: Answer) -> Rows:
    return np.flatnonzero(bits_of(_moved(before, after), before.size))


def _moved(before: Answer, after: Answer) -> Words:
    """Who has another primary step, as words."""
    moved = np.zeros(before.words.shape[0] * before.words.shape[2], np.uint64)
    place = {step: row for row, step in enumerate(after.steps)}
    for row, step in enumerate(before.steps):
        moved |= before.plane(row) ^ after.plane(place.pop(step)) if step in place else before.plane(row)
    for row in place.values():
        moved |= after.plane(row)
    return moved


def _matrix(before: Answer, after: Answer, rows: Rows) -> tuple[dict[Cell, int], dict[Cell, Rows]]:
    """How many go from where to where, stays included, and the rows of those who move."""
    names = [_names(answer) for answer in (before, after)]
    cells = before.primary[rows].astype(np.int32) << 8 | after.primary[rows]
    order = np.argsort(cells, kind="stable")
    kinds, starts = np.unique(cells[order], return_index=True)
    parts = np.split(rows[order], starts[1:])
    groups = {
        (names[0][kind >> 8], names[1][kind & 255]): part
        for kind, part in zip(kinds.tolist(), parts, strict=False)
    }
    matrix = {cell: len(part) for cell, part in groups.items()}
    for step, count in before.counts().items():
        stay = count - sum(number for (one, _), number in matrix.items() if one == step)
        if stay:
            matrix[step, step] = stay
    return matrix, groups


def _names(answer: Answer) -> dict[int, str]:
    return {UNDECIDED: CANDIDATES} | dict(enumerate(answer.steps))


def _still_true(old: Resident, people: Columns) -> Slices:
    """The planes of facts that are the same for everybody in both maps."""
    if people is old.columns:
        return old.slices
    was, now = old.columns, people
    same = {
        fact
        for fact, column in now.values.items()
        if fact in was.values
        and was.choices.get(fact) == now.choices.get(fact)
        and (column is was.values[fact] or np.array_equal(column, was.values[fact]))
    }
    planes = {plane: row for plane, row in old.slices.planes.items() if plane.fact in same}
    return Slices(old.slices.size, planes, old.slices.words)


def _examples(
    before: Columns, after: Columns, rows: Rows
) -> tuple[tuple[int, ...], tuple[dict[str, FactValue], ...]]:
    """A few of the rows, with what the new map knows of them and what only the old one asked."""
    few = tuple(rows[:EXAMPLES].tolist())
    gone = Columns(
        before.size,
        {fact: column for fact, column in before.values.items() if fact not in after.values},
        before.choices,
    )
    return few, tuple(gone.person(row) | after.person(row) for row in few)


def plain(node: Node) -> Node:
    """A condition without names and without gates inside gates of their kind: to tell if two conditions are the same."""
    match node:
        case Named(_, item):
            return plain(item)
        case Not(item):
            return Not(plain(item))
        case And() | Or():
            return type(node)(tuple(_flat(node)))
    return node


def _flat(gate: And | Or) -> Iterator[Node]:
    for item in gate.items:
        part = plain(item)
        if isinstance(part, type(gate)):
            yield from _flat(part)
        else:
            yield part


def changed_steps(old: Pathway, new: Pathway) -> tuple[str, ...]:
    """Steps that are new, gone, have another condition, or stand in another order among the others."""
    shared = [step for step in old.priority if step in new.steps]
    again = [step for step in new.priority if step in old.steps]
    moved = {step for pair in zip(shared, again, strict=True) if pair[0] != pair[1] for step in pair}
    same = {
        step
        for step in shared
        if step not in moved and plain(openness(old.steps[step])) == plain(openness(new.steps[step]))
    }
    return tuple(dict.fromkeys(step for step in (*new.priority, *old.priority) if step not in same))


def _because(old: Pathway, new: Pathway, changed: tuple[str, ...], ends: set[str]) -> tuple[str, ...]:
    """Facts of the changed conditions: of the two steps themselves where they changed, else of all changed steps."""
    steps = [step for step in changed if step in ends] or list(changed)
    found: dict[str, None] = {}
    for step in steps:
        before = _parts(old, step)
        after = _parts(new, step)
        for node in [*(after.keys() - before.keys()), *(before.keys() - after.keys())] or [*before, *after]:
            found |= dict.fromkeys(facts_of(node))
    return tuple(name for name in {**new.facts, **old.facts} if name in found)


def _parts(pathway: Pathway, step: str) -> dict[Node, None]:
    if step not in pathway.steps:
        return {}
    whole = plain(openness(pathway.steps[step]))
    return dict.fromkeys(whole.items if isinstance(whole, And) else (whole,))
