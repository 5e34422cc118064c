"""Which question comes next: possible people who fit what is known, and what each of them would need to be asked.

For every possible person the cheapest set of questions that settles the primary step is found exactly. The next question is
the one that, over all of them, wastes least: what it costs and what is then left, against what was left before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..logic import openness
from ..model import Fact, Pathway
from ..nodes import FactValue, IsUnknown, Node, facts_of, walk
from ..people.columns import UNKNOWN_INT, Columns, bounded
from ..people.generate import generate
from ..people.population import truths
from ..people.wiring import layouts_for
from .lookahead import Lookahead, find_topics, pending
from .settling import NOTHING, Sets, Tree, bits_in, cheapest_cover, plant, settle, without_any

POOL = 4096
PEOPLE = 320
UNANSWERED = 0.1
MEMO = 10_000  # entries kept of each kind: a server that has seen thousands of cases stays below 150 MB
Objective = Literal["cost", "count"]
Codes = NDArray[np.int16]
Key = TypeVar("Key")
Found = TypeVar("Found")


class Rule(NamedTuple):
    """When a step is open, over numbered facts."""

    step: str
    tree: Tree
    facts: tuple[int, ...]


class Look(NamedTuple):
    """What possible people still need: `wanted[p]` the choices of questions of person p, `decides[bit]` the steps."""

    wanted: list[tuple[Sets, ...]]
    decides: dict[int, tuple[str, ...]]
    people: NDArray[np.intp]


class Pick(NamedTuple):
    """A question: its bit, the effort it is expected to save, and the steps it helps to settle."""

    bit: int
    gain: float
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What is known and what has been asked. `cells[i]`: the cell of fact i, −1 not asked, 0 asked in vain."""

    cells: tuple[int, ...]
    asks: tuple[int, ...]


class Planner:
    """Tables of one map: make it once and keep it. `objective`: spend least effort, or ask fewest questions."""

    def __init__(self, pathway: Pathway, *, objective: Objective = "cost", seed: int = 20261101) -> None:
        self.pathway = pathway
        self.derived = {
            fact.id: fact.derivation.condition
            for fact in pathway.facts.values()
            if fact.derivation and fact.derivation.condition is not None
        }
        nodes = [self._expanded(openness(pathway.steps[step])) for step in pathway.priority]
        self.facts = tuple(name for name in pathway.facts if any(name in read for read in nodes))
        self.place = {name: number for number, name in enumerate(self.facts)}
        self.cells = _Cells(pathway, self.facts)
        trees = [
            plant(openness(pathway.steps[step]), self.place, self.cells.examples, self.derived)
            for step in pathway.priority
        ]
        self.rules = [
            Rule(step, tree, tuple(sorted(self.place[name] for name in read)))
            for step, tree, read in zip(pathway.priority, trees, nodes, strict=True)
        ]
        self.rank = {step: number for number, step in enumerate(pathway.priority)}
        self._name_questions(objective)
        self._draw_pool(seed)
        self._settled: dict[tuple[tuple[object, ...], int], tuple[bool | None, Sets]] = {}
        self._costs: dict[int, float] = {}
        self._covers: dict[frozenset[Sets], int] = {}
        self._exact: dict[tuple[object, ...], tuple[float, int]] = {}

    def _expanded(self, node: Node) -> set[str]:
        """The facts a condition rests on, also those of the conditions that its facts follow from."""
        found = set(facts_of(node))
        for name in found & self.derived.keys():
            found |= self._expanded(self.derived[name])
        return found

    def _name_questions(self, objective: Objective) -> None:
        facts = self.pathway.facts
        self.sources = tuple(_source(facts, name) for name in self.facts)
        self.questions = tuple(dict.fromkeys([*self.facts, *filter(None, self.sources)]))
        self.bits = {name: 1 << number for number, name in enumerate(self.questions)}
        self.effort = [float(facts[name].cost) if objective == "cost" else 1.0 for name in self.questions]

    def _draw_pool(self, seed: int) -> None:
        pathway = self.pathway
        nodes = [openness(step) for step in pathway.steps.values()]
        doubtful = {
            part.fact: 1 - UNANSWERED for node in nodes for part in walk(node) if isinstance(part, IsUnknown)
        }
        self.pool = generate(pathway, POOL, seed=seed, known=1.0, known_of=doubtful)
        self.codes = self.codes_of(self.pool)

    def codes_of(self, people: Columns) -> Codes:
        """`[fact, person]`: cells of everybody. Facts that follow from conditions count as not given."""
        codes = np.zeros((len(self.facts), people.size), np.int16)
        for number, name in enumerate(self.facts):
            if name not in self.derived:
                codes[number] = self.cells.codes(people, name)
        return codes

    def cost(self, mask: int) -> float:
        """The effort of the questions in a mask."""
        found = self._costs.get(mask)
        if found is None:
            found = sum(self.effort[bit.bit_length() - 1] for bit in bits_in((mask,)))
            _keep(self._costs, mask, found)
        return found

    def state(self, values: Mapping[str, FactValue], asked: AbstractSet[str]) -> State:
        """Where the questioning stands. `values` also holds what follows from dates (`facts.read_facts`)."""
        cells, asks = [], []
        for name, source in zip(self.facts, self.sources, strict=True):
            unasked = -1 if name not in asked and name not in self.derived else 0
            cell = self.cells.cell(name, values[name]) if name in values else unasked
            cells.append(cell)
            asks.append(self.bits[self._route(name, source, values, asked)] if cell < 0 else 0)
        return State(tuple(cells), tuple(asks))

    def _route(self, name: str, source: str, values: Mapping[str, FactValue], asked: AbstractSet[str]) -> str:
        """What to ask to learn the fact: the date it follows from, else the age that would do, else the fact itself."""
        rule = self.pathway.facts[name].derivation
        for route in (source, rule.fallback if rule else None):
            if route in self.bits and route not in asked and route not in values:
                return route
        return name

    def possible(
        self, state: State, values: Mapping[str, FactValue], most: int = PEOPLE
    ) -> tuple[Codes, NDArray[np.intp]]:
        """Cells of up to `most` people who are as the state says, and their rows in the pool."""
        rows = self._fitting(values)[:most]
        codes = self.codes[:, rows].copy()
        for number, cell in enumerate(state.cells):
            if cell >= 0:
                codes[number] = cell
        return codes, rows

    def _fitting(self, values: Mapping[str, FactValue]) -> NDArray[np.intp]:
        """People of the pool who break no constraint (else fewest) when they get the known values."""
        touched = [c for _, c in self.pathway.constraints if any(name in values for name in facts_of(c))]
        if not touched:
            return np.arange(POOL)
        people = dict(self.pool.values)
        for name, value in values.items():
            if name in people:
                code = self.pool.choices[name].index(value) if isinstance(value, str) else bounded(value)
                people[name] = np.full(POOL, code, people[name].dtype)
        broken = (truths(touched, self.pathway.facts, Columns(POOL, people, self.pool.choices)) == 0).sum(
            axis=0
        )
        return np.flatnonzero(broken == broken.min())

    def look(self, state: State, codes: Codes, people: NDArray[np.intp], *, everything: bool = False) -> Look:
        """What each possible person needs for the primary step, or (`everything`) for every step, to be settled."""
        wanted: list[list[Sets]] = [[] for _ in range(codes.shape[1])]
        waiting = np.ones(codes.shape[1], np.bool_)
        decides: dict[int, list[str]] = {}
        for rule in self.rules:
            outcomes, which = self._outcomes(rule, state, codes)
            alive = waiting if not everything else np.ones_like(waiting)
            for number, (_, sets) in enumerate(outcomes):
                if sets == NOTHING:
                    continue
                members = np.flatnonzero(alive & (which == number))
                for person in members:
                    wanted[person].append(sets)
                if len(members):
                    for bit in bits_in(sets):
                        steps = decides.setdefault(bit, [])
                        if rule.step not in steps:
                            steps.append(rule.step)
            opens = np.array([truth is True for truth, _ in outcomes])
            waiting &= ~opens[which]
            if not everything and not waiting.any():
                break
        return Look(
            [tuple(ends) for ends in wanted], {bit: tuple(steps) for bit, steps in decides.items()}, people
        )

    def _outcomes(
        self, rule: Rule, state: State, codes: Codes
    ) -> tuple[list[tuple[bool | None, Sets]], NDArray[np.intp]]:
        if not rule.facts:
            return [settle(rule.tree, (), ())], np.zeros(codes.shape[1], np.intp)
        key = np.zeros(codes.shape[1], np.int64)
        for number in rule.facts:
            key = key * (self.cells.counts[number] + 1) + codes[number]
        distinct, first, which = np.unique(key, return_index=True, return_inverse=True)
        marks = (rule.step, *((state.asks[n] or -1) for n in rule.facts))
        found = []
        for value, column in zip(distinct.tolist(), first.tolist(), strict=True):
            outcome = self._settled.get((marks, value))
            if outcome is None:
                outcome = settle(rule.tree, codes[:, column].tolist(), state.asks)
                _keep(self._settled, (marks, value), outcome)
            found.append(outcome)
        return found, which

    def cover(self, key: frozenset[Sets]) -> int:
        """The cheapest questions that settle everything in `key`."""
        found = self._covers.get(key)
        if found is None:
            found = cheapest_cover(sorted(key), self.cost)
            _keep(self._covers, key, found)
        return found

    def choose(self, state: State, codes: Codes, look: Look) -> Pick | None:
        """The best next question: exactly where few are left, else as `best`."""
        bits = sorted(look.decides)
        if not bits or not any(look.wanted):
            return None
        topics = find_topics(bits, [self.cost(bit) for bit in bits], state.asks, codes)
        if topics is None:
            return self.best(look)
        key = (state, tuple(topics))
        found = self._exact.get(key)
        if found is None:
            trees = pending((rule.tree for rule in self.rules), state.cells, state.asks)
            found = Lookahead(trees, topics, list(state.cells), list(state.asks), {}).best()
            _keep(self._exact, key, found)
        _, bit = found
        waste = self._waste(bit, Counter(frozenset(ends) for ends in look.wanted)) / len(look.wanted)
        return Pick(bit, self.cost(bit) - waste, look.decides[bit])

    def best(self, look: Look) -> Pick | None:
        """The question of the most urgent undecided step that wastes least; None when everything is settled.

        A question is wasted on a person whose cheapest set does without it. Looking further ahead within the step was
        tried and gave nothing; leaving the order of the steps costs, for an early step that opens ends the questions.
        """
        needs = Counter(frozenset(ends) for ends in look.wanted)
        urgent = bits_in(mask for ends in look.wanted for sets in ends[:1] for mask in sets)
        if not urgent:
            return None
        wastes = {bit: self._waste(bit, needs) / len(look.wanted) for bit in urgent}
        chosen = min(urgent, key=lambda bit: (wastes[bit], self.cost(bit), bit))
        return Pick(chosen, self.cost(chosen) - wastes[chosen], look.decides[chosen])

    def _waste(self, bit: int, needs: Mapping[frozenset[Sets], int]) -> float:
        """The effort of asking `bit` beyond what would be needed anyway, summed over the people of `needs`."""
        waste = 0.0
        for ends, people in needs.items():
            mask = self.cover(ends)
            if not mask & bit:
                after = self.cover(without_any(ends, bit))
                waste += people * (self.cost(bit) + self.cost(after) - self.cost(mask))
        return waste

    def popular(self, look: Look) -> Pick | None:
        """As `best`, but quickly: of the most urgent step, the question that most people need for its effort."""
        wanted = Counter(sets for ends in look.wanted for sets in ends)
        if not wanted:
            return None
        use: dict[int, int] = {}
        for sets, number in wanted.items():
            for bit in bits_in(sets):
                use[bit] = use.get(bit, 0) + number
        first = min(self.rank[step] for bit in use for step in look.decides[bit])
        urgent = [bit for bit in use if any(self.rank[step] == first for step in look.decides[bit])]
        chosen = max(urgent, key=lambda bit: (use[bit] / self.cost(bit), -bit))
        share = sum(any(chosen & mask for sets in ends for mask in sets) for ends in look.wanted) / len(
            look.wanted
        )
        return Pick(chosen, share * self.cost(chosen), look.decides[chosen])

    def left(self, look: Look) -> float:
        """How many questions are left at least, on average over the possible people."""
        counts = [self.cover(frozenset(ends)).bit_count() for ends in look.wanted]
        return sum(counts) / max(1, len(counts))


def _keep(memo: dict[Key, Found], key: Key, found: Found) -> None:
    """Remember an answer. A full memory is begun anew, also while another thread reads it."""
    if len(memo) >= MEMO:
        memo.clear()
    memo[key] = found


def _source(facts: Mapping[str, Fact], name: str) -> str:
    """The date that is asked instead of the fact, when that is no dearer."""
    rule = facts[name].derivation
    if rule is None or not rule.source or rule.source not in facts:
        return ""
    return rule.source if facts[rule.source].cost <= facts[name].cost else ""


class _Cells:
    """Values of a fact that the map does not tell apart are one cell; cell 0 is "cannot be answered"."""

    def __init__(self, pathway: Pathway, names: Sequence[str]) -> None:
        nodes = [openness(step) for step in pathway.steps.values()]
        rules = [fact.derivation for fact in pathway.facts.values() if fact.derivation]
        nodes += [rule.condition for rule in rules if rule.condition is not None]
        layouts = layouts_for(nodes, pathway.facts, 10**6)
        self.kind = {name: pathway.facts[name].kind for name in names}
        self.choices = {name: [choice.id for choice in pathway.facts[name].choices] for name in names}
        self.bounds = {name: layouts[name].thresholds for name in names}
        self.examples: dict[str, list[Any]] = {name: self._examples(name) for name in names}
        self.counts = [len(self.examples[name]) for name in names]

    def _examples(self, name: str) -> list[Any]:
        if self.kind[name] == "enum":
            return [None, *self.choices[name]]
        if self.kind[name] == "int":
            bounds = self.bounds[name]
            return [None, (bounds[0] if bounds else 0) - 1, *bounds]
        return [None, False, True]

    def cell(self, name: str, value: FactValue) -> int:
        """The cell of a known value."""
        if self.kind[name] == "enum":
            return self.choices[name].index(str(value)) + 1
        if self.kind[name] == "int":
            return bisect_right(self.bounds[name], int(value)) + 1
        return 2 if value else 1

    def codes(self, people: Columns, name: str) -> Codes:
        """The cells of a column."""
        column = people.values.get(name)
        if column is None:
            return np.full(people.size, 2, np.int16)
        if self.kind[name] == "int":
            cells = np.searchsorted(np.array(self.bounds[name], np.int64), column, side="right") + 1
            return np.where(column == UNKNOWN_INT, 0, cells).astype(np.int16)
        return (column + 1).astype(np.int16)
