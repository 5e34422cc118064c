"""How many questions people are asked by different ways of asking, against the fewest that could ever do."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Pathway
from ..nodes import FactValue
from ..people.columns import Columns
from .lookahead import outcome
from .planner import Codes, Look, Planner, State

Chooser = Callable[["Interview"], int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Mean questions and mean effort per person, by way of asking. `bound`: the fewest that settle the primary step for who
    knows every answer beforehand; nobody can ask less."""

    people: int
    questions: dict[str, float]
    effort: dict[str, float]
    ratio_to_bound: float
    ratio_to_form: float


@dataclass(slots=True)
class Interview:
    """One person being asked: what has come out, and what the person would answer."""

    planner: Planner
    answers: dict[str, FactValue]
    truth: Codes
    values: dict[str, FactValue]
    asked: set[str]
    state: State

    def needs(self) -> Look:
        """What this person still needs; empty when the primary step is settled."""
        return self.planner.look(self.state, self.truth, np.zeros(1, np.intp))

    def ask(self, bit: int) -> None:
        """Get the answer to a question, or "vet inte"."""
        brought = [n for n, ask in enumerate(self.state.asks) if ask == bit]
        self.asked.add(self.planner.questions[bit.bit_length() - 1])
        for number in brought:
            name = self.planner.facts[number]
            self.asked.add(name)
            if name in self.answers:
                self.values[name] = self.answers[name]
        self.state = self.planner.state(self.values, self.asked)


def interviews(planner: Planner, people: Columns) -> list[Interview]:
    """Everybody in `people`, nothing asked yet."""
    codes = planner.codes_of(people)
    blank = planner.state({}, set())
    return [
        Interview(planner, people.person(row), codes[:, [row]], {}, set(), blank)
        for row in range(people.size)
    ]


def measure(pathway: Pathway, people: Columns, *, seed: int = 1) -> Measured:
    """Ask everybody in every way, from nothing known, until the primary step is settled."""
    effort, count = Planner(pathway), Planner(pathway, objective="count")
    chance = random.Random(seed)
    ways: dict[str, tuple[Planner, Callable[[], Chooser]]] = {
        "form": (count, _form),
        "random": (count, lambda: lambda interview: chance.choice(sorted(interview.needs().decides))),
        "first_undefined": (count, lambda: _first_undefined),
        "ours": (count, _best),
        "ours_by_effort": (effort, _best),
    }
    questions: dict[str, float] = {}
    efforts: dict[str, float] = {}
    for name, (planner, make) in ways.items():
        masks = [
            _run(interview, make_chooser)
            for make_chooser in [make()]
            for interview in interviews(planner, people)
        ]
        questions[name], efforts[name] = _means(masks, effort)
    for name, planner in (("bound", count), ("bound_by_effort", effort)):
        fewest = [
            planner.cover(frozenset(interview.needs().wanted[0])) for interview in interviews(planner, people)
        ]
        questions[name], efforts[name] = _means(fewest, effort)
    return Measured(
        people=people.size,
        questions=questions,
        effort=efforts,
        ratio_to_bound=questions["ours"] / max(questions["bound"], 1e-9),
        ratio_to_form=questions["ours"] / max(questions["form"], 1e-9),
    )


def _means(masks: Sequence[int], effort: Planner) -> tuple[float, float]:
    people = max(1, len(masks))
    return sum(mask.bit_count() for mask in masks) / people, sum(effort.cost(mask) for mask in masks) / people


def _run(interview: Interview, choose: Chooser) -> int:
    """The mask of the questions asked."""
    asked = 0
    while interview.needs().wanted[0]:
        for bit in _split(choose(interview)):
            asked |= bit
            interview.ask(bit)
    return asked


def _split(mask: int) -> list[int]:
    return [1 << n for n in range(mask.bit_length()) if mask >> n & 1]


def _best() -> Chooser:
    """The planner's choice, remembered per state."""
    chosen: dict[State, int] = {}

    def choose(interview: Interview) -> int:
        if interview.state not in chosen:
            planner = interview.planner
            codes, rows = planner.possible(interview.state, interview.values)
            pick = planner.choose(interview.state, codes, planner.look(interview.state, codes, rows))
            chosen[interview.state] = pick.bit if pick else 0
        return chosen[interview.state]

    return choose


def _form() -> Chooser:
    """A form: everything that the next undecided step reads, at once."""

    def choose(interview: Interview) -> int:
        rules = interview.planner.rules
        cells, asks = interview.state.cells, interview.state.asks
        for rule in rules:
            if not isinstance(outcome(rule.tree, cells, asks), bool | None):
                mask = 0
                for number in rule.facts:
                    mask |= asks[number]
                return mask
        raise AssertionError("Everything is settled.")

    return choose


def _first_undefined(interview: Interview) -> int:
    """Run the rules from the top and ask for the first fact that is missing."""
    for rule in interview.planner.rules:
        found = outcome(rule.tree, interview.state.cells, interview.state.asks)
        if not isinstance(found, bool | None):
            return found
    raise AssertionError("Everything is settled.")
