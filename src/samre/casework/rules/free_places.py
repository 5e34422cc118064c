"""How many places of an insats nobody has: counted from the placements that go on, never typed in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from ..models import Intervention, Placement, PlacementState


def taken_places(owner: UUID, *, on: date) -> Counter[UUID | None]:
    """How many have a place on a day, or will have: by insats."""
    going_on = Placement.objects.filter(owner_id=owner, state=PlacementState.ORDERED, ends_on__gte=on)
    return Counter(going_on.values_list("intervention_id", flat=True))


def free_places(row: Intervention, *, on: date) -> int:
    """How many places are free on a day."""
    return max(row.places - taken_places(row.owner_id, on=on)[row.pk], 0)
