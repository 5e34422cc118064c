"""The catalogue of insatser as pages show it, and which of them fit somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from samre.accounts.actors import Actor
from samre.accounts.models import Unit
from samre.accounts.protected import ColleagueNames

from ..actions.interventions import EDITORS, receiving_units
from ..models import Case, Intervention
from ..rules.free_places import freed_on, queue_lengths, taken_places
from ..rules.interventions import (
    Frames,
    Offer,
    Reason,
    agreement_ends,
    environments,
    fits,
    intervention_rules,
    is_old,
    reasons,
    words_for,
)
from ..rules.settings import pathway_now


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One insats in words. `free` counts the places that nobody has today; `is_old`: nobody has looked for a long time."""

    id: UUID
    name: str
    kind: str
    supplier: str
    place: str
    hours_from: int
    hours: str
    weeks: str
    levels: tuple[str, ...]
    environments: tuple[str, ...]
    steps: tuple[str, ...]
    for_whom: str
    contact: str
    places: int
    free: int
    payer: str
    agreement: str
    agreement_to: date | None
    agreement_ends: bool
    verified_on: date
    verified_by: str
    is_old: bool
    ended_on: date | None
    can_be_ordered: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What somebody has done with a row; `was`: what stood there before, in words."""

    at: datetime
    by: str
    what: str
    was: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An insats beside somebody's frames: whether it fits, and why."""

    row: CatalogueRow
    fits: bool
    reasons: tuple[Reason, ...]


def catalogue(actor: Actor, *, on: date) -> tuple[CatalogueRow, ...]:
    """Every insats of the actor's kommun: those that go on first, by how near work they lie. Three queries."""
    rows = list(_own(actor).order_by("name"))
    taken, names = taken_places(actor.authority_id, on=on), ColleagueNames(actor.authority_id)
    order = {code: number for number, code in enumerate(intervention_rules()["nivåer"])}
    rows.sort(
        key=lambda row: (
            row.ended_on is not None,
            min((order.get(code, 99) for code in row.levels), default=99),
        )
    )
    return tuple(_row(row, taken[row.pk], names, on=on) for row in rows)


def find_intervention(actor: Actor, id_: UUID) -> Intervention | None:
    """The row itself, for actions; None where the actor's kommun has none with that id."""
    return _own(actor).filter(pk=id_).first()


def history_of(row: Intervention) -> tuple[HistoryLine, ...]:
    """What has been done with it, the newest first."""
    words, names = intervention_rules()["historik"], ColleagueNames(row.owner_id)
    return tuple(
        HistoryLine(
            at=datetime.fromisoformat(done["at"]),
            by=names.of(done["by"]),
            what=str(words[done["what"]]),
            was=tuple(_was(column, value) for column, value in done.get("before", {}).items()),
        )
        for done in reversed(row.history)
    )


def matches(actor: Actor, frames: Frames, *, on: date) -> tuple[Match, ...]:
    """Every insats that is offered, beside the frames: those that fit first, then those with least against them."""
    taken, names = taken_places(actor.authority_id, on=on), ColleagueNames(actor.authority_id)
    freed, waiting = freed_on(actor.authority_id, on=on), queue_lengths(actor.authority_id)
    found = []
    for row in _own(actor).filter(ended_on__isnull=True).order_by("name"):
        offer = _offer(row, taken[row.pk], freed=freed.get(row.pk), waiting=waiting[row.pk])
        why = reasons(offer, frames, on=on)
        found.append(Match(_row(row, taken[row.pk], names, on=on), fits(why), why))
    return tuple(
        sorted(found, key=lambda one: (not one.fits, sum(reason.answer == "nej" for reason in one.reasons)))
    )


def units_to_choose(actor: Actor, row: Intervention | None = None) -> tuple[Unit, ...]:
    """The units an insats can be ordered from: not those of the kommun that have cases, but always the one that `row` has."""
    with_cases = Case.objects.filter(owner_id=actor.authority_id).values("unit_id")
    chosen = Q(pk=row.unit_id) if row else Q(pk__in=[])
    found = (
        Unit.objects.filter(receiving_units(actor))
        .filter(~Q(pk__in=with_cases) | chosen)
        .select_related("authority")
    )
    return tuple(found.order_by("authority__kind", "authority__name", "name"))


def may_edit(actor: Actor) -> bool:
    """Whether the actor looks after the catalogue."""
    return actor.role in EDITORS


def _own(actor: Actor) -> QuerySet[Intervention]:
    return Intervention.objects.filter(owner_id=actor.authority_id).select_related("unit__authority")


def _was(column: str, value: object) -> str:
    """`timmar, minst var 4`."""
    words = intervention_rules()["historik"]
    coded = {"levels": "nivåer", "kind": "leverantörer", "payer": "betalar"}
    if column in coded:
        codes = value if isinstance(value, list) else [str(value)]
        value = ", ".join(words_for(coded[column], code) for code in codes)
    elif isinstance(value, list):
        value = ", ".join(environments().get(code, str(code)) for code in value)
    shown = words["tomt"] if value in (None, "") else value
    return str(words["var"]).format(kolumn=words["kolumner"].get(column, column), värde=shown)


def _offer(row: Intervention, taken: int, *, freed: date | None, waiting: int) -> Offer:
    return Offer(
        hours_from=row.hours_from,
        environments=frozenset(row.environments),
        levels=frozenset(row.levels),
        places=row.places,
        free=max(row.places - taken, 0),
        agreement_to=row.agreement_to,
        freed_on=freed,
        waiting=waiting,
    )


def _row(row: Intervention, taken: int, names: ColleagueNames, *, on: date) -> CatalogueRow:
    pathway, places = pathway_now(), environments()
    return CatalogueRow(
        id=row.pk,
        name=row.name,
        kind=words_for("leverantörer", row.kind),
        supplier=row.supplier,
        place=row.place,
        hours_from=row.hours_from,
        hours=_span(row.hours_from, row.hours_to, "timmar i veckan"),
        weeks=_span(row.weeks_from, row.weeks_to, "veckor"),
        levels=tuple(words_for("nivåer", code) for code in row.levels),
        environments=tuple(places.get(code, code) for code in row.environments),
        steps=tuple(pathway.steps[code].name for code in row.steps if code in pathway.steps),
        for_whom=row.for_whom,
        contact=row.contact,
        places=row.places,
        free=max(row.places - taken, 0),
        payer=words_for("betalar", row.payer),
        agreement=row.agreement,
        agreement_to=row.agreement_to,
        agreement_ends=agreement_ends(row.agreement_to, on=on),
        verified_on=row.verified_on,
        verified_by=names.of(row.verified_by),
        is_old=is_old(row.verified_on, on=on),
        ended_on=row.ended_on,
        can_be_ordered=row.unit_id is not None and row.ended_on is None,
    )


def _span(low: int, high: int, what: str) -> str:
    return f"{low} {what}" if low == high else f"{low}–{high} {what}"
