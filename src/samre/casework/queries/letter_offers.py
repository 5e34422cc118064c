"""What the kommun's catalogue of insatser has for somebody, as a letter can tell it."""

from __future__ import annotations

from datetime import date

from samre.accounts.actors import Actor

from ..documents.forms.known import Offered
from ..models import Case
from .interventions import matches
from .placements import known_frames


def letter_offers(case: Case, actor: Actor, *, on: date) -> tuple[Offered, ...]:
    """Everything that is offered now, what fits the person first. Empty where the kommun has no catalogue."""
    return tuple(
        Offered(
            id=one.row.id,
            name=one.row.name,
            supplier=one.row.supplier,
            hours=one.row.hours,
            weeks=one.row.weeks,
            for_whom=one.row.for_whom,
            environments=one.row.environments,
            verified_on=one.row.verified_on,
            is_old=one.row.is_old,
            fits=one.fits,
        )
        for one in matches(actor, known_frames(case, on=on), on=on)
    )
