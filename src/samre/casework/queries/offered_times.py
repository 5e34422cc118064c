"""Times that consultants offer: those a consultation can take, and a unit's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from samre.accounts.models import Unit
from samre.accounts.protected import ColleagueNames

from ..models import Consultation, OfferedTime
from ..rules.consultations import consultation_rules
from ..rules.talks import unit_name

MOST = 40


@dataclass(frozen=True, slots=True)
class FreeTime:
    """An hour at which some of those who are asked are free. `slots` are taken together; `value` is how a form names them."""

    starts_at: datetime
    minutes: int
    channel: str
    who: tuple[str, ...]
    slots: tuple[UUID, ...]
    is_chosen: bool

    @property
    def value(self) -> str:
        return ",".join(str(slot) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A time the unit offers. `taken_by`: which unit comes, empty while it is free."""

    id: UUID
    starts_at: datetime
    minutes: int
    channel: str
    where: str
    name: str
    taken_by: str


def free_times(consultation: Consultation) -> tuple[FreeTime, ...]:
    """What can be taken now: of the units asked, and of consultants in the own kommun. At each hour one time for each unit."""
    units = [one.receiver_unit_id for one in consultation.questions.all()]
    held = consultation.held_times
    own = Unit.objects.filter(authority_id=consultation.case.owner_id).values_list("pk", flat=True)
    rows = (
        OfferedTime.objects.filter(offered_by_id__in=[*units, *own], withdrawn_at__isnull=True)
        .filter(starts_at__gt=timezone.now())
        .select_related("offered_by__authority")
        .order_by("starts_at", "offered_by__authority__name", "pk")
    )
    open_rows = [row for row in rows if row.taken_at is None or row.pk in held]
    return tuple(
        _free(starts_at, list(group), held)
        for starts_at, group in groupby(open_rows, key=lambda row: row.starts_at)
    )[:MOST]


def own_times(unit: UUID) -> tuple[OwnTime, ...]:
    """What the unit offers from now on, the first first."""
    rows = (
        OfferedTime.objects.filter(
            offered_by_id=unit, withdrawn_at__isnull=True, starts_at__gt=timezone.now()
        )
        .select_related("taken_by__authority", "offered_by")
        .order_by("starts_at", "offered_name", "pk")
    )
    names = ColleagueNames(rows[0].offered_by.authority_id) if rows else None
    return tuple(
        OwnTime(
            row.pk,
            row.starts_at,
            row.minutes,
            channel_name(row.channel),
            row.where,
            names.of(row.offered_name) if names else "",
            unit_name(row.taken_by) if row.taken_by else "",
        )
        for row in rows
    )


def find_time(id_: UUID | None, *, unit: UUID | None) -> OfferedTime | None:
    """A time of the unit's own."""
    return OfferedTime.objects.filter(pk=id_, offered_by_id=unit).first() if id_ and unit else None


def channel_name(channel: str) -> str:
    """How people meet, in words."""
    return str(consultation_rules()["kanaler"].get(channel, {}).get("namn", channel))


def _free(starts_at: datetime, rows: Iterable[OfferedTime], held: set[UUID]) -> FreeTime:
    """One row for each unit: the one that is held, else the first."""
    chosen: dict[UUID, OfferedTime] = {}
    for row in rows:
        if row.offered_by_id not in chosen or row.pk in held:
            chosen[row.offered_by_id] = row
    taken = tuple(chosen.values())
    return FreeTime(
        starts_at,
        min(row.minutes for row in taken),
        channel_name(taken[0].channel),
        tuple(row.offered_by.authority.short for row in taken),
        tuple(row.pk for row in taken),
        bool(held) and all(row.pk in held for row in taken),
    )
