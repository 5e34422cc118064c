"""What the worklist shows: the tabs with their counts, a page of rows, and what to do when there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from samre.accounts.actors import Actor
from samre.accounts.login import other_units
from samre.casework.queries.work_rows import WorkRow
from samre.casework.queries.worklists import (
    COUNTED,
    STUCK,
    Colleague,
    Cursor,
    Tab,
    WorkList,
    colleagues,
    worklist,
)
from samre.casework.rules.settings import case_rules, days

TAB, HANDLER, STILL, AFTER = "flik", "handlaggare", "stannat", "efter"


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab: where it leads and how many cases it has (`1000+` when it is more than is counted)."""

    id: str
    name: str
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """The list as it is shown. `elsewhere`: other units the actor has an assignment at. `is_first`: no earlier page. `onward`: the
    address of the next page, empty at the end."""

    tab: str
    heading: str
    tabs: tuple[TabLink, ...]
    rows: tuple[WorkRow, ...]
    groups: tuple[tuple[str, tuple[WorkRow, ...]], ...]
    empty: str
    empty_then: str
    is_unit: bool
    elsewhere: tuple[str, ...]
    colleagues: tuple[Colleague, ...]
    handler: UUID | None
    reasons: tuple[tuple[str, str], ...]
    stuck: str
    is_first: bool
    first: str
    onward: str

    @property
    def told(self) -> str:
        """What a screen reader is told when the list has changed."""
        current = next(tab for tab in self.tabs if tab.is_current)
        return f"{current.name}: {current.count} ärenden"


def worklist_page(
    actor: Actor,
    tab: Tab,
    *,
    on: date,
    handler: UUID | None = None,
    stuck: str = "",
    after: Cursor | None = None,
) -> WorklistPage:
    """One page of a tab for the actor."""
    found = worklist(actor, tab, on=on, handler=handler, stuck=stuck, after=after)
    words = case_rules()["arbetslistan"]["flikar"]
    return WorklistPage(
        tab=tab,
        heading=f"Ärenden på {actor.unit_name}" if actor.is_manager else "Mina ärenden",
        tabs=_tabs(found, actor, tab, handler, stuck),
        rows=found.rows,
        groups=_groups(found),
        empty=words[tab]["enheten_tom" if actor.is_manager else "tomt"],
        empty_then=words[tab]["sedan"],
        is_unit=actor.is_manager,
        elsewhere=other_units(actor) if actor.is_manager else (),
        colleagues=colleagues(actor, on=on) if actor.is_manager else (),
        handler=handler,
        reasons=_reasons() if actor.is_manager else (),
        stuck=stuck,
        is_first=after is None,
        first=_address(tab, handler, stuck),
        onward=_address(tab, handler, stuck, found.onward) if found.onward else "",
    )


def _groups(found: WorkList) -> tuple[tuple[str, tuple[WorkRow, ...]], ...]:
    """The rows under their headings, in the order they came."""
    together = groupby(zip(found.groups, found.rows, strict=True), key=itemgetter(0))
    return tuple((heading, tuple(row for _, row in rows)) for heading, rows in together)


def _tabs(
    found: WorkList, actor: Actor, current: Tab, handler: UUID | None, stuck: str
) -> tuple[TabLink, ...]:
    rows: dict[str, Any] = case_rules()["arbetslistan"]["flikar"]
    return tuple(
        TabLink(
            id=tab,
            name=rows[tab]["enhetens" if actor.is_manager else "namn"],
            url=_address(tab, handler, stuck),
            count=f"{COUNTED}+" if found.counts[tab] >= COUNTED else str(found.counts[tab]),
            is_current=tab == current,
        )
        for tab in Tab
    )


def _reasons() -> tuple[tuple[str, str], ...]:
    words = case_rules()["arbetslistan"]["val_stannat"]
    return tuple((code, str(words[code]).format(dagar=days("stillastående_dagar"))) for code in STUCK)


def _address(tab: Tab, handler: UUID | None, stuck: str, after: Cursor | None = None) -> str:
    given = {TAB: tab, HANDLER: handler, STILL: stuck, AFTER: after}
    return f"{reverse('web:cases')}?{urlencode({key: str(value) for key, value in given.items() if value})}"
