"""Everybody at once: the whole map as word operations over bit planes, equal to `evaluate` person by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..logic import openness
from ..model import Fact, Pathway
from ..nodes import Node
from .circuit import FALSE, TRUE, Circuit, Op, Plane
from .columns import Columns
from .slices import Slices, Words, slice_columns
from .wiring import BUDGET, Layout, Wiring, layouts_for

OPERATIONS: Mapping[Op, np.ufunc] = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}
UNDECIDED = 255
Instruction = tuple[np.ufunc, int, int, int]


@dataclass(frozen=True, slots=True)
class Program:
    """A circuit put in order. Rows: 0 and 1 the constants, then the planes, the outputs and `spare` rows in between."""

    planes: tuple[Plane, ...]
    outputs: int
    spare: int
    instructions: tuple[Instruction, ...]

    def run(self, slices: Slices) -> Words:
        """`[block, output, word]` for everybody in `slices` (made for exactly these planes)."""
        blocks, _, width = slices.words.shape
        result = np.empty((blocks, max(1, self.outputs), width), np.uint64)
        scratch = np.empty((self.spare + 2, width), np.uint64)
        scratch[0], scratch[1] = 0, np.uint64(2**64 - 1)
        head, tail, stored = list(scratch[:2]), list(scratch[2:]), len(self.planes)
        for block in range(blocks):
            rows = [*head, *slices.words[block, :stored], *result[block, : self.outputs], *tail]
            for operation, a, b, out in self.instructions:
                operation(rows[a], rows[b], rows[out])
        _silence_padding(result, slices.size)
        return result


def _silence_padding(result: Words, size: int) -> None:
    """People that do not exist are in no output."""
    last = result[-1]
    used = size - (result.shape[0] - 1) * result.shape[2] * 64
    whole, bits = divmod(used, 64)
    if whole < last.shape[1]:
        last[:, whole] &= np.uint64((1 << bits) - 1)
        last[:, whole + 1 :] = 0


def order_program(circuit: Circuit, outputs: Sequence[int]) -> Program:
    """Gates that the outputs need, in order, with rows reused as soon as nobody reads them any more."""
    gates = {wire: gate for gate, wire in circuit.gates.items()}
    stored = {wire: plane for plane, wire in circuit.planes.items()}
    needed, stack = set(outputs), list(outputs)
    while stack:
        for wire in gates.get(stack.pop(), ())[1:]:
            if wire not in needed:
                needed.add(wire)
                stack.append(wire)
    planes = [wire for wire in sorted(needed) if wire in stored]
    order = [wire for wire in sorted(needed) if wire in gates]
    row = {FALSE: 0, TRUE: 1} | {wire: n + 2 for n, wire in enumerate(planes)}
    first_output = 2 + len(planes)
    for n, wire in reversed(list(enumerate(outputs))):
        if wire in gates:
            row[wire] = first_output + n
    copies = [(n, wire) for n, wire in enumerate(outputs) if row.get(wire) != first_output + n]
    instructions, spare = _assign_rows(gates, order, row, first_output + len(outputs))
    instructions += [(np.bitwise_or, row[wire], 0, first_output + n) for n, wire in copies]
    return Program(tuple(stored[wire] for wire in planes), len(outputs), spare, tuple(instructions))


def _assign_rows(
    gates: Mapping[int, tuple[Op, int, int]], order: list[int], row: dict[int, int], first_spare: int
) -> tuple[list[Instruction], int]:
    last_use = {wire: at for at, out in enumerate(order) for wire in gates[out][1:]}
    fixed, free, top = set(row), [], first_spare
    instructions: list[Instruction] = []
    for at, wire in enumerate(order):
        op, a, b = gates[wire]
        sources = row[a], row[b]
        free += [row[used] for used in {a, b} if used not in fixed and last_use[used] == at]
        if wire not in row:
            if not free:
                free.append(top)
                top += 1
            row[wire] = free.pop()
        instructions.append((OPERATIONS[op], *sources, row[wire]))
    return instructions, top - first_spare


@dataclass(frozen=True)
class Answer:
    """Where everybody is. `words[block, row, word]`, rows: primary, open, then ruled out, each in the order of `steps`."""

    steps: tuple[str, ...]
    size: int
    words: Words

    def plane(self, row: int) -> Words:
        """One row for everybody, 64 people to a word."""
        return np.ascontiguousarray(self.words[:, row]).reshape(-1)

    def bits(self, row: int) -> NDArray[np.bool_]:
        """One row as `size` booleans."""
        return bits_of(self.plane(row), self.size)

    @cached_property
    def primary(self) -> NDArray[np.uint8]:
        """Index in `steps` of each person's primary step; 255 where several steps can turn out to be it."""
        index = np.zeros(self.size, np.uint8)
        for bit in range(len(self.steps).bit_length()):
            rows = [n for n in range(len(self.steps)) if (n + 1) >> bit & 1]
            if rows:
                merged = np.bitwise_or.reduce(self.words[:, rows], axis=1).reshape(-1)
                index |= bits_of(merged, self.size).view(np.uint8) << np.uint8(bit)
        return index - np.uint8(1)

    def primary_step(self, person: int) -> str | None:
        """The primary step of one person, None when it is not settled."""
        index = int(self.primary[person])
        return None if index == UNDECIDED else self.steps[index]

    def is_open(self, step: str) -> NDArray[np.bool_]:
        """For whom the step is open."""
        return self.bits(len(self.steps) + self.steps.index(step))

    def open_steps(self, person: int) -> tuple[str, ...]:
        """All open steps of one person, most urgent first."""
        return tuple(step for step, bit in zip(self.steps, self._person(person, 1), strict=True) if bit)

    def candidates(self, person: int) -> tuple[str, ...]:
        """The steps that can turn out to be primary, most urgent first; the last one is open now."""
        found = []
        for step, is_open, out in zip(
            self.steps, self._person(person, 1), self._person(person, 2), strict=True
        ):
            if not out:
                found.append(step)
            if is_open:
                break
        return tuple(found)

    def counts(self) -> dict[str, int]:
        """How many have each step as primary; under "" those whose primary is not settled."""
        tally = self._tally(0)
        return {**tally, "": self.size - sum(tally.values())}

    def open_counts(self) -> dict[str, int]:
        """How many have each step open."""
        return self._tally(1)

    def possible_counts(self) -> dict[str, int]:
        """For how many each step is open or can become so."""
        return {step: self.size - count for step, count in self._tally(2).items()}

    def _tally(self, part: int) -> dict[str, int]:
        first = part * len(self.steps)
        counted = np.bitwise_count(self.words[:, first : first + len(self.steps)]).sum(
            axis=(0, 2), dtype=np.int64
        )
        return {step: int(count) for step, count in zip(self.steps, counted, strict=True)}

    def _person(self, person: int, part: int) -> NDArray[Any]:
        word, bit = divmod(person, 64)
        block, place = divmod(word, self.words.shape[2])
        rows = slice(part * len(self.steps), (part + 1) * len(self.steps))
        return self.words[block, rows, place] >> np.uint64(bit) & np.uint64(1)


def bits_of(words: Words, size: int) -> NDArray[np.bool_]:
    """The first `size` bits of the words, one boolean each."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


@dataclass(frozen=True, slots=True)
class Plan:
    """A map ready to run over populations."""

    steps: tuple[str, ...]
    program: Program
    layouts: Mapping[str, Layout]

    def slice(self, columns: Columns, *, known: Slices | None = None) -> Slices:
        """The bit planes of `columns` that this map needs; `known` (the same people, another map) saves slicing again."""
        return slice_columns(columns, self.program.planes, known=known)

    def run(self, slices: Slices) -> Answer:
        """Primary, open and ruled-out steps of everybody."""
        return Answer(self.steps, slices.size, self.program.run(slices))


def compile_population(
    pathway: Pathway, *, budget: int = BUDGET, like: Mapping[str, Layout] | None = None
) -> Plan:
    """The plan of a map; at most `budget` bits per person are stored where that is possible.

    `like`: the layouts of an older map, kept for the facts where the new map tells the same values apart.
    """
    nodes = [openness(pathway.steps[step]) for step in pathway.priority]
    layouts = layouts_for(nodes, pathway.facts, budget)
    for fact, layout in (like or {}).items():
        if fact in layouts and replace(layout, binary=layouts[fact].binary) == layouts[fact]:
            layouts[fact] = layout
    wiring = Wiring(layouts, pathway.facts)
    rails = [wiring.rails(node) for node in nodes]
    circuit, primary, before = wiring.circuit, [], TRUE
    for rail in rails:
        primary.append(circuit.both(before, rail.true))
        before = circuit.both(before, rail.false)
    outputs = [*primary, *(rail.true for rail in rails), *(rail.false for rail in rails)]
    return Plan(pathway.priority, order_program(circuit, outputs), layouts)


def truths(nodes: Sequence[Node], facts: Mapping[str, Fact], columns: Columns) -> NDArray[np.int8]:
    """`[node, person]`: 1 true, 0 false, −1 unknown, for any conditions over the columns."""
    if not nodes:
        return np.zeros((0, columns.size), np.int8)
    wiring = Wiring(layouts_for(nodes, facts, 10**6), facts)
    rails = [wiring.rails(node) for node in nodes]
    program = order_program(wiring.circuit, [wire for rail in rails for wire in rail])
    words = program.run(slice_columns(columns, program.planes))
    found = np.full((len(nodes), columns.size), -1, np.int8)
    for row in range(len(nodes)):
        for value, part in ((1, 2 * row), (0, 2 * row + 1)):
            found[row][bits_of(np.ascontiguousarray(words[:, part]).reshape(-1), columns.size)] = value
    return found
