"""What differs between two versions of a map, thing by thing and part by part, and whether it can move anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..model import Pathway
from .apart import apart
from .parts import PARTS, Part

Act = Literal["ny", "borta", "ändrad"]
ORDER, START = "plats i turordningen", "steg som ett nytt ärende börjar i"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `thing` is the kind of thing ("steg", "uppgift" …), `id` its id and `name` what readers call it.

    `part` says what of it changed, in words ("frist"); empty where the whole thing is new or gone. `before` and `after` are
    that part in words, empty where it was or is not there. `moves`: whether the change can give somebody another next step.
    """

    act: Act
    thing: str
    id: str
    name: str
    part: str = ""
    how: str = ""
    before: str = ""
    after: str = ""
    moves: bool = False

    @property
    def place(self) -> str:
        """The thing as a heading: `Steget S14 Samordning hos FK`."""
        return f"{self.thing[:1].upper()}{self.thing[1:]} {self.name}"

    def __str__(self) -> str:
        if not self.part:
            return f"{self.place}: {self.how}."
        if not self.before:
            return f"{self.place}, {self.part}. Nytt: {self.after}"
        if not self.after:
            return f"{self.place}, {self.part}. Borttaget: {self.before}"
        before, after = apart(self.before, self.after)
        return f"{self.place}: {self.part} {self.how} från ”{before}” till ”{after}”."


def diff(old: Pathway, new: Pathway) -> tuple[Change, ...]:
    """Every difference between two versions, steps first, in the order of the new map. Equal maps give nothing."""
    found: list[Change] = []
    for kind in PARTS:
        before: Mapping[str, Any] = kind.of(old)
        after: Mapping[str, Any] = kind.of(new)
        for id_ in dict.fromkeys((*after, *before)):
            one, two = before.get(id_), after.get(id_)
            if one is None or two is None:
                there = two if one is None else one
                act: Act = "ny" if one is None else "borta"
                how = kind.new if one is None else kind.gone
                found.append(Change(act, kind.word, id_, kind.called(id_, there), how=how, moves=kind.moving))
                continue
            name = kind.called(id_, two)
            for part in kind.parts:
                found += _parted(part, one, two, old, new, Change("ändrad", kind.word, id_, name))
    return (*found, *_order(old, new), *_start(old, new))


def _parted(
    part: Part, one: object, two: object, old: Pathway, new: Pathway, base: Change
) -> Iterator[Change]:
    before, after = part.read(one), part.read(two)
    rows = (
        [(f"{part.word} {id_}", before.get(id_), after.get(id_)) for id_ in dict.fromkeys((*after, *before))]
        if part.rows
        else [(part.word, before, after)]
    )
    for word, was, is_ in rows:
        if not part.same(was, is_):
            told = (_told(part, was, old), _told(part, is_, new))
            yield replace(base, part=word, how=part.how, before=told[0], after=told[1], moves=part.moves)


def _told(part: Part, value: object, pathway: Pathway) -> str:
    return "" if value is None and part.rows else part.tell(value, pathway)


def _order(old: Pathway, new: Pathway) -> Iterator[Change]:
    """Steps that stand in another order of urgency among those both versions have."""
    shared = [step for step in old.priority if step in new.priority]
    again = [step for step in new.priority if step in old.priority]
    for step in _moved(shared, again):
        before, after = _after(shared, step, old), _after(again, step, new)
        name = f"{step} {new.steps[step].short}"
        yield Change("ändrad", "steget", step, name, ORDER, "ändrad", before, after, moves=True)


def _start(old: Pathway, new: Pathway) -> Iterator[Change]:
    """Another step that a new case begins in."""
    if old.first_step != new.first_step:
        before, after = (f"{chart.first_step} {chart.steps[chart.first_step].short}" for chart in (old, new))
        yield Change("ändrad", "steget", new.first_step, after, START, "ändrat", before, after)


def _moved(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The fewest things to move to come from one order to the other: those outside the longest order they share."""
    place = {id_: number for number, id_ in enumerate(after)}
    kept = _longest_rise([place[id_] for id_ in before])
    return tuple(id_ for id_ in after if place[id_] not in kept)


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    best: list[tuple[int, int | None]] = []
    for index, number in enumerate(numbers):
        earlier = [(best[at][0], at) for at in range(index) if numbers[at] < number]
        length, back = max(earlier, default=(0, None), key=lambda pair: pair[0])
        best.append((length + 1, back))
    at = max(range(len(best)), key=lambda index: best[index][0], default=None)
    kept: set[int] = set()
    while at is not None:
        kept.add(numbers[at])
        at = best[at][1]
    return kept


def _after(order: Sequence[str], step: str, pathway: Pathway) -> str:
    at = order.index(step)
    return f"efter {order[at - 1]} {pathway.steps[order[at - 1]].short}" if at else "först"
