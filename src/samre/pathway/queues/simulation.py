"""A year of people arriving, waiting for answers and queueing for what there is too little of, as a discrete-event simulation.

Each person has a stream of chance of her own, so that another capacity or another map changes what happens to those it concerns and
nothing else: two runs with the same seed can be compared person by person.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from random import Random
from statistics import median, quantiles
from typing import Any

import simpy

from ..kept import kept_per_map
from ..model import Pathway
from ..people.generate import generate
from .routes import Route, route_of

WEEK = 7.0
POOL = 1500
# Some facts are not known, or nobody would go where it is found out.
KNOWN = 0.95
# Routes are kept for so many seeds of a map.
MOST_SEEDS = 8


@dataclass(frozen=True, slots=True)
class Capacity:
    """Something scarce that steps draw on. Either `per_week`: times given per week, each used by one person; or `places`: held by
    one person for as long as her step lasts."""

    id: str
    name: str
    steps: tuple[str, ...]
    per_week: float | None = None
    places: int | None = None

    def __post_init__(self) -> None:
        if (self.per_week is None) == (self.places is None):
            raise ValueError(f"{self.id}: säg antingen tider per vecka eller antal platser")
        if (self.per_week is not None and self.per_week <= 0) or (
            self.places is not None and self.places < 1
        ):
            raise ValueError(f"{self.id}: det ska finnas minst en")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed. `arrivals`: people per week. `days`: median days an answer takes, by step or by actor; else the step's
    own limit. `spread`: how uneven the days are (standard deviation of their logarithm). `weeks` to look at, after `before`
    to fill up."""

    arrivals: float
    weeks: int = 52
    before: int = 26
    seed: int = 1
    spread: float = 0.6
    days: Mapping[str, float] = field(default_factory=dict)
    capacities: tuple[Capacity, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """How it went with a capacity. `lengths`: people in the queue at the end of each week; waits in days."""

    id: str
    name: str
    lengths: tuple[int, ...]
    served: int
    median_wait: float
    long_wait: float
    longest_wait: float = 0.0

    @property
    def is_growing(self) -> bool:
        """Whether the queue is longer in the last quarter than in the first, by more than half and more than two people."""
        quarter = max(1, len(self.lengths) // 4)
        first, last = sum(self.lengths[:quarter]) / quarter, sum(self.lengths[-quarter:]) / quarter
        return last > first * 1.5 and last - first > 2


@dataclass(frozen=True, slots=True)
class Times:
    """Days in a step, or in the steps of one actor, queues included: how many times somebody left it, the median, the nine in ten
    and the longest. `late`: how many of them took longer than the step's limit; `waiting`: people there when the time ends."""

    id: str
    visits: int
    median: float
    long: float
    longest: float = 0.0
    late: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A year. `goals`: how many came to each goal (None: where no way led on); `inside`: people on the map at the end of each week.
    `through`: median days from arrival to goal of those who came to one."""

    arrived: int
    goals: Mapping[str | None, int]
    inside: tuple[int, ...]
    through: float
    queues: tuple[Queue, ...]
    actors: tuple[Times, ...]
    steps: tuple[Times, ...]


def simulate(pathway: Pathway, scenario: Scenario) -> Outcome:
    """Run a scenario on a map. The same map, scenario and seed give the same outcome, to the last figure."""
    run = _Run(pathway, scenario)
    run.env.process(run.arrivals())
    run.env.process(run.weekly())
    run.env.run(until=(scenario.before + scenario.weeks) * WEEK + 0.001)
    return run.outcome()


def routes_for(pathway: Pathway, *, seed: int) -> tuple[Route, ...]:
    """The routes of POOL made-up people, kept: another capacity sends the same people the same ways."""
    kept = _routes(pathway)
    found = kept.get(seed)
    if found is None:
        columns = generate(pathway, POOL, seed=seed, known=KNOWN)
        rows = range(columns.size)
        found = tuple(
            route_of(pathway, columns.person(row), chance=Random(f"{seed} väg {row}")) for row in rows
        )
        while len(kept) >= MOST_SEEDS:
            kept.pop(next(iter(kept)), None)
        kept[seed] = found
    return found


@kept_per_map
def _routes(_: Pathway) -> dict[int, tuple[Route, ...]]:
    return {}


class _Run:
    def __init__(self, pathway: Pathway, scenario: Scenario) -> None:
        self.pathway, self.scenario = pathway, scenario
        self.env = simpy.Environment()
        self.routes = routes_for(pathway, seed=scenario.seed)
        self.scarce = {step: item for item in scenario.capacities for step in item.steps}
        self.resources = {item.id: simpy.Resource(self.env, item.places or 1) for item in scenario.capacities}
        self.lengths: dict[str, list[int]] = {item.id: [] for item in scenario.capacities}
        self.waits: dict[str, list[float]] = {item.id: [] for item in scenario.capacities}
        self.spent: dict[str, list[float]] = {}
        self.there: dict[str, int] = {}
        self.ends: dict[str | None, int] = {}
        self.through: list[float] = []
        self.inside_now, self.arrived = 0, 0
        self.inside: list[int] = []

    @property
    def counts(self) -> bool:
        """Whether the time to fill up is over."""
        return bool(self.env.now >= self.scenario.before * WEEK)

    def arrivals(self) -> Generator[Any, Any, None]:
        clock, number = Random(f"{self.scenario.seed} ankomster"), 0
        while True:
            yield self.env.timeout(clock.expovariate(self.scenario.arrivals / WEEK))
            self.arrived += self.counts
            self.env.process(self.person(number))
            number += 1

    def weekly(self) -> Generator[Any, Any, None]:
        while True:
            yield self.env.timeout(WEEK)
            if self.env.now > self.scenario.before * WEEK:
                self.inside.append(self.inside_now)
                for id_, resource in self.resources.items():
                    self.lengths[id_].append(len(resource.queue))

    def person(self, number: int) -> Generator[Any, Any, None]:
        route = self.routes[number % len(self.routes)]
        began, visits = self.env.now, dict[str, int]()
        self.inside_now += 1
        for step in route.steps:
            visits[step] = visits.get(step, 0) + 1
            chance = Random(f"{self.scenario.seed} {number} {step} {visits[step]}")
            entered = self.env.now
            self.there[step] = self.there.get(step, 0) + 1
            yield from self.stay(step, self.days(step, chance))
            self.there[step] -= 1
            if self.counts:
                self.spent.setdefault(step, []).append(self.env.now - entered)
        self.inside_now -= 1
        if self.counts:
            self.ends[route.goal] = self.ends.get(route.goal, 0) + 1
            if route.goal is not None:
                self.through.append(self.env.now - began)

    def stay(self, step: str, days: float) -> Generator[Any, Any, None]:
        """The time in a step: alone, or in the queue for what it takes."""
        scarce = self.scarce.get(step)
        if scarce is None:
            yield self.env.timeout(days)
            return
        asked = self.env.now
        with self.resources[scarce.id].request() as turn:
            yield turn
            if self.counts:
                self.waits[scarce.id].append(self.env.now - asked)
            yield self.env.timeout(days if scarce.per_week is None else WEEK / scarce.per_week)
        if scarce.per_week is not None:
            yield self.env.timeout(days)

    def days(self, step: str, chance: Random) -> float:
        """Log-normal around the median; the nine in ten of a median of 30 days and a spread of 0.6 is 65 days."""
        given, box = self.scenario.days, self.pathway.steps[step]
        middle = given.get(step, given.get(box.responsible, float(box.limit.days)))
        return exp(log(max(middle, 0.5)) + self.scenario.spread * chance.gauss(0.0, 1.0))

    def outcome(self) -> Outcome:
        return Outcome(
            arrived=self.arrived,
            goals=dict(sorted(self.ends.items(), key=lambda item: (-item[1], item[0] or ""))),
            inside=tuple(self.inside),
            through=_middle(self.through),
            queues=tuple(map(self.queue, self.scenario.capacities)),
            actors=self.times({id_: self.steps_of(id_) for id_ in self.pathway.actors}),
            steps=self.times({id_: (id_,) for id_ in self.pathway.steps}),
        )

    def queue(self, item: Capacity) -> Queue:
        """How it went with a capacity."""
        waits = self.waits[item.id]
        return Queue(
            item.id,
            item.name,
            tuple(self.lengths[item.id]),
            len(waits),
            _middle(waits),
            _long(waits),
            round(max(waits, default=0.0), 1),
        )

    def steps_of(self, actor: str) -> tuple[str, ...]:
        """The steps an actor answers for."""
        return tuple(step.id for step in self.pathway.steps.values() if step.responsible == actor)

    def times(self, groups: Mapping[str, Sequence[str]]) -> tuple[Times, ...]:
        """The days of each group of steps that anybody was in."""
        found = []
        for id_, steps in groups.items():
            spent = [days for step in steps for days in self.spent.get(step, ())]
            waiting = sum(self.there.get(step, 0) for step in steps)
            late = sum(
                days > self.pathway.steps[step].limit.days
                for step in steps
                for days in self.spent.get(step, ())
            )
            if spent or waiting:
                longest = round(max(spent, default=0.0), 1)
                found.append(Times(id_, len(spent), _middle(spent), _long(spent), longest, late, waiting))
        return tuple(found)


def _middle(days: Sequence[float]) -> float:
    return round(median(days), 1) if days else 0.0


def _long(days: Sequence[float]) -> float:
    """Nine in ten are below it."""
    return round(quantiles(days, n=10)[8], 1) if len(days) > 1 else _middle(days)
