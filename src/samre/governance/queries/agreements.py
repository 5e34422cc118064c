"""Agreements as they are read: those of a keeper, and one with its parties, what it lacks, and where the map says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.pathway.model import Pathway

from ..maps import find_in_force, followers_of, keeper_of, pathway_in
from ..models import Agreement, AgreementParty, AgreementState, MapVersion
from ..rules.agreements import (
    Gap,
    Promise,
    Side,
    Standing,
    Terms,
    gaps,
    missing_before_signing,
    standing,
    terms_hash,
)

# Who reads what is still being written: the others get what has been decided.
WRITERS = frozenset({Role.PROCESS_LEAD, Role.BOARD})
DECIDED = (AgreementState.SIGNED, AgreementState.ENDED)
# What nobody signs as it stands: it is still written, or was given up.
UNLAID = (AgreementState.WRITTEN, AgreementState.DROPPED)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement in the list."""

    id: UUID
    number: int
    title: str
    valid_from: date
    last: date | None
    review_on: date
    state: str
    standing: Standing
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement. `pathway` is the map it is on, `version` its number, `gaps` where the map in force says otherwise.
    `missing`: what stops it. `is_whole`: whether what it says still has the hash it was signed with."""

    row: Agreement
    terms: Terms
    parties: tuple[AgreementParty, ...]
    pathway: Pathway
    version: int
    standing: Standing
    missing: tuple[str, ...]
    gaps: tuple[Gap, ...]
    renewed_by: Agreement | None
    is_whole: bool

    @property
    def is_signed_by_all(self) -> bool:
        return bool(self.parties) and all(party.signed_on for party in self.parties)


def keeper_for(actor: Actor) -> UUID | None:
    """Whose agreement concerns an actor: the keeper of the map her authority follows, else one where her authority is a party."""
    found = keeper_of(actor.authority_id)
    if found is not None:
        return found
    own = AgreementParty.objects.filter(
        authority_id=actor.authority_id, agreement__state__in=DECIDED
    ).order_by("-agreement__valid_from")
    return own.values_list("agreement__keeper_id", flat=True).first()


def agreements_for(actor: Actor, *, on: date | None = None) -> tuple[AgreementRow, ...]:
    """Those the actor may read, the one in force first."""
    keeper, day = keeper_for(actor), on or timezone.localdate()
    if keeper is None:
        return ()
    rows = _readable(actor, keeper).exclude(state=AgreementState.DROPPED).prefetch_related("parties")
    order = ("gå_igenom", "gäller", "kommande", "undertecknas", "skrivs", "slut")
    found = [_row(row, on=day) for row in rows.order_by("-valid_from", "-number")]
    return tuple(sorted(found, key=lambda row: order.index(row.standing.code)))


def find_agreement(actor: Actor, id_: UUID) -> AgreementPage | None:
    """One the actor may read; None otherwise."""
    keeper = keeper_for(actor)
    row = None if keeper is None else _readable(actor, keeper).filter(pk=id_).first()
    return None if row is None else page_of(row)


def page_of(row: Agreement) -> AgreementPage:
    """Everything about one agreement today."""
    on = timezone.localdate()
    parties = tuple(row.parties.select_related("authority", "sitting").order_by("name"))
    terms, version = terms_of(row), _version_for(row)
    pathway = pathway_in(version)
    now = find_in_force(row.keeper_id, on=on)
    return AgreementPage(
        row=row,
        terms=terms,
        parties=parties,
        pathway=pathway,
        version=version.number,
        standing=_standing(row, on=on),
        missing=missing_before_signing(terms, pathway) if row.state == AgreementState.WRITTEN else (),
        gaps=gaps(terms, pathway if now is None else pathway_in(now)),
        renewed_by=_renewing(row),
        is_whole=row.sha256 in ("", terms_hash(terms)) or row.state in UNLAID,
    )


def _renewing(row: Agreement) -> Agreement | None:
    rows = Agreement.objects.filter(renews=row).exclude(state=AgreementState.DROPPED)
    return rows.order_by("-number").first()


def in_force_for(keeper: UUID, *, on: date) -> Agreement | None:
    """The agreement that holds on a day."""
    begun = Agreement.objects.filter(keeper_id=keeper, state__in=DECIDED, valid_from__lte=on)
    holds = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    )
    return holds.order_by("-valid_from", "-number").first()


def terms_of(row: Agreement) -> Terms:
    """All an agreement says, from its rows."""
    sides = []
    for party in row.parties.prefetch_related("commitments").order_by("name"):
        promises = sorted(party.commitments.all(), key=lambda one: one.step)
        sides.append(
            Side(
                party.name,
                tuple(party.actors),
                str(party.authority_id or ""),
                tuple(Promise(one.step, one.text, one.days) for one in promises),
            )
        )
    parts = tuple((part["heading"], part["text"]) for part in row.parts)
    return Terms(row.title, row.chart, parts, row.valid_from, row.valid_to, row.review_on, tuple(sides))


def pathway_for(row: Agreement) -> Pathway:
    """The map an agreement is on: the keeper's own version with that id, without anybody's layer."""
    return pathway_in(_version_for(row))


def _version_for(row: Agreement) -> MapVersion:
    version = MapVersion.objects.filter(keeper_id=row.keeper_id, chart=row.chart).order_by("-number").first()
    if version is None:
        raise LookupError(f"Överenskommelse {row.number} gäller en karta som inte finns: {row.chart}")
    return version


def authorities_for(keeper: UUID) -> tuple[Authority, ...]:
    """The authorities of the system that can be a party: those who follow the map, and every one that is no kommun."""
    mine = Q(pk__in=followers_of(keeper)) | ~Q(kind__in=(AuthorityKind.KOMMUN, AuthorityKind.FORBUND))
    is_demo = Authority.objects.filter(pk=keeper).values_list("is_demo", flat=True).get()
    return tuple(Authority.objects.filter(mine, is_demo=is_demo).order_by("name"))


def kommuner_of(keeper: UUID) -> tuple[str, ...]:
    """The names of the kommuner that follow a keeper's map."""
    rows = Authority.objects.filter(pk__in=followers_of(keeper), kind=AuthorityKind.KOMMUN)
    return tuple(rows.order_by("name").values_list("name", flat=True))


def last_day(row: Agreement) -> date | None:
    """The last day it holds, as it was written or because it ended earlier."""
    return min((day for day in (row.valid_to, row.ended_on) if day is not None), default=None)


def _readable(actor: Actor, keeper: UUID) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(keeper_id=keeper)
    return rows if actor.role in WRITERS else rows.filter(state__in=DECIDED)


def _standing(row: Agreement, *, on: date) -> Standing:
    return standing(row.state, begins=row.valid_from, last=last_day(row), review=row.review_on, on=on)


def _row(row: Agreement, *, on: date) -> AgreementRow:
    return AgreementRow(
        row.pk, row.number, row.title, row.valid_from, last_day(row), row.review_on, row.state,
        _standing(row, on=on), tuple(sorted(party.name for party in row.parties.all())),
    )  # fmt: skip
