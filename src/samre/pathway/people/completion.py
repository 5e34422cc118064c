"""Many people's told facts completed at once with what follows from them, equal to `person.facts.read_facts` one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..kept import kept_per_map
from ..model import Fact, Pathway
from ..nodes import Node, facts_of
from ..person.cuts import same_everywhere
from ..person.derive import Possible, derivations, derive
from .columns import UNKNOWN_CODE, UNKNOWN_INT, Column, Columns, bounded, choice_lists, empty_column
from .population import Program, bits_of, order_program
from .slices import slice_columns
from .wiring import Wiring, layouts_for

Who = NDArray[np.bool_]
# Every condition is wired by itself: no bits need to be saved.
_NO_BUDGET = 10**6


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of `columns.size` people: numbers, choices and yes or no in `columns`.

    `dates`: date fact → text or None per person. `asked`: fact → who has answered, also with "vet inte"; needed for the facts
    that are presumed otherwise.
    """

    columns: Columns
    dates: Mapping[str, Sequence[str | None]]
    asked: Mapping[str, Who]


@dataclass(frozen=True, slots=True)
class Completed:
    """`columns` with everything that follows. `doubtful`: those who have to be read one by one, because what is told of them
    contradicts itself or because a date is known too roughly."""

    columns: Columns
    doubtful: Who


def complete(pathway: Pathway, told: Told, *, on: date) -> Completed:
    """Ages and other spans on the day `on`, what conditions and constraints imply, and what the map goes from."""
    return _Completing(pathway, told, on).run()


@dataclass(slots=True)
class Conditions:
    """The programs of a map's conditions, each made the first time it is asked."""

    pathway: Pathway
    programs: dict[int, tuple[Node, Program]]

    def ask(self, node: Node, columns: Columns) -> tuple[Who, Who]:
        """For whom the condition is surely true, and for whom surely false."""
        found = self.programs.get(id(node))
        if found is None:
            wiring = Wiring(layouts_for([node], self.pathway.facts, _NO_BUDGET), self.pathway.facts)
            rails = wiring.rails(node)
            found = self.programs[id(node)] = node, order_program(wiring.circuit, [rails.true, rails.false])
        words = found[1].run(slice_columns(columns, found[1].planes))
        true, false = (
            bits_of(np.ascontiguousarray(words[:, row]).reshape(-1), columns.size) for row in (0, 1)
        )
        return true, false


@kept_per_map
def conditions(pathway: Pathway) -> Conditions:
    """The conditions of a map, ready to be asked of columns."""
    return Conditions(pathway, {})


class _Completing:
    """One run over one set of people."""

    def __init__(self, pathway: Pathway, told: Told, on: date) -> None:
        self.pathway, self.told, self.on = pathway, told, on
        self.size = told.columns.size
        plain = [fact for fact in pathway.facts.values() if fact.kind != "date"]
        values = {
            fact.id: told.columns.values[fact.id].copy()
            if fact.id in told.columns.values
            else empty_column(fact, self.size)
            for fact in plain
        }
        self.columns = Columns(self.size, values, choice_lists(plain))
        self.doubtful: Who = np.zeros(self.size, np.bool_)
        self.conditions = conditions(pathway)

    def run(self) -> Completed:
        for fact in derivations(self.pathway):
            given = self._known(fact.id)
            rule = fact.derivation
            assert rule is not None
            if rule.kind == "villkor":
                if rule.condition is not None:
                    self._put_truth(fact, given, *self.conditions.ask(rule.condition, self.columns))
            else:
                self._from_date(fact, given)
            if fact.kind == "bool":
                self._imply(fact, given)
        self._presume()
        return Completed(self.columns, self.doubtful)

    def _known(self, name: str) -> Who:
        column = self.columns.values[name]
        return column != (UNKNOWN_INT if column.dtype == np.int16 else UNKNOWN_CODE)

    def _put_truth(self, fact: Fact, given: Who, true: Who, false: Who) -> None:
        column = self.columns.values[fact.id]
        self.doubtful |= given & ((column == 1) & false | (column == 0) & true)
        column[true & ~given], column[false & ~given] = 1, 0

    def _from_date(self, fact: Fact, given: Who) -> None:
        """Worked out once for each date (and age, where the date may be missing) that somebody has."""
        rule = fact.derivation
        assert rule is not None
        texts = self.told.dates.get(rule.source or "", ())
        ages = self.columns.values[rule.fallback].tolist() if rule.fallback else None
        if not len(texts) and ages is None:
            return
        keys = list(zip(texts or [None] * self.size, ages or [UNKNOWN_INT] * self.size, strict=True))
        found = {key: self._possible(fact, *key) for key in set(keys)}
        if fact.kind == "bool":
            answers = np.array([_truth_code(found[key]) for key in keys], np.int8)
            self._put_truth(fact, given, answers == 1, answers == 0)
            return
        ends = {key: _ends(possible) for key, possible in found.items()}
        low, high = np.array([ends[key] for key in keys], np.int16).reshape(-1, 2).T
        there = low != UNKNOWN_INT
        column: Column = self.columns.values[fact.id]
        self.doubtful |= given & there & ((column < low) | (column > high))
        rough = [
            key
            for key, possible in found.items()
            if possible.span
            and len(possible.span) > 1
            and not same_everywhere(self.pathway, fact.id, possible.span)
        ]
        if rough:
            self.doubtful |= ~given & np.array([key in rough for key in keys])
        fill = there & ~given
        column[fill] = low[fill]

    def _possible(self, fact: Fact, text: str | None, age: int) -> Possible:
        rule = fact.derivation
        assert rule is not None
        values: dict[str, bool | int | str] = {}
        if text is not None and rule.source:
            values[rule.source] = text
        if rule.fallback and age != UNKNOWN_INT:
            values[rule.fallback] = age
        return derive(self.pathway, fact, values, on=self.on)

    def _imply(self, fact: Fact, given: Who) -> None:
        """The one answer that breaks no constraint, for those who have none."""
        nodes = [node for _, node in self.pathway.constraints if fact.id in facts_of(node)]
        open_ = ~given & ~self._known(fact.id)
        if not nodes or not open_.any():
            return
        column = self.columns.values[fact.id]
        before = column.copy()
        ruled_out = []
        for answer in (1, 0):
            column[:] = answer
            broken = np.zeros(self.size, np.bool_)
            for node in nodes:
                broken |= self.conditions.ask(node, self.columns)[1]
            ruled_out.append(broken)
        column[:] = before
        not_true, not_false = ruled_out
        column[open_ & not_false & ~not_true], column[open_ & not_true & ~not_false] = 1, 0

    def _presume(self) -> None:
        """What the map goes from where nobody has answered; never what is told otherwise or would break a constraint."""
        free: dict[str, Who] = {}
        for fact in self.pathway.facts.values():
            if fact.presumed is None:
                continue
            unasked = ~self.told.asked.get(fact.id, np.zeros(self.size, np.bool_))
            free[fact.id] = unasked & ~self._known(fact.id)
            self.columns.values[fact.id][free[fact.id]] = _code(fact)
        for name in free:
            only_when = self.pathway.facts[name].presumed_when
            if only_when is not None:
                self._take_back(name, free, ~self.conditions.ask(only_when, self.columns)[0])
        for _, node in self.pathway.constraints:
            broken = self.conditions.ask(node, self.columns)[1]
            for name in facts_of(node):
                if name in free:
                    self._take_back(name, free, broken)

    def _take_back(self, name: str, free: dict[str, Who], who: Who) -> None:
        self.columns.values[name][free[name] & who] = UNKNOWN_CODE
        free[name] = free[name] & ~who


def _code(fact: Fact) -> int:
    """The column's code of what a fact is presumed to be."""
    if isinstance(fact.presumed, str):
        return [choice.id for choice in fact.choices].index(fact.presumed)
    return int(bool(fact.presumed))


def _truth_code(possible: Possible) -> int:
    return UNKNOWN_CODE if possible.truth is None else int(possible.truth)


def _ends(possible: Possible) -> tuple[int, int]:
    if possible.low is None or possible.high is None:
        return UNKNOWN_INT, UNKNOWN_INT
    return bounded(possible.low), bounded(possible.high)
