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
from samre.accounts.protected import colleague_name
from samre.accounts.roles import CASE_ROLES

from ..models import Case, CaseAssignment, CaseState, Turn
from ..models.cases import CaseQuerySet, in_force
from ..rules.settings import case_rules
from .counted import counted
from .work_rows import COLUMNS, WorkRow, work_rows

Row = dict[str, Any]
PAGE = 50
COUNTED = 1000
# Nobody is beside the handler in more cases than this.
PARTS = 500
# Why a case stands still, as a list may be chosen among (law R7): what the kommun has or has not done, never what is known of the
# person. ANY: for whatever reason.
ANY = "alla"
STUCK = (ANY, "ingen_handlaggare", "samma_steg", "ingen_aktiv", "frist_loper")


class Tab(StrEnum):
    """The tabs of the worklist, as they stand in its address."""

    OURS = "min-tur"
    WAITING = "vantar"
    WATCH = "bevaka"
    ALL = "alla"
    CLOSED = "avslutade"


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
    """Somebody who has cases at the unit, and how many of them are open and stand still there, at most COUNTED of each."""

    id: UUID
    name: str
    open: int
    stuck: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of a tab. `groups`: the heading each row stands under, "" where there is none. `counts`: tab → how many, at most
    COUNTED. `onward`: where the next page begins, None = the end."""

    rows: tuple[WorkRow, ...]
    groups: tuple[str, ...]
    counts: Mapping[Tab, int]
    onward: Cursor | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows in the order of the day `by`, then id (`newest`: the other way). The parts are read each by its own index and merged
    with `beside`. `group`: the heading they stand under."""

    by: str
    parts: tuple[CaseQuerySet, ...]
    beside: tuple[Row, ...]
    group: str = ""
    newest: bool = False


def worklist(
    actor: Actor,
    tab: Tab,
    *,
    on: date,
    handler: UUID | None = None,
    stuck: str = "",
    after: Cursor | None = None,
) -> WorkList:
    """A page of the actor's own cases; a manager's of her unit's, stuck ones first (`handler`: of one colleague only; `stuck`:
    only what stands still, for one of STUCK)."""
    base = _base(actor, handler)
    beside = [] if handler else _not_in_base(_beside(actor, on=on), actor)
    if stuck:
        return _stuck_only(actor, tab, base, beside, stuck, on=on, after=after)
    found, groups, onward = _page(_stretches(tab, base, beside, on=on, stuck_first=actor.is_manager), after)
    rows = work_rows(found, actor, on=on, watched=tab == Tab.WATCH)
    return WorkList(rows, groups, _counts(actor, base, beside, on=on), onward)


def colleagues(actor: Actor, *, on: date) -> tuple[Colleague, ...]:
    """Those who work with cases at the actor's unit today, by name."""
    rows = (
        Assignment.objects.filter(Q(unit_id=actor.unit_id), role__in=CASE_ROLES, ended_at__isnull=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
        .order_by("user__name")
        .values_list("user_id", "user__name", "user__is_protected")
        .distinct()
    )
    people, unit = list(rows), Case.objects.visible_to(actor).filter(Q(unit_id=actor.unit_id)).open()
    of_each = [unit.filter(handler_id=id_) for id_, _, _ in people]
    parts = of_each + [cases.filter(~Q(stuck="")) for cases in of_each]
    found = counted(parts, limit=COUNTED, authority_id=actor.authority_id)
    return tuple(
        Colleague(id_, colleague_name(name, is_protected=hidden), found[at], found[at + len(people)])
        for at, (id_, name, hidden) in enumerate(people)
    )


def _stuck_only(
    actor: Actor,
    tab: Tab,
    base: CaseQuerySet,
    beside: Sequence[Row],
    reason: str,
    *,
    on: date,
    after: Cursor | None,
) -> WorkList:
    """What stands still for a reason, tab by tab: read by the index of what stands still, and counted by the same."""
    why = ~Q(stuck="") & (Q() if reason == ANY else Q(stuck__contains=reason))
    rows = [row for row in beside if row["stuck"] and (reason == ANY or reason in row["stuck"].split())]
    tabs = [one for one in Tab if one != Tab.CLOSED]
    parts = {one: base.open().filter(_chosen(one, on=on), why) for one in tabs}
    numbers = counted(list(parts.values()), limit=COUNTED, authority_id=actor.authority_id)
    counts = {Tab.CLOSED: 0} | {
        one: min(number + sum(_is_in(one, row, on=on) for row in rows), COUNTED)
        for one, number in zip(tabs, numbers, strict=True)
    }
    mine = tuple(row for row in rows if _is_in(tab, row, on=on))
    part = (parts[tab],) if tab in parts else ()
    found, groups, onward = _page((_Stretch("urgent_on", part, mine),), after)
    return WorkList(work_rows(found, actor, on=on, watched=tab == Tab.WATCH), groups, counts, onward)


def _chosen(tab: Tab, *, on: date) -> Q:
    """A tab among what stands still. Never `turn=`: SQLite would then read all of the unit's waiting cases to find the few."""
    return {
        Tab.OURS: Q(turn=Turn.OURS) | Q(urgent_on__lte=on),
        Tab.WAITING: ~Q(turn=Turn.OURS) & Q(urgent_on__gt=on),
    }.get(tab, Q())


def _beside(actor: Actor, *, on: date) -> list[Row]:
    """The open cases where the actor is named as co-handler (a manager: in any part), as rows: they are few, and no index of the
    cases leads to them, so they are chosen among here and not by the database."""
    if not actor.may_have_cases:
        return []
    kinds = [CaseAssignment.Part.CO] + ([CaseAssignment.Part.MAIN] if actor.is_manager else [])
    columns = (*COLUMNS, "unit_id")
    found = (
        CaseAssignment.objects.filter(in_force(on), Q(user_id=actor.user_id), part__in=kinds)
        .filter(owner_id=actor.authority_id, case__state=CaseState.OPEN)
        .values_list(*(f"case__{column}" for column in columns))[:PARTS]
    )
    return [dict(zip(columns, values, strict=True)) for values in found]


def _not_in_base(rows: Sequence[Row], actor: Actor) -> list[Row]:
    own = ("unit_id", actor.unit_id) if actor.is_manager else ("handler_id", actor.user_id)
    return [row for row in rows if row[own[0]] != own[1]]


def _base(actor: Actor, handler: UUID | None) -> CaseQuerySet:
    """The cases, closed ones too, that are the actor's by an index of theirs: as handler, or as manager of the unit."""
    cases = Case.objects.visible_to(actor)
    if not actor.is_manager:
        return cases.filter(Q(handler_id=actor.user_id))
    own = cases.filter(Q(unit_id=actor.unit_id))
    return own.filter(handler_id=handler) if handler is not None else own


def _is_ours(row: Row, *, on: date) -> bool:
    """What is our turn, and what was waited for until a day that has come, or a last day of the law: nobody need have run the
    nightly round."""
    return bool(row["turn"] == Turn.OURS or row["urgent_on"] <= on)


def _is_watched(row: Row, *, on: date) -> bool:
    return row["watch_on"] is not None and row["watch_on"] <= on


def _is_in(tab: Tab, row: Row, *, on: date) -> bool:
    if tab == Tab.CLOSED:
        return False
    if tab == Tab.WATCH:
        return bool(row["stuck"]) or _is_watched(row, on=on)
    return tab == Tab.ALL or _is_ours(row, on=on) == (tab == Tab.OURS)


def _parts(tab: Tab, own: CaseQuerySet, *, on: date) -> tuple[CaseQuerySet, ...]:
    """The same as `_is_in`, for the database: each part by one stretch of an index. A closed case is watched for its follow-up."""
    if tab == Tab.CLOSED:
        return (own.filter(state=CaseState.CLOSED),)
    cases = own.open()
    waiting = cases.filter(turn=Turn.OTHERS)
    if tab == Tab.WATCH:
        closed = own.filter(state=CaseState.CLOSED, watch_on__lte=on)
        return cases.filter(~Q(stuck="")), cases.filter(watch_on__lte=on, stuck=""), closed
    if tab == Tab.WAITING:
        return (waiting.filter(urgent_on__gt=on),)
    ours = cases.filter(turn=Turn.OURS)
    return (ours, waiting) if tab == Tab.ALL else (ours, waiting.filter(urgent_on__lte=on))


def _stretches(
    tab: Tab, base: CaseQuerySet, beside: Sequence[Row], *, on: date, stuck_first: bool
) -> tuple[_Stretch, ...]:
    if tab == Tab.CLOSED:
        return (_Stretch("closed_on", _parts(tab, base, on=on), (), newest=True),)
    mine = tuple(row for row in beside if _is_in(tab, row, on=on))
    stuck = tuple(row for row in mine if row["stuck"])
    moving = tuple(row for row in mine if not row["stuck"])
    parts = _parts(tab, base, on=on)
    if tab == Tab.WATCH:
        return _Stretch("urgent_on", parts[:1], stuck), _Stretch("watch_on", parts[1:], moving)
    if not stuck_first:
        return _by_who_acts(tab, parts, mine)
    chosen = _chosen(tab, on=on)
    return (
        _Stretch("urgent_on", (base.open().filter(chosen, ~Q(stuck="")),), stuck, _group("stilla", tab)),
        *_by_who_acts(tab, tuple(part.filter(stuck="") for part in parts), moving),
    )


def _by_who_acts(tab: Tab, parts: tuple[CaseQuerySet, ...], beside: Sequence[Row]) -> tuple[_Stretch, ...]:
    """What is waited for in two: where the person herself has the step, and needs somebody's help, and where others answer."""
    if tab != Tab.WAITING:
        return (_Stretch("urgent_on", parts, tuple(beside)),)
    person = case_rules()["arbetslistan"]["söker_själv"]
    helped = tuple(row for row in beside if row["next_party"] == person)
    others = tuple(row for row in beside if row["next_party"] != person)
    return (
        _Stretch(
            "urgent_on", tuple(part.filter(next_party=person) for part in parts), helped, _group("hjälp", tab)
        ),
        _Stretch(
            "urgent_on",
            tuple(part.filter(~Q(next_party=person)) for part in parts),
            others,
            _group("andra", tab),
        ),
    )


def _group(which: str, tab: Tab) -> str:
    return str(case_rules()["arbetslistan"]["grupper"][which]) if tab == Tab.WAITING else ""


def _page(
    stretches: Sequence[_Stretch], after: Cursor | None
) -> tuple[list[Row], tuple[str, ...], Cursor | None]:
    """The rows of one page after the cursor, the heading of each, and the cursor of the next."""
    found: list[tuple[Cursor, Row, str]] = []
    for number, stretch in enumerate(stretches):
        wanted = PAGE + 1 - len(found)
        if wanted <= 0 or (after is not None and number < after.stretch):
            continue
        begin = after if after is not None and after.stretch == number else None
        order = itemgetter(stretch.by, "id")
        parts = [_rows_after(part, stretch, begin, wanted) for part in stretch.parts]
        beside = (row for row in stretch.beside if begin is None or order(row) > (begin.day, begin.id))
        merged = heapq.merge(*parts, sorted(beside, key=order), key=order, reverse=stretch.newest)
        found += [
            (Cursor(number, row[stretch.by], row["id"]), row, stretch.group) for row in islice(merged, wanted)
        ]
    onward = found[PAGE - 1][0] if len(found) > PAGE else None
    shown = found[:PAGE]
    return [row for _, row, _ in shown], tuple(group for _, _, group in shown), onward


def _rows_after(cases: CaseQuerySet, stretch: _Stretch, after: Cursor | None, wanted: int) -> Iterable[Row]:
    by, sign, on = stretch.by, "-" if stretch.newest else "", "lt" if stretch.newest else "gt"
    if after is not None:
        # Said so that the day alone bounds what is read of the index.
        later = Q(**{f"{by}__{on}": after.day}) | Q(**{f"id__{on}": after.id})
        cases = cases.filter(later, **{f"{by}__{on}e": after.day})
    return cases.order_by(f"{sign}{by}", f"{sign}id").values(*COLUMNS)[:wanted]


def _counts(actor: Actor, base: CaseQuerySet, beside: Sequence[Row], *, on: date) -> dict[Tab, int]:
    of_tab = [(tab, part) for tab in Tab if tab != Tab.ALL for part in _parts(tab, base, on=on)]
    found = counted([part for _, part in of_tab], limit=COUNTED, authority_id=actor.authority_id)
    counts = {tab: sum(_is_in(tab, row, on=on) for row in beside) for tab in Tab}
    for (tab, _), number in zip(of_tab, found, strict=True):
        counts[tab] += number
    counts[Tab.ALL] = counts[Tab.OURS] + counts[Tab.WAITING]
    return {tab: min(number, COUNTED) for tab, number in counts.items()}
