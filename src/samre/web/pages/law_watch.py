"""What the pages of the law watch show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.governance.maps import find_in_force, keeper_of, pathway_in
from samre.governance.queries.law_watch import CHANGED, GOOD, LATE, SOON, Watched, law_watch, looks_of
from samre.governance.queries.prepared_values import Prepared, prepared_values
from samre.governance.queries.requests import STEP, box_name, open_drafts
from samre.governance.rules.law_texts import LAW, PROGRAMME, VALUE, days_ahead, text_address
from samre.pathway.model import Pathway

from ..forms.problems import Problems

NEW_DRAFT = "ny"
KINDS = {"lag": LAW, "varde": VALUE, "program": PROGRAMME}
SLUGS = {kind: slug for slug, kind in KINDS.items()}
WORDS = {LAW: "Lag", VALUE: "Värde", PROGRAMME: "Program"}
NOTICES = {
    "kontrollerad": "Kontrollen är sparad.",
    "andrad": "Kontrollen är sparad. Nu behöver kartan rättas.",
}
ENDS = "slutar"
HEADINGS = (
    (ENDS, "Slutar gälla snart", "Förbered det som ska gälla efter den dagen."),
    (
        CHANGED,
        "Har ändrats",
        "Kartan säger fortfarande det gamla. Börja ett utkast, eller förbered det nya värdet.",
    ),
    (LATE, "Ska läsas nu", "Dagen har passerat, eller så har ingen läst."),
    (SOON, "Ska läsas snart", ""),
    (GOOD, "Läst", ""),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with its address and the names of the steps that rest on it. `prepared`: what is to follow, not in force yet."""

    slug: str
    kind: str
    watched: Watched
    steps: tuple[tuple[str, str], ...]
    prepared: tuple[Prepared, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Those that stand alike."""

    state: str
    name: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything with a date. `coming`: what is prepared to hold from a later day, by day."""

    has_map: bool
    groups: tuple[Group, ...] = ()
    coming: tuple[tuple[str, str, Row], ...] = ()
    due: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A paragraph with the names of its steps, and whether it is ticked."""

    where: str
    checked: str
    steps: tuple[tuple[str, str], ...]
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """One of them, with the forms. `may_prepare`: whether it is a number with times, that a new one can follow; `follows`: from
    which day, where what holds now ends; `url`: where it can be read."""

    keeper: UUID
    url: str
    row: Watched
    shown: Row
    places: tuple[PlaceRow, ...]
    may_write: bool
    may_prepare: bool
    drafts: tuple[tuple[UUID, str], ...]
    follows: str
    unit: str
    values: Mapping[str, str]
    prepares: bool
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


def kind_of(slug: str) -> str:
    """The kind that an address means; empty for none."""
    return KINDS.get(slug, "")


def list_page(actor: Actor) -> ListPage:
    """The watch over the map the reader belongs to."""
    keeper, pathway = _map_of(actor)
    if keeper is None or pathway is None:
        return ListPage(has_map=False)
    prepared = prepared_values(keeper, pathway, on=timezone.localdate())
    rows = [_row(pathway, one, prepared) for one in _watch(keeper, pathway)]
    coming = sorted((day.isoformat(), what, row) for row in rows for day, what in row.watched.coming)
    groups = [
        Group(state, name, text, tuple(sorted((row for row in rows if _heading(row) == state), key=_order)))
        for state, name, text in HEADINGS
    ]
    return ListPage(
        has_map=True,
        groups=tuple(group for group in groups if group.rows),
        coming=tuple(coming),
        due=sum(row.watched.state in (CHANGED, LATE) for row in rows),
    )


def show_page(
    actor: Actor, slug: str, id_: str, *, problems: Problems | None = None, notice: str = ""
) -> ShowPage | None:
    """One of them; None where the map has no such thing."""
    problems = problems or Problems()
    keeper, pathway = _map_of(actor)
    if keeper is None or pathway is None:
        return None
    found = (one for one in _watch(keeper, pathway) if (one.kind, one.id) == (kind_of(slug), id_))
    watched = next(found, None)
    if watched is None:
        return None
    value = pathway.values.get(id_) if watched.kind == VALUE else None
    ticked = problems.values["lagrum"].split("\n") if "lagrum" in problems.values else None
    may_write = actor.role == Role.PROCESS_LEAD
    return ShowPage(
        keeper=keeper,
        url=_url(pathway, watched),
        row=watched,
        shown=_row(pathway, watched, prepared_values(keeper, pathway, on=timezone.localdate())),
        places=tuple(
            PlaceRow(
                where=place.where,
                checked=place.checked.isoformat() if place.checked else "",
                steps=_steps(pathway, place.steps),
                is_ticked=ticked is None or place.where in ticked,
            )
            for place in watched.places
        ),
        may_write=may_write,
        may_prepare=may_write and value is not None and bool(value.spans),
        drafts=open_drafts(keeper) if may_write else (),
        follows=(watched.ends + timedelta(days=1)).isoformat() if watched.ends else "",
        unit=value.unit if value else "",
        values=problems.values,
        prepares="dag" in problems.values or watched.state == CHANGED,
        notice=notice,
        problems=problems,
    )


def _url(pathway: Pathway, watched: Watched) -> str:
    if watched.kind == LAW:
        return text_address(pathway.laws[watched.id])
    return next((word.rstrip(".,;") for word in watched.source.split() if word.startswith("https://")), "")


def _map_of(actor: Actor) -> tuple[UUID | None, Pathway | None]:
    keeper = keeper_of(actor.authority_id)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    return keeper, None if version is None else pathway_in(version)


def _watch(keeper: UUID, pathway: Pathway) -> tuple[Watched, ...]:
    return law_watch(pathway, on=timezone.localdate(), ahead=days_ahead(), looks=looks_of(keeper))


def _heading(row: Row) -> str:
    """A number whose time is soon out goes before everything else, whenever somebody last read of it."""
    one, on = row.watched, timezone.localdate()
    soon = one.ends is not None and on <= one.ends <= on + timedelta(days=days_ahead())
    return ENDS if soon and one.kind == VALUE and one.state != CHANGED else one.state


def _order(row: Row) -> tuple[bool, int]:
    """What most of the map rests on first; offers that have ended last. Else as they are: by day."""
    return row.watched.kind == PROGRAMME, -len(row.steps)


def _row(pathway: Pathway, watched: Watched, prepared: tuple[Prepared, ...]) -> Row:
    mine = tuple(one for one in prepared if watched.kind == VALUE and one.value == watched.id)
    return Row(SLUGS[watched.kind], WORDS[watched.kind], watched, _steps(pathway, watched.steps), mine)


def _steps(pathway: Pathway, ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((id_, box_name(pathway, STEP, id_)) for id_ in ids)
