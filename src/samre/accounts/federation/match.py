"""From a believed identity to one of our users, entered beforehand. Nobody is ever made by logging in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samre.outside.levels import Untrusted

from ..models import Identity, User
from . import Provider

UNKNOWN = (
    "Inloggningen lyckades, men ingen användare här är kopplad till den. "
    "Be kommunens administratör att lägga till din e-legitimation på ditt konto."
)


def user_for(provider: Provider, claims: Mapping[str, Any]) -> User:
    """The user that the provider's claim means. Raises Untrusted when there is none, or the claim is missing or ambiguous."""
    value = claims.get(provider.claim)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) or not value.strip():
        raise Untrusted("claim missing", UNKNOWN)
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise Untrusted("email not verified", UNKNOWN)
    found = Identity.objects.known_as(provider.issuer, provider.claim, normal(provider.claim, value))
    identity = found.select_related("user").first()
    if identity is None:
        raise Untrusted("unknown user", UNKNOWN)
    return identity.user


def normal(claim: str, value: str) -> str:
    """The value as it is stored: addresses and organisation ids in small letters, all else to the letter."""
    value = value.strip()
    return value.lower() if "@" in value and claim != "sub" else value
