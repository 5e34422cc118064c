"""How many places of an insats nobody has, when the next is free and who waits: counted from the placements, never typed in."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min

from ..models import CaseState, Intervention, Placement, PlacementState


def taken_places(owner: UUID, *, on: date) -> Counter[UUID | None]:
    """How many have a place on a day, or will have: by insats."""
    going_on = Placement.objects.filter(owner_id=owner, state=PlacementState.ORDERED, ends_on__gte=on)
    return Counter(going_on.values_list("intervention_id", flat=True))


def free_places(row: Intervention, *, on: date) -> int:
    """How many places are free on a day."""
    return max(row.places - taken_places(row.owner_id, on=on)[row.pk], 0)


def freed_on(owner: UUID, *, on: date) -> dict[UUID | None, date]:
    """The day after the first of those who have a place is to end, by insats."""
    rows = Placement.objects.filter(owner_id=owner, state=PlacementState.ORDERED, ends_on__gte=on)
    ends = rows.values_list("intervention_id").annotate(first=Min("ends_on")).order_by()
    return {intervention: first + timedelta(days=1) for intervention, first in ends if first is not None}


def queue_lengths(owner: UUID) -> Counter[UUID | None]:
    """How many wait for a place, by insats."""
    waiting = Placement.objects.filter(
        owner_id=owner, state=PlacementState.DRAFT, queued_at__isnull=False, case__state=CaseState.OPEN
    )
    return Counter(waiting.values_list("intervention_id", flat=True))


def first_in_queue(owner: UUID, *, on: date, intervention: UUID | None = None) -> list[Placement]:
    """Those who have waited longest for an insats (None: for any) where there are places, as many as there are places."""
    waiting = Placement.objects.filter(
        owner_id=owner, state=PlacementState.DRAFT, queued_at__isnull=False, case__state=CaseState.OPEN
    ).select_related("case__person", "intervention")
    if intervention is not None:
        waiting = waiting.filter(intervention_id=intervention)
    queues: dict[UUID | None, list[Placement]] = {}
    for row in waiting.defer("packet").order_by("queued_at", "pk"):
        queues.setdefault(row.intervention_id, []).append(row)
    taken = taken_places(owner, on=on) if queues else Counter()
    return [
        row
        for id_, rows in queues.items()
        for row in rows[: max(rows[0].intervention.places - taken[id_], 0) if rows[0].intervention else 0]
    ]


def place_in_queue(placement: Placement) -> int:
    """Her number among those who wait for the same insats; 0 where she does not wait."""
    if (
        placement.queued_at is None
        or placement.intervention_id is None
        or placement.state != PlacementState.DRAFT
    ):
        return 0
    before = Placement.objects.filter(
        owner_id=placement.owner_id,
        intervention_id=placement.intervention_id,
        state=PlacementState.DRAFT,
        queued_at__lt=placement.queued_at,
        case__state=CaseState.OPEN,
    )
    return before.count() + 1
