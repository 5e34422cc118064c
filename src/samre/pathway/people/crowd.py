"""A crowd of synthetic people kept in memory, held against one changed map after another.

They are completed as in Guiden: what follows from what is known is concluded, and what nobody has asked is presumed where the
map says so. A changed map may conclude and presume otherwise, and ask what nobody has been asked: then they are seen anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Fact, Pathway
from .columns import UNKNOWN_CODE, UNKNOWN_INT, Column, Columns, choice_lists
from .completion import Told, complete
from .generate import draw, generate, reached
from .impact import Impact, Resident, compare_resident, settle_in

BATCH = 250_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """`told`: what is known of everybody by itself; `resident`: what follows, on the map they were made for.

    `known` is the chance that a fact is known; `seed` makes the same people, and the same answers to what a changed map asks.
    """

    told: Columns
    resident: Resident
    seed: int
    known: float

    @property
    def size(self) -> int:
        """How many they are."""
        return self.told.size

    @property
    def bytes(self) -> int:
        """What the crowd takes in memory; a column that is the same before and after the conclusions lies there once."""
        columns = [*self.told.values.values(), *self.resident.columns.values.values()]
        lying = {id(column): column.nbytes for column in columns}
        return sum(lying.values()) + self.resident.slices.words.nbytes + self.resident.answer.words.nbytes


def make_crowd(
    pathway: Pathway, size: int, *, seed: int, known: float, tell: Callable[[int], None] = lambda made: None
) -> Crowd:
    """`size` people for a map. `tell` is told how many are made. Raises NobodyFits."""
    told, seen, made = _Filling(size), _Filling(size), 0
    for part, own in _batches(size, seed):
        people = _spoken(pathway, generate(pathway, part, seed=own, known=known))
        told.add(people)
        seen.add(_seen_by(pathway, people, pathway))
        made += part
        tell(made)
    whole = told.columns()
    return Crowd(whole, settle_in(pathway, _shared(whole, seen.columns())), seed, known)


def impact_on(crowd: Crowd, new: Pathway) -> Impact:
    """What a changed map does to the crowd."""
    old = crowd.resident.pathway
    if _reads_alike(old, new):
        return compare_resident(crowd.resident, new)
    told, seen = _asked_anew(crowd, new), _Filling(crowd.size)
    for at in range(0, crowd.size, BATCH):
        seen.add(_seen_by(new, told.take(slice(at, at + BATCH)), old))
    return compare_resident(crowd.resident, new, seen.columns())


def _batches(size: int, seed: int) -> Iterator[tuple[int, int]]:
    for number, start in enumerate(range(0, size, BATCH)):
        yield (
            min(BATCH, size - start),
            int(np.random.SeedSequence([seed, number]).generate_state(1)[0]),
        )


class _Filling:
    """Columns put together part by part, with no more in memory than they take."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, 0
        self.values: dict[str, Column] = {}
        self.choices: Mapping[str, tuple[str, ...]] = {}

    def add(self, part: Columns) -> None:
        for name, column in part.values.items():
            whole = self.values.setdefault(name, np.empty(self.size, column.dtype))
            whole[self.at : self.at + part.size] = column
        self.choices, self.at = part.choices, self.at + part.size

    def columns(self) -> Columns:
        return Columns(self.size, self.values, self.choices)


def _spoken(pathway: Pathway, people: Columns) -> Columns:
    """Without what is concluded from the rest."""
    asked = {name: column for name, column in people.values.items() if not _is_concluded(pathway.facts[name])}
    return Columns(people.size, asked, people.choices)


def _is_concluded(fact: Fact) -> bool:
    return fact.derivation is not None and fact.derivation.condition is not None


def _shared(told: Columns, seen: Columns) -> Columns:
    """`seen` with the arrays of `told` where they say the same."""
    values = {
        name: told.values[name]
        if name in told.values and np.array_equal(told.values[name], column)
        else column
        for name, column in seen.values.items()
    }
    return Columns(seen.size, values, seen.choices)


def _seen_by(pathway: Pathway, told: Columns, born: Pathway) -> Columns:
    return complete(pathway, Told(told, {}, {}), on=born.valid_from).columns


def _reads_alike(old: Pathway, new: Pathway) -> bool:
    """Whether the same is known of the same people in both maps."""
    if [node for _, node in old.constraints] != [node for _, node in new.constraints]:
        return False
    if old.facts.keys() != new.facts.keys() or list(old.facts) != list(new.facts):
        return False
    return not any(_unlike(old, new, fact) for fact in new.facts.values())


def _unlike(old: Pathway, new: Pathway, fact: Fact) -> bool:
    was = old.facts[fact.id]
    same = (
        was.kind == fact.kind
        and [one.id for one in was.choices] == [one.id for one in fact.choices]
        and was.derivation == fact.derivation
        and (was.presumed, was.presumed_when) == (fact.presumed, fact.presumed_when)
    )
    return not same or _table(old, was) != _table(new, fact)


def _table(pathway: Pathway, fact: Fact) -> object:
    name = (fact.derivation.table or "") if fact.derivation else ""
    return pathway.values[name].table if name in pathway.values else None


def _asked_anew(crowd: Crowd, new: Pathway) -> Columns:
    """What is told of the crowd when the new map's questions have been asked too, by their shares."""
    old, rng = crowd.resident.pathway, np.random.default_rng([crowd.seed, 1])
    facts = [fact for fact in new.facts.values() if fact.kind != "date"]
    values = {fact.id: _column(crowd, old, new, fact, rng) for fact in facts if not _is_concluded(fact)}
    return Columns(crowd.size, values, choice_lists(facts))


def _column(crowd: Crowd, old: Pathway, new: Pathway, fact: Fact, rng: np.random.Generator) -> Column:
    was = old.facts.get(fact.id)
    if was is None or was.kind != fact.kind or fact.id not in crowd.told.values:
        return _forgotten(draw(fact, crowd.size, rng), fact, crowd, rng)
    column = crowd.told.values[fact.id]
    if fact.kind == "enum" and [one.id for one in was.choices] != [one.id for one in fact.choices]:
        return _recoded(column, was, fact, crowd, rng)
    if _table(old, was) != _table(new, fact):
        return _aged(column, old, new, fact, crowd, rng)
    return column


def _forgotten(column: Column, fact: Fact, crowd: Crowd, rng: np.random.Generator) -> Column:
    column[rng.random(crowd.size) >= crowd.known] = UNKNOWN_INT if fact.kind == "int" else UNKNOWN_CODE
    return column


def _recoded(column: Column, was: Fact, fact: Fact, crowd: Crowd, rng: np.random.Generator) -> Column:
    """Answers that are still there are kept; who had another, and the share that a new answer has by its weight, answer anew."""
    codes = {choice.id: code for code, choice in enumerate(fact.choices)}
    code_of = np.array(
        [*(codes.get(choice.id, UNKNOWN_CODE) for choice in was.choices), UNKNOWN_CODE], np.int8
    )
    found = code_of[column]
    known, fresh = column != UNKNOWN_CODE, draw(fact, crowd.size, rng)
    old_ids = {choice.id for choice in was.choices}
    is_new = np.array([choice.id not in old_ids for choice in fact.choices])[fresh]
    anew = known & ((found == UNKNOWN_CODE) | is_new)
    found[anew] = fresh[anew]
    return found


def _aged(
    column: Column, old: Pathway, new: Pathway, fact: Fact, crowd: Crowd, rng: np.random.Generator
) -> Column:
    """Whether an age is reached, where the table of ages is another: only who is between the two answers otherwise."""
    assert fact.derivation is not None
    ages = (
        other.id
        for other in new.facts.values()
        if other.derivation
        and other.derivation.kind == "ålder"
        and other.derivation.source == fact.derivation.source
    )
    age = crowd.told.values.get(next(ages, ""))
    was = old.facts[fact.id].derivation
    if age is None or was is None or not {fact.derivation.table, was.table} <= {*old.values, *new.values}:
        return column
    since = rng.random(crowd.size)
    before = reached(old, old.values[was.table or ""], age, since)
    after = reached(old, new.values[fact.derivation.table or ""], age, since)
    changed = (before != after) & (column != UNKNOWN_CODE) & (age != UNKNOWN_INT)
    return np.where(changed, after, column).astype(np.int8)
