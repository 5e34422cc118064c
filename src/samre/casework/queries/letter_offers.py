"""What the kommun's catalogue of insatser has for somebody, as a letter can tell it."""

from __future__ import annotations

from datetime import date

from samre.accounts.actors import Actor

from ..documents.forms.known import Offered
from ..models import Case
from .interventions import matches
from .placements import known_frames


def letter_offers(case: Case, actor: Actor, *, on: date) -> tuple[Offered, ...]:
    """Everything that is offered now: what fits the person first, and of that what asks least of her. Empty where the kommun has no
    catalogue."""
    found = matches(actor, known_frames(case, on=on), on=on)
    return tuple(
        Offered(
            id=one.row.id,
            name=one.row.name,
            supplier=one.row.supplier,
            hours=one.row.hours,
            environments=one.row.environments,
            verified_on=one.row.verified_on,
            is_old=one.row.is_old,
            fits=one.fits,
        )
        for one in sorted(found, key=lambda one: (not one.fits, one.row.hours_from))
    )
