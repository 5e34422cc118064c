"""Who the demo's cases are about: the people of the worked cases, and people drawn from the shares of the definition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from samre.definitions import in_force
from samre.pathway.model import Pathway
from samre.pathway.people.generate import generate
from samre.pathway.person.cases import load_cases
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, read_facts

from ..models import IdentityKind
from ..rules.identity import KnownIdentity
from .content import Content

BORN = "fodd"
DAYS_PER_YEAR = 365.25
TRIED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A fictional person: what is finally known about her (fact id → value, None = asked and not known), and how to tell it.

    `born` None = nobody knows. `identity` None until a number is given.
    """

    name: str
    born: date | None
    facts: Mapping[str, object]
    story: str = ""
    sources: Mapping[str, str] | None = None
    identity: KnownIdentity | None = None

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def worked_figures(pathway: Pathway, content: Content, *, on: date, rng: Random) -> list[Figure]:
    """The people of the worked cases, with every day moved as far as today is from the day of the case."""
    found = []
    for case in load_cases(in_force(on), pathway):
        if case.id in content["utom"]:
            continue
        facts = {
            name: _moved(value, (on - case.on).days) if pathway.facts[name].kind == "date" else value
            for name, value in case.facts.items()
        }
        born = _day(facts.get(BORN))
        first = case.name.split(",")[0].strip()
        found.append(
            Figure(
                name=f"{first} {rng.choice(content['efternamn'])}",
                born=born,
                facts=facts,
                story=case.story,
                sources=case.sources,
            )
        )
    return found


def drawn_figures(
    pathway: Pathway, content: Content, count: int, *, on: date, rng: Random, known: float = 0.85
) -> list[Figure]:
    """`count` people by the shares of the definition. Facts that follow from a birthday follow from one here too."""
    columns = generate(pathway, count, seed=rng.randrange(2**31), known=known)
    found = []
    for row in range(count):
        facts = {
            name: value
            for name, value in columns.person(row).items()
            if pathway.facts[name].derivation is None
        }
        age = columns.person(row).get("alder")
        born = None
        if isinstance(age, int):
            born = on - timedelta(days=int((age + rng.random()) * DAYS_PER_YEAR))
            facts[BORN] = born.isoformat()
        found.append(Figure(name=new_name(content, rng), born=born, facts=facts))
    return found


def new_name(content: Content, rng: Random) -> str:
    """A first and a last name that nobody together has."""
    return f"{rng.choice(content['förnamn'])} {rng.choice(content['efternamn'])}"


class Numbers:
    """The test numbers that nobody in one kommun has yet."""

    def __init__(self, numbers: Iterable[KnownIdentity], *, rng: Random, taken: Iterable[str] = ()) -> None:
        used = set(taken)
        self._free = [one for one in numbers if one.number not in used and one.born is not None]
        self._rng, self._others = rng, 0

    def give(
        self, figure: Figure, pathway: Pathway, *, on: date, born_on: Collection[int] | None = None
    ) -> Figure:
        """The figure with a test number, and the birthday in it, for whom the map says the same; else another identity.

        A person of a worked case gets a number near her own day of birth, somebody made up any that will do. `born_on`: only
        these days of a month.
        """
        if figure.born is None:
            return replace(figure, identity=self.other())
        said = answer(pathway, figure.facts, on)
        for one in self._tried(figure.born, near=bool(figure.story), born_on=born_on):
            assert one.born is not None
            facts = {**figure.facts, BORN: one.born.isoformat()}
            if answer(pathway, facts, on) == said:
                self._free.remove(one)
                return replace(figure, identity=one, born=one.born, facts=facts)
        return replace(figure, identity=self.other())

    def other(self) -> KnownIdentity:
        """An identity that is no number, clearly made up."""
        self._others += 1
        return KnownIdentity(IdentityKind.OTHER, f"PÅHITTAD-{self._others:06}", None)

    def _tried(self, born: date, *, near: bool, born_on: Collection[int] | None) -> list[KnownIdentity]:
        free = [one for one in self._free if born_on is None or (one.born and one.born.day in born_on)]
        if near:
            return sorted(free, key=lambda one: abs((one.born or born) - born))[:TRIED]
        return self._rng.sample(free, min(TRIED, len(free)))


def siblings(
    pathway: Pathway, content: Content, figures: Sequence[Figure], count: int, *, on: date, rng: Random
) -> list[Figure]:
    """`count` people like those of the worked cases, with other names, and some other answers by the shares."""
    found: list[Figure] = []
    while len(found) < count:
        like = rng.choice(figures)
        drawn = drawn_figures(pathway, content, 1, on=on, rng=rng, known=1.0)[0].facts
        changed = {
            name: drawn[name] for name in content["syskon_skiljer"] if name in like.facts and name in drawn
        }
        one = Figure(name=new_name(content, rng), born=like.born, facts={**like.facts, **changed})
        said = answer(pathway, one.facts, on)
        if said is not None and said[0] is not None:
            found.append(one)
    return found


def clear_figures(pathway: Pathway, content: Content, count: int, *, on: date, rng: Random) -> list[Figure]:
    """`count` people by the shares for whom the map has one next step."""
    found: list[Figure] = []
    while len(found) < count:
        drawn = drawn_figures(pathway, content, 4 * count, on=on, rng=rng, known=0.97)
        told = ((one, answer(pathway, one.facts, on)) for one in drawn)
        found += [one for one, said in told if said is not None and said[0] is not None]
    return found[:count]


def answer(pathway: Pathway, facts: Mapping[str, object], on: date) -> tuple[object, ...] | None:
    """What the map says of somebody; None where the facts can't be true together."""
    try:
        read = read_facts(pathway, facts, on=on)
    except FactError:
        return None
    if read.conflicts:
        return None
    said = evaluate(pathway, read, on=on)
    return said.primary, said.candidates, said.open


def _moved(value: object, days: int) -> object:
    day = _day(value)
    return (day + timedelta(days=days)).isoformat() if day else value


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
