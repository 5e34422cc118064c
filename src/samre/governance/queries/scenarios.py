"""Saved settings of the simulation, as those who work with the map find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samre.accounts.actors import Actor

from ..maps import keeper_of
from ..models import Scenario
from .names import signer_of


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """A saved setting. `is_own`: it was saved where the reader works, so that she may change it."""

    id: UUID
    name: str
    values: Mapping[str, str]
    by_name: str
    by_authority: str
    at: datetime
    is_own: bool


def keeper_for(actor: Actor) -> UUID:
    """Whose settings the actor shares: those of the map she belongs to; her own authority's where it follows nobody's."""
    return keeper_of(actor.authority_id) or actor.authority_id


def scenarios_for(actor: Actor) -> tuple[ScenarioShown, ...]:
    """Every saved setting the actor may open, by name."""
    rows = Scenario.objects.filter(keeper_id=keeper_for(actor)).select_related("by").order_by("name")
    return tuple(
        ScenarioShown(
            id=row.pk,
            name=row.name,
            values=row.values,
            by_name=signer_of(row, reader=actor.user_id),
            by_authority=row.by_authority,
            at=row.at,
            is_own=row.source_id == actor.authority_id,
        )
        for row in rows
    )
