"""Where the worked cases land on a draft, beside where they land on the map it began from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samre.pathway.model import Pathway
from samre.pathway.person.cases import Case, cases_of
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, read_facts
from samre.pathway.reading.mistakes import DefinitionError

from .draft_changes import read_map
from .worked_cases import worked_cases

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaseLanding:
    """A worked case. `before` and `after`: its next step ("" = not settled); `before` is None where the case is new, `after`
    where the draft can't read it. `wrong`: what the draft answers otherwise than the case expects."""

    id: str
    name: str
    before: str | None
    after: str | None
    wrong: tuple[str, ...]

    @property
    def moves(self) -> bool:
        return self.before is not None and self.before != self.after


@dataclass(frozen=True, slots=True)
class Landings:
    """Every worked case that can be told something of. `unread`: the cases can't be read at all."""

    cases: tuple[CaseLanding, ...] = ()
    unread: bool = False

    @property
    def expected(self) -> tuple[CaseLanding, ...]:
        """Those that land elsewhere, as they say that they should."""
        return tuple(one for one in self.cases if one.moves and not one.wrong)

    @property
    def unexpected(self) -> tuple[CaseLanding, ...]:
        """Those the draft answers otherwise than they say that it should."""
        return tuple(one for one in self.cases if one.wrong)

    @property
    def new(self) -> tuple[CaseLanding, ...]:
        return tuple(one for one in self.cases if one.before is None and not one.wrong)

    @property
    def still(self) -> int:
        """How many land where they did."""
        return sum(not one.wrong and one.before is not None and not one.moves for one in self.cases)


def landings(old: Texts, new: Texts) -> Landings:
    """Every worked case of a draft, on both maps."""
    before, after = read_map(old).pathway, read_map(new).pathway
    if before is None or after is None:
        return Landings(unread=True)
    try:
        cases, had = cases_of(new, after), {case.id for case in cases_of(old, before)}
    except DefinitionError:
        return Landings(unread=True)
    wrong = {one.id: one.wrong for one in worked_cases(new).cases}
    return Landings(tuple(_landed(cases, had, wrong, before, after)))


def _landed(
    cases: tuple[Case, ...],
    had: set[str],
    wrong: Mapping[str, tuple[str, ...]],
    before: Pathway,
    after: Pathway,
) -> Iterator[CaseLanding]:
    for case in cases:
        was = _next_step(before, case) if case.id in had else None
        yield CaseLanding(case.id, case.name, was, _next_step(after, case), wrong.get(case.id, ()))


def _next_step(pathway: Pathway, case: Case) -> str | None:
    try:
        facts = read_facts(pathway, case.facts, on=case.on, sources=case.sources)
    except FactError:
        return None
    return evaluate(pathway, facts, on=case.on).primary or ""
