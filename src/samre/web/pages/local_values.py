"""What the pages of a kommun's own values show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.queries.local_values import (
    THINGS,
    Own,
    name_of,
    own_values,
    part_words,
    parts_of,
    shared_map,
)
from samre.pathway.changes.layers import Thing, Value
from samre.pathway.model import Pathway
from samre.pathway.wording import days_words

from ..forms.problems import Problems

NOTICES = {
    "satt": "Ert eget är sparat och gäller i kommunen från nu.",
    "ta": "Det gemensamma gäller igen.",
    "behall": "Ert eget är kvar.",
}


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An own value in words: the part's name, what is said here, in the shared map now, and there when it was written."""

    own: Own
    label: str
    value: tuple[str, ...]
    shared: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A step, contact or form to look at, and how many own values it has."""

    thing: str
    id: str
    name: str
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything said in the kommun's own way. `may_write`: its process leader reads it."""

    has_map: bool
    may_write: bool
    is_kommun: bool
    conflicts: tuple[OwnRow, ...] = ()
    rows: tuple[OwnRow, ...] = ()
    groups: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part with its form. `kind`: antal, text, rader, val, flerval; `typed`: what the form shows."""

    part: str
    place: str
    label: str
    hint: str
    kind: str
    shared: tuple[str, ...]
    row: OwnRow | None
    typed: str
    ticked: frozenset[str]
    options: tuple[tuple[str, str], ...]
    why: str
    is_open: bool
    problems: Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """A step, contact or form with its parts."""

    name: str
    thing: str
    id: str
    may_write: bool
    parts: tuple[PartRow, ...]
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


def list_page(actor: Actor, *, problems: Problems, notice: str) -> ListPage:
    """The own values of the reader's authority, and everything that can have one."""
    shared, is_kommun = shared_map(actor.authority_id), actor.authority_kind == AuthorityKind.KOMMUN
    may_write = _may_write(actor)
    if shared is None or not is_kommun:
        return ListPage(has_map=shared is not None, may_write=False, is_kommun=is_kommun)
    own = own_values(actor.authority_id, shared)
    rows = tuple(_row(one, shared) for one in own)
    return ListPage(
        has_map=True,
        may_write=may_write,
        is_kommun=True,
        conflicts=tuple(row for row in rows if row.own.is_in_conflict),
        rows=tuple(row for row in rows if not row.own.is_in_conflict),
        groups=tuple(_groups(shared, own)) if may_write else (),
        notice=notice,
        problems=problems,
    )


@lru_cache(maxsize=64)
def own_in_kommun(authority: UUID, stamp: int, on: date) -> tuple[OwnRow, ...]:
    """What a kommun says in its own way and that holds, to stand beside the shared words. `stamp`: of the kommun's map, changed
    with each value; `on`: the day the shared map is read."""
    shared = shared_map(authority)
    if shared is None:
        return ()
    return tuple(_row(own, shared) for own in own_values(authority, shared) if own.holds)


def _groups(shared: Pathway, own: tuple[Own, ...]) -> list[tuple[str, tuple[Link, ...]]]:
    def links(thing: Thing, ids: Any) -> tuple[Link, ...]:
        return tuple(
            Link(
                thing,
                id_,
                name_of(shared, thing, id_),
                sum((o.thing, o.thing_id) == (thing, id_) for o in own),
            )
            for id_ in ids
        )

    phases = [
        (phase.name, links("steg", [id_ for id_, step in shared.steps.items() if step.phase == phase.id]))
        for phase in shared.phases.values()
    ]
    return [
        *(group for group in phases if group[1]),
        ("Kontakter", links("kontakt", shared.contacts)),
        ("Blanketter", links("blankett", shared.forms)),
    ]


def show_page(
    actor: Actor, slag: str, id_: str, *, problems: Problems | None = None, notice: str = ""
) -> ShowPage | None:
    """One thing with its parts; None where the shared map has no such thing."""
    problems, shared = problems or Problems(), shared_map(actor.authority_id)
    if shared is None or slag not in THINGS or actor.authority_kind != AuthorityKind.KOMMUN:
        return None
    thing = THINGS[slag]
    own = own_values(actor.authority_id, shared)
    parts = [
        _part(shared, thing, part.part, part.shared, part.own, problems)
        for part in parts_of(shared, thing, id_, own)
    ]
    if not parts:
        return None
    return ShowPage(
        name=name_of(shared, thing, id_),
        thing=thing,
        id=id_,
        may_write=_may_write(actor),
        parts=tuple(parts),
        notice=notice,
        problems=problems,
    )


def _part(
    shared: Pathway, thing: Thing, part: str, said: Value, own: Own | None, problems: Problems
) -> PartRow:
    words = part_words(thing, part)
    is_typed = bool(problems) and problems.values.get("del") == part
    now = own.value if own else said
    typed = problems.values.get("värde", "") if is_typed else "\n".join(_lines(now))
    chosen = problems.values.get("rader", "").split("\n") if is_typed else _lines(now)
    options: dict[str, tuple[tuple[str, str], ...]] = {
        "val": tuple((id_, one.name) for id_, one in shared.contacts.items()),
        "flerval": tuple((id_, f"{one.name} ({id_})") for id_, one in shared.forms.items()),
    }
    return PartRow(
        part=part,
        place=part.replace(" ", "-"),
        label=words["namn"],
        hint=words.get("hjälp", ""),
        kind=words["sort"],
        shared=_named(shared, part, said),
        row=_row(own, shared) if own else None,
        typed=typed,
        ticked=frozenset(chosen),
        options=options.get(words["sort"], ()),
        why=problems.values.get("varför", "") if is_typed else own.why if own else "",
        is_open=is_typed,
        problems=problems if is_typed else Problems(),
    )


def _row(own: Own, shared: Pathway) -> OwnRow:
    label = part_words(own.thing, own.part)["namn"]
    texts = (
        () if value is None else _named(shared, own.part, value)
        for value in (own.value, own.shared, own.over)
    )
    value, now, then = texts
    return OwnRow(own, label, value, now, then)


def _named(shared: Pathway, part: str, value: Value) -> tuple[str, ...]:
    """The value as it is read: contacts and forms by their names."""
    lines = _lines(value)
    if part == "kontakt":
        return tuple(shared.contacts[one].name if one in shared.contacts else one for one in lines)
    if part == "blanketter":
        return tuple(shared.forms[one].name if one in shared.forms else one for one in lines)
    if part == "frist dagar":
        return tuple(days_words(int(one)) for one in lines)
    return lines


def _lines(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (str(value),) if value != "" else ()


def _may_write(actor: Actor) -> bool:
    return actor.role == Role.PROCESS_LEAD and actor.authority_kind == AuthorityKind.KOMMUN
