"""What the simulation shows: two made-up years side by side, where people wait in each, as a table and a drawing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samre.governance.queries.scenarios import ScenarioShown
from samre.governance.rules.proof_words import actor_name, box_name
from samre.pathway.model import Pathway
from samre.pathway.people.generate import NobodyFits
from samre.pathway.queues.simulation import Outcome, Queue, Times, simulate

from ..forms.simulation import SIDES, Asked, simulation_rules

LINE, BAR, GAP, WIDE, TOLD = 18, 16, 12, 230, 6
NOBODY = "Det går inte att göra påhittade personer på kartan: kraven på uppgifterna säger emot varandra."


@dataclass(frozen=True, slots=True)
class Cell:
    """How it went in one of the years: people there at the end, days, and how many took longer than the step's time."""

    waiting: int
    median: str
    longest: str
    late: int
    visits: int

    @property
    def share(self) -> str:
        """Those who were late, of all who left it."""
        return f"{round(100 * self.late / self.visits)} %" if self.visits else "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A step or an actor, in both years."""

    name: str
    by: str
    a: Cell
    b: Cell

    @property
    def most(self) -> int:
        """The larger of the two queues."""
        return max(self.a.waiting, self.b.waiting)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the drawing, in its own measure."""

    name: str
    line: int
    a_y: int
    b_y: int
    a: int
    b: int
    a_end: int
    b_end: int
    a_told: int
    b_told: int


@dataclass(frozen=True, slots=True)
class QueueShown:
    """A queue for what is scarce, in one of the years."""

    name: str
    side: str
    served: int
    waiting: int
    median: str
    longest: str
    is_growing: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the whole year, in both."""

    name: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Result:
    """Both years. `verdict`: where they differ most; `unlike`: the numbers that the form had different; `figures`: the whole year,
    with `beside`, whom the last of them leaves out. `rows`: the steps where most people are at the end; `more`: the other steps."""

    labels: tuple[str, str]
    verdict: tuple[str, ...]
    unlike: tuple[str, ...]
    figures: tuple[Figure, ...]
    beside: str
    queues: tuple[QueueShown, ...]
    rows: tuple[Row, ...]
    more: tuple[Row, ...]
    actors: tuple[Row, ...]
    bars: tuple[Bar, ...]
    height: int


def opened(query: Mapping[str, str], rows: Iterable[ScenarioShown]) -> dict[str, ScenarioShown]:
    """Side → the saved setting that an address asks for in it; one that is gone is not there."""
    by_id = {str(row.id): row for row in rows}
    asked = {side: query.get(f"lage-{side}", "") for side in SIDES}
    return {side: by_id[id_] for side, id_ in asked.items() if id_ in by_id}


def result_of(maps: tuple[Pathway, Pathway], asked: Asked) -> Result | str:
    """Both years as they went, or why they could not be run. The same form on the same maps gives the same result."""
    weeks, seed = int(asked.weeks.number or 0), int(asked.seed.number or 0)
    try:
        years = [
            simulate(pathway, side.scenario(pathway, weeks=weeks, seed=seed))
            for pathway, side in zip(maps, asked.sides, strict=True)
        ]
    except NobodyFits:
        return NOBODY
    a, b = years
    steps = _rows(a.steps, b.steps, _step_names(maps))
    most = int(simulation_rules()["staplar"])
    bars = _bars(steps[:most])
    labels = (asked.sides[0].label, asked.sides[1].label)
    queues = tuple(_queue(one, name) for name, year in zip(labels, years, strict=True) for one in year.queues)
    return Result(
        labels=labels,
        verdict=verdict(queues, steps, labels),
        unlike=_unlike(asked),
        figures=tuple(_figures(a, b)),
        beside=_beside(a, b, labels),
        queues=queues,
        rows=steps[:most],
        more=steps[most:],
        actors=_rows(
            a.actors, b.actors, {id_: (actor_name(one, id_), "") for one in maps for id_ in one.actors}
        ),
        bars=bars,
        height=len(bars) * (LINE + 2 * BAR + GAP),
    )


def verdict(queues: tuple[QueueShown, ...], steps: Iterable[Row], labels: tuple[str, str]) -> tuple[str, ...]:
    """Where the two years differ most in how many are left, a queue for what is scarce before any step; then each of them."""
    first, second = ({one.name: one for one in queues if one.side == label} for label in labels)
    pairs = [(first[name], second[name]) for name in first if name in second]
    a, b = max(pairs, key=lambda pair: abs(pair[0].waiting - pair[1].waiting), default=(None, None))
    if a is not None and b is not None and a.waiting != b.waiting:
        return (
            f"Störst skillnad: kön till {a.name[:1].lower()}{a.name[1:]}.",
            _queue_told(a),
            _queue_told(b),
        )
    row = max(steps, key=lambda one: abs(one.a.waiting - one.b.waiting), default=None)
    if row is None or row.a.waiting == row.b.waiting:
        return ("Det blir ingen skillnad i hur många som är kvar i något steg.",)
    left = zip(labels, (row.a.waiting, row.b.waiting), strict=True)
    return (
        f"Störst skillnad: {row.name}.",
        *(f"{label}: {number} är kvar där när tiden är slut." for label, number in left),
    )


def _queue_told(one: QueueShown) -> str:
    waited = f" Hälften av dem som fick sin tur väntade högst {one.median}." if one.served else ""
    grows = " Kön växer: här fastnar det." if one.is_growing else ""
    return f"{one.side}: {one.waiting} i kö när tiden är slut.{waited}{grows}"


def _unlike(asked: Asked) -> tuple[str, ...]:
    """The numbers that are not the same in both."""
    one, two = asked.sides
    return tuple(
        f"{a.label}: {a.value or 'kartans egna tider'} ({one.label}), {b.value or 'kartans egna tider'} ({two.label})"
        for a, b in zip(one.fields, two.fields, strict=True)
        if a.number != b.number
    )


def _figures(a: Outcome, b: Outcome) -> Iterator[Figure]:
    """The whole year in numbers. Everybody who was there or came is in one of those that end it."""
    inside = [year.inside[-1] if year.inside else 0 for year in (a, b)]
    ended = [sum(year.goals.values()) for year in (a, b)]
    stopped = [year.goals.get(None, 0) for year in (a, b)]
    both = [one + two for one, two in zip(ended, inside, strict=True)]
    yield _figure(
        "På väg när tiden började", *(all_ - year.arrived for all_, year in zip(both, (a, b), strict=True))
    )
    yield _figure("Kom till under tiden", a.arrived, b.arrived)
    reached = [one - lost for one, lost in zip(ended, stopped, strict=True)]
    yield Figure("Kom till ett mål", *(f"{one} av {all_}" for one, all_ in zip(reached, both, strict=True)))
    if any(stopped):
        yield _figure("Kom inte vidare", *stopped)
    yield _figure("På väg när tiden är slut", *inside)
    yield Figure(
        "Hälften av dem som kom till ett mål gjorde det inom", *(_days(year.through) for year in (a, b))
    )


def _figure(name: str, a: int, b: int) -> Figure:
    return Figure(name, str(a), str(b))


def _beside(a: Outcome, b: Outcome, labels: tuple[str, str]) -> str:
    """Whom the days to a goal leave out, and where that makes the slower year look faster."""
    left = [year.inside[-1] if year.inside else 0 for year in (a, b)]
    told = f"De som är på väg är inte med i dagarna till ett mål: {left[0]} i {labels[0]} och {left[1]} i {labels[1]}."
    slower, faster = (1, 0) if left[1] > left[0] else (0, 1)
    if left[slower] > left[faster] and (a, b)[slower].through < (a, b)[faster].through:
        told += f" Därför ser {labels[slower]} snabbare ut, fast fler är kvar på vägen."
    return told


def _step_names(maps: Iterable[Pathway]) -> dict[str, tuple[str, str]]:
    return {
        id_: (box_name(pathway, id_), actor_name(pathway, step.responsible))
        for pathway in maps
        for id_, step in pathway.steps.items()
    }


def _rows(
    before: Iterable[Times], after: Iterable[Times], names: Mapping[str, tuple[str, str]]
) -> tuple[Row, ...]:
    """Those that anybody was in, most people at the end first."""
    first, second = ({one.id: one for one in year} for year in (before, after))
    rows = (
        Row(*names[id_], _cell(first.get(id_)), _cell(second.get(id_)))
        for id_ in names
        if id_ in first or id_ in second
    )
    return tuple(sorted(rows, key=lambda row: -row.most))


def _cell(times: Times | None) -> Cell:
    if times is None:
        return Cell(0, "–", "–", 0, 0)
    if not times.visits:
        return Cell(times.waiting, "–", "–", 0, 0)
    return Cell(times.waiting, _days(times.median), _days(times.longest), times.late, times.visits)


def _queue(queue: Queue, side: str) -> QueueShown:
    waiting = queue.lengths[-1] if queue.lengths else 0
    return QueueShown(
        queue.name,
        side,
        queue.served,
        waiting,
        _days(queue.median_wait),
        _days(queue.longest_wait),
        queue.is_growing and waiting > 0,
    )


def _bars(rows: tuple[Row, ...]) -> tuple[Bar, ...]:
    longest = max((row.most for row in rows), default=0) or 1
    found = []
    for number, row in enumerate(rows):
        top = number * (LINE + 2 * BAR + GAP)
        a, b = (round(WIDE * one.waiting / longest) for one in (row.a, row.b))
        found.append(
            Bar(
                name=row.name,
                line=top + LINE - TOLD,
                a_y=top + LINE,
                b_y=top + LINE + BAR,
                a=a,
                b=b,
                a_end=a + TOLD,
                b_end=b + TOLD,
                a_told=row.a.waiting,
                b_told=row.b.waiting,
            )
        )
    return tuple(found)


def _days(days: float) -> str:
    whole = round(days)
    return "1 dag" if whole == 1 else f"{whole}\N{NO-BREAK SPACE}dagar"
