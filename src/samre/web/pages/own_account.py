"""What the page of one's own account shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings

from samre.accounts.actors import Actor
from samre.accounts.certification import certification
from samre.accounts.models import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAssignment:
    """One assignment. `is_due`: somebody has to certify it before `lapses`."""

    role: str
    unit: str
    lapses: date
    is_due: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A passkey."""

    id: int
    name: str
    added: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccountPage:
    """`has_keys`: whether keys are in use on this server at all."""

    name: str
    assignments: tuple[OwnAssignment, ...]
    has_keys: bool
    keys: tuple[Key, ...]
    has_codes: bool


def own_account_page(
    actor: Actor, mine: list[Assignment], keys: list[Authenticator], *, on: date
) -> OwnAccountPage:
    """The page as it is now."""
    period = certification(on)
    return OwnAccountPage(
        name=actor.name,
        assignments=tuple(
            OwnAssignment(
                role=one.get_role_display(),
                unit=f"{one.unit.name}, {one.unit.authority.name}",
                lapses=period.lapses(one.certified_on),
                is_due=period.is_due(one.certified_on, on),
                is_current=one.pk == actor.assignment_id,
            )
            for one in mine
        ),
        has_keys=settings.SAMRE_PASSKEYS,
        keys=tuple(
            Key(id=key.pk, name=key.wrap().name, added=key.created_at.date())
            for key in keys
            if key.type == Authenticator.Type.WEBAUTHN
        ),
        has_codes=any(key.type == Authenticator.Type.TOTP for key in keys),
    )
