"""The worklist: whose turn it is in the cases of a caseworker or a unit. Flat in time however many cases there are.

A tab is one or more stretches of rows, each in the order of a day. A stretch is read from the row where the last page ended
(keyset), so that page 400 costs what page 1 does; counts stop at COUNTED.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Q

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import CASE_ROLES

from ..models import Case, CaseAssignment, Turn
from ..models.cases import CaseQuerySet, in_force
from .counted import counted
from .work_rows import COLUMNS, WorkRow, work_rows

PAGE = 50
COUNTED = 1000
# Nobody is beside the handler in more cases than this.
PARTS = 500


class Tab(StrEnum):
    """The tabs of the worklist, as they stand in its address."""

    OURS = "min-tur"
    WAITING = "vantar"
    WATCH = "bevaka"
    ALL = "alla"


class BadCursor(ValueError):
    """The place in the list to go on from is none that a page of ours has given."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its stretch, its day and its id."""

    stretch: int
    day: date
    id: UUID

    def __str__(self) -> str:
        return f"{self.stretch}.{self.day}.{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Raises BadCursor."""
        try:
            stretch, day, id_ = text.split(".")
            return cls(int(stretch), date.fromisoformat(day), UUID(hex=id_))
        except ValueError as error:
            raise BadCursor(text) from error


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who has cases at the unit."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of a tab. `counts`: tab → how many, at most COUNTED. `onward`: where the next page begins, None = the end."""

    rows: tuple[WorkRow, ...]
    counts: Mapping[Tab, int]
    onward: Cursor | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows in the order of the day `by`, then id. The parts are read each by its own index and merged."""

    by: str
    parts: tuple[CaseQuerySet, ...]


def worklist(
    actor: Actor, tab: Tab, *, on: date, handler: UUID | None = None, after: Cursor | None = None
) -> WorkList:
    """A page of the actor's own cases; a manager's of her unit's, stuck ones first (`handler`: of one colleague only)."""
    beside = _beside(actor, on=on)
    bases = _bases(actor, beside, handler)
    found, onward = _page(_stretches(tab, bases, on=on, stuck_first=actor.is_manager), after)
    rows = work_rows(found, actor, on=on, named=frozenset(beside), watched=tab == Tab.WATCH)
    return WorkList(rows, _counts(actor, bases, on=on), onward)


def colleagues(actor: Actor, *, on: date) -> tuple[Colleague, ...]:
    """Those who work with cases at the actor's unit today, by name."""
    rows = (
        Assignment.objects.filter(Q(unit_id=actor.unit_id), role__in=CASE_ROLES, ended_at__isnull=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
        .order_by("user__name")
        .values_list("user_id", "user__name")
        .distinct()
    )
    return tuple(Colleague(id_, name) for id_, name in rows)


def _beside(actor: Actor, *, on: date) -> list[UUID]:
    """The cases where the actor is named without being the handler by the case's own row."""
    parts = CaseAssignment.objects.filter(in_force(on), Q(user_id=actor.user_id))
    kinds = [CaseAssignment.Part.CO] + ([CaseAssignment.Part.MAIN] if actor.is_manager else [])
    return list(
        parts.filter(part__in=kinds, owner_id=actor.authority_id).values_list("case_id", flat=True)[:PARTS]
    )


def _bases(actor: Actor, beside: Sequence[UUID], handler: UUID | None) -> tuple[CaseQuerySet, ...]:
    """The open cases that are the actor's, in parts that share no case."""
    cases = Case.objects.visible_to(actor).open()
    if not actor.is_manager:
        return (
            cases.filter(handler_id=actor.user_id),
            cases.filter(id__in=beside).exclude(handler_id=actor.user_id),
        )
    own = cases.filter(Q(unit_id=actor.unit_id))
    if handler is not None:
        return (own.filter(handler_id=handler),)
    return own, cases.filter(id__in=beside).exclude(Q(unit_id=actor.unit_id))


def _ours(cases: CaseQuerySet, *, on: date) -> tuple[CaseQuerySet, ...]:
    """What is our turn, and what was waited for until a day that has come: nobody need have run the nightly round."""
    return cases.filter(turn=Turn.OURS), cases.filter(turn=Turn.OTHERS, next_due__lte=on)


def _waiting(cases: CaseQuerySet, *, on: date) -> CaseQuerySet:
    return cases.filter(turn=Turn.OTHERS, next_due__gt=on)


def _stuck(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.filter(~Q(stuck=""))


def _watched(cases: CaseQuerySet, *, on: date) -> CaseQuerySet:
    return cases.filter(watch_on__lte=on, stuck="")


def _stretches(
    tab: Tab, bases: Sequence[CaseQuerySet], *, on: date, stuck_first: bool
) -> tuple[_Stretch, ...]:
    stuck = tuple(_stuck(base) for base in bases)
    if tab == Tab.WATCH:
        watched = tuple(_watched(base, on=on) for base in bases)
        return _Stretch("next_due", stuck), _Stretch("watch_on", watched)
    if not stuck_first:
        return (_Stretch("next_due", _parts(tab, bases, on=on)),)
    # Never `turn=`: SQLite would then read all of the unit's waiting cases to find the few that are stuck.
    chosen = {
        Tab.OURS: Q(turn=Turn.OURS) | Q(next_due__lte=on),
        Tab.WAITING: ~Q(turn=Turn.OURS) & Q(next_due__gt=on),
        Tab.ALL: Q(),
    }[tab]
    moving = tuple(part.filter(stuck="") for part in _parts(tab, bases, on=on))
    return _Stretch("next_due", tuple(part.filter(chosen) for part in stuck)), _Stretch("next_due", moving)


def _parts(tab: Tab, bases: Sequence[CaseQuerySet], *, on: date) -> tuple[CaseQuerySet, ...]:
    if tab == Tab.WAITING:
        return tuple(_waiting(base, on=on) for base in bases)
    if tab == Tab.OURS:
        return tuple(part for base in bases for part in _ours(base, on=on))
    return tuple(base.filter(turn=turn) for base in bases for turn in (Turn.OURS, Turn.OTHERS))


def _page(stretches: Sequence[_Stretch], after: Cursor | None) -> tuple[list[dict[str, Any]], Cursor | None]:
    """The rows of one page after the cursor, and the cursor of the next."""
    found: list[tuple[Cursor, dict[str, Any]]] = []
    for number, stretch in enumerate(stretches):
        wanted = PAGE + 1 - len(found)
        if wanted <= 0 or (after is not None and number < after.stretch):
            continue
        begin = after if after is not None and after.stretch == number else None
        parts = [_rows_after(part, stretch.by, begin, wanted) for part in stretch.parts]
        merged = heapq.merge(*parts, key=itemgetter(stretch.by, "id"))
        found += [(Cursor(number, row[stretch.by], row["id"]), row) for row in islice(merged, wanted)]
    onward = found[PAGE - 1][0] if len(found) > PAGE else None
    return [row for _, row in found[:PAGE]], onward


def _rows_after(cases: CaseQuerySet, by: str, after: Cursor | None, wanted: int) -> Iterable[dict[str, Any]]:
    if after is not None:
        # Said so that the day alone bounds what is read of the index.
        later = Q(**{f"{by}__gt": after.day}) | Q(id__gt=after.id)
        cases = cases.filter(later, **{f"{by}__gte": after.day})
    return cases.order_by(by, "id").values(*COLUMNS)[:wanted]


def _counts(actor: Actor, bases: Sequence[CaseQuerySet], *, on: date) -> dict[Tab, int]:
    sets = {
        Tab.OURS: _parts(Tab.OURS, bases, on=on),
        Tab.WAITING: _parts(Tab.WAITING, bases, on=on),
        Tab.WATCH: tuple(part for base in bases for part in (_stuck(base), _watched(base, on=on))),
    }
    names = [tab for tab, parts in sets.items() for _ in parts]
    found = counted(
        [part for parts in sets.values() for part in parts], limit=COUNTED, authority_id=actor.authority_id
    )
    counts = dict.fromkeys(Tab, 0)
    for tab, number in zip(names, found, strict=True):
        counts[tab] += number
    counts[Tab.ALL] = counts[Tab.OURS] + counts[Tab.WAITING]
    return {tab: min(number, COUNTED) for tab, number in counts.items()}
