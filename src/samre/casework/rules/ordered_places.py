"""Whether a person has a place at a unit now: a social enterprise is told of nobody else, and no longer than that (R5)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind

from ..models import Case, Placement, PlacementState
from .interventions import days_of

NO_PLACE = (
    "Personen har ingen beställd insats hos företaget nu, så det får inte få något underlag. "
    "Beställ insatsen först, eller välj en annan mottagare."
)


def has_place(case: Case, unit: Unit | None, *, on: date, but: UUID | None = None) -> bool:
    """Whether an insats is ordered from the unit in the case, and its time with the last report is not out. `but`: not this one."""
    last = on - timedelta(days=days_of("frist_efter_slut_dagar"))
    rows = Placement.objects.filter(
        case=case, receiver_unit=unit, state=PlacementState.ORDERED, ends_on__gte=last
    )
    others = rows if but is None else rows.exclude(pk=but)
    return unit is not None and others.exists()


def why_no_place(case: Case, kind: str, unit: Unit | None, *, on: date) -> str:
    """Why nothing may be let out to this kind of receiver at the unit; empty when it may."""
    return "" if kind != AuthorityKind.ASF or has_place(case, unit, on=on) else NO_PLACE
