"""A thing taken off the map together with the worked cases that spoke of it: what each would get instead, or that it goes too."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.map_parts import Kind
from ..rules.map_writing import removed_thing
from .broken_cases import BrokenCase
from .map_things import Texts
from .worked_cases import with_answer, without_case, worked_cases

# What is done with the cases: they get the map's new answer, go too, or are left for later.
ANSWER, GONE, LATER = "svar", "bort", "sen"


@dataclass(frozen=True, slots=True)
class CaseLeft:
    """A worked case that speaks of a thing that goes. `answer`: the step it would get instead, empty where the map gives none."""

    id: str
    name: str
    answer: str


def cases_left(texts: Texts, kind: Kind, id_: str) -> tuple[CaseLeft, ...]:
    """The cases that a thing leaves behind, each with what the map would answer without it. Raises EditError."""
    made = removed_thing(texts, kind, id_)
    left = _left(texts, made)
    answered = worked_cases(_settled(texts, made, ANSWER, "")).cases if left else ()
    answers = {one.id: one.expected for one in answered}
    return tuple(CaseLeft(one.id, one.name, answers.get(one.id, "")) for one in left)


def without_thing_and_cases(
    texts: Texts, kind: Kind, id_: str, *, cases: str = LATER, why: str = ""
) -> dict[str, str]:
    """The files without a thing, and with the cases it leaves done as `cases` says. Raises EditError."""
    return _settled(texts, removed_thing(texts, kind, id_), cases, why)


def _left(before: Texts, made: Texts) -> tuple[BrokenCase, ...]:
    """The cases that speak of something that is gone now and was there before."""
    earlier = {one.id for one in worked_cases(before).broken}
    return tuple(one for one in worked_cases(made).broken if one.id not in earlier)


def _settled(before: Texts, made: dict[str, str], cases: str, why: str) -> dict[str, str]:
    if cases not in (ANSWER, GONE):
        return made
    for one in _left(before, made):
        found = with_answer(made, one.id, why=why) if cases == ANSWER else without_case(made, one.id)
        made = found or made
    return made
