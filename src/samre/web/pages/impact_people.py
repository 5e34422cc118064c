"""What a draft does to made-up people: from which step to which, why, whose work it becomes, and a few of them as stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samre.carriers.kept_people import Told
from samre.casework.documents.fact_words import in_words
from samre.pathway.logic import openness
from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue, facts_of
from samre.pathway.people.impact import Impact, Move
from samre.pathway.people.work import PartyWork, work_of
from samre.reporting.made_up import impact_rules

from .impact_words import actor_words, fact_words, step_words

HEATS = 5


@dataclass(frozen=True, slots=True)
class MoveShown:
    """People who go from one step to another. `because` is empty where all move for the same reason, which is told once; `heat`:
    how many they are beside the others, 1–5."""

    before: str
    after: str
    people: int
    because: str
    heat: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of the heat table: a step people leave, and (people, heat) for each step they come to; 0 where nobody does."""

    name: str
    cells: tuple[tuple[int, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The steps people come to, by id and name, and a row for each step they leave. `left`: how many moves are not in it."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    left: int


@dataclass(frozen=True, slots=True)
class WorkShown:
    """Somebody whose work becomes more or less. `more` is below zero where it is less."""

    name: str
    before: int
    after: int
    more: int

    @property
    def size(self) -> int:
        return abs(self.more)


@dataclass(frozen=True, slots=True)
class ImpactStory:
    """Somebody made up who gets another next step."""

    name: str
    caused: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, str], ...]
    before: str
    before_by: str
    after: str
    after_by: str
    others: int


@dataclass(frozen=True, slots=True)
class PeopleShown:
    """All of it. `because`: what decides who moves; `tells_why`: it differs from move to move. `thousandths`: seconds the
    comparison took, times a thousand."""

    people: int
    moved: int
    moves: tuple[MoveShown, ...]
    more_moves: tuple[MoveShown, ...]
    heat: Heat | None
    work: tuple[WorkShown, ...]
    stories: tuple[ImpactStory, ...]
    because: tuple[str, ...]
    thousandths: int
    megabytes: int

    @property
    def tells_why(self) -> bool:
        return any(move.because for move in (*self.moves, *self.more_moves))

    @property
    def share(self) -> str:
        """How many of a hundred move, or of a thousand where they are few, in words."""
        if not self.people or not self.moved:
            return "0 av 100"
        part = 100 * self.moved / self.people
        if part >= 1:
            return f"{round(part)} av 100"
        return f"{round(10 * part)} av 1 000" if 10 * part >= 1 else "färre än 1 av 1 000"


def people_shown(told: Told, old: Pathway, new: Pathway) -> PeopleShown:
    """The comparison in words."""
    impact, rules = told.impact, impact_rules()
    most = max((move.people for move in impact.moves), default=0)
    causes = tuple(dict.fromkeys(name for move in impact.moves for name in move.because))
    moves = tuple(_move(move, old, new, most, causes) for move in impact.moves)
    rows = int(rules["rader"])
    return PeopleShown(
        people=impact.people,
        moved=impact.moved,
        moves=moves[:rows],
        more_moves=moves[rows:],
        heat=_heat(impact, old, new, rows=rows, columns=int(rules["kolumner"])),
        work=tuple(_work(one, old, new) for one in work_of(impact.matrix, old, new) if one.more),
        stories=tuple(_stories(impact, old, new, rules)),
        because=tuple(fact_words(name, new, old) for name in causes),
        thousandths=max(1, round(1000 * told.seconds)),
        megabytes=told.megabytes,
    )


def _move(move: Move, old: Pathway, new: Pathway, most: int, causes: tuple[str, ...]) -> MoveShown:
    told = () if set(move.because) == set(causes) else move.because
    because = ", ".join(fact_words(name, new, old) for name in told)
    before, after = step_words(old, move.before), step_words(new, move.after)
    return MoveShown(before, after, move.people, because, _heat_of(move.people, most))


def _heat_of(people: int, most: int) -> int:
    return 0 if not people else min(HEATS, 1 + HEATS * people // (most + 1))


def _heat(impact: Impact, old: Pathway, new: Pathway, *, rows: int, columns: int) -> Heat | None:
    """A table is only worth its room where people both come from and go to more than one step."""
    ends = ({move.before for move in impact.moves}, {move.after for move in impact.moves})
    if min(map(len, ends)) < 2:
        return None
    leaves, comes = _most(impact.moves, "before", rows), _most(impact.moves, "after", columns)
    count = {(move.before, move.after): move.people for move in impact.moves}
    most = max(count.values())
    shown = []
    for before in leaves:
        cells = [count.get((before, after), 0) for after in comes]
        if any(cells):
            heats = tuple((people, _heat_of(people, most)) for people in cells)
            shown.append(HeatRow(step_words(old, before), heats, sum(cells)))
    heads = tuple((after, step_words(new, after)) for after in comes)
    return Heat(heads, tuple(shown), impact.moved - sum(row.total for row in shown))


def _most(moves: Iterable[Move], end: str, number: int) -> list[str]:
    """The ends that most people have, in that order."""
    count: dict[str, int] = {}
    for move in moves:
        step = getattr(move, end)
        count[step] = count.get(step, 0) + move.people
    return sorted(count, key=lambda step: (-count[step], step))[:number]


def _work(one: PartyWork, old: Pathway, new: Pathway) -> WorkShown:
    return WorkShown(actor_words(one.actor, new, old), one.before, one.after, one.more)


def _stories(impact: Impact, old: Pathway, new: Pathway, rules: Mapping[str, Any]) -> Iterable[ImpactStory]:
    names = [str(name) for name in rules["namn"]]
    told = [move for move in impact.moves if move.examples][: int(rules["berättelser"])]
    for name, move in zip(names, told, strict=False):
        yield _story(name, move, old, new, most=int(rules["uppgifter"]))


def _story(name: str, move: Move, old: Pathway, new: Pathway, *, most: int) -> ImpactStory:
    person = move.examples[0]
    caused = [fact for fact in move.because if fact in person]
    read = [*_read(old, move.before), *_read(new, move.after)]
    known = [fact for fact in dict.fromkeys(read) if fact in person and fact not in caused]
    return ImpactStory(
        name=name,
        caused=tuple(_fact(fact, person[fact], old, new) for fact in caused[:most]),
        known=tuple(_fact(fact, person[fact], old, new) for fact in known[:most]),
        before=step_words(old, move.before),
        before_by=_responsible(old, move.before),
        after=step_words(new, move.after),
        after_by=_responsible(new, move.after),
        others=move.people - 1,
    )


def _read(pathway: Pathway, step: str) -> tuple[str, ...]:
    return tuple(facts_of(openness(pathway.steps[step]))) if step else ()


def _responsible(pathway: Pathway, step: str) -> str:
    return actor_words(pathway.steps[step].responsible, pathway) if step else ""


def _fact(fact: str, value: FactValue, old: Pathway, new: Pathway) -> tuple[str, str]:
    found = new.facts.get(fact) or old.facts[fact]
    return fact_words(fact, new, old), in_words(found, value)
