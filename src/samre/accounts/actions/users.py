"""Entering users beforehand, and how identity providers know them. A login never makes a user."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from ..actors import Actor
from ..acts import Denied, Refused, about, action
from ..changes import user_changed
from ..federation import provider
from ..federation.match import normal
from ..models import Identity, User
from ..models.identities import identity_key
from ..roles import Role


@action("user.add", kind="user")
def add_user(*, username: str, name: str, title: str = "", email: str = "", by: Actor) -> User:
    """A user without assignments. Raises Refused when something is missing or the name is taken."""
    _administrator(by)
    username, name = username.strip().lower(), name.strip()
    problems = {}
    if not name:
        problems["namn"] = "Skriv för- och efternamn."
    if not username or not username.replace(".", "").replace("-", "").isalnum():
        problems["anvandare"] = "Skriv ett användarnamn med bokstäver, siffror, punkt och bindestreck."
    elif User.objects.filter(username=username).exists():
        problems["anvandare"] = f"Användarnamnet {username} är upptaget. Välj ett annat."
    if problems:
        raise Refused(problems)
    user = User.objects.create_user(username, name=name, title=title.strip(), email=email.strip())
    about(user)
    return user


@action("user.bind", kind="user")
def bind_identity(*, user_id: UUID, kind: str, value: str, by: Actor) -> Identity:
    """From now on this value of the provider's claim means this user. `kind`: "oidc" or "saml". Raises Refused."""
    _administrator(by)
    about(user_id, provider=kind)
    _own_user(user_id, by)
    trusted = provider(kind)
    if trusted is None:
        raise Refused({"identitet": "Den inloggningen är inte inställd på servern."})
    value = normal(trusted.claim, value)
    if not value:
        raise Refused({"identitet": "Skriv personens identitet hos inloggningstjänsten."})
    key = identity_key(trusted.issuer, trusted.claim, value)
    try:
        with transaction.atomic():
            return Identity.objects.create(
                user_id=user_id, issuer=trusted.issuer, claim=trusted.claim, value=value, key=key
            )
    except IntegrityError:
        raise Refused({"identitet": "Identiteten är redan kopplad till en användare."}) from None


@action("user.reset_keys", kind="user")
def reset_keys(*, user_id: UUID, by: Actor) -> int:
    """Takes away her passkeys and codes, when they are lost or in somebody else's hands; she enters new ones. Gives how many."""
    _administrator(by)
    user = _own_user(user_id, by)
    if user.pk == by.user_id:
        raise Denied("Du kan inte nollställa dina egna nycklar här. Be en annan administratör.")
    found = Authenticator.objects.filter(user=user)
    number = found.count()
    found.delete()
    about(user, keys=number)
    return number


@action("user.close", kind="user")
def close_user(*, user_id: UUID, by: Actor) -> User:
    """The account is closed: every session of it ends at its next request."""
    _administrator(by)
    about(user_id)
    user = _own_user(user_id, by)
    if user.pk == by.user_id:
        raise Denied("Du kan inte stänga ditt eget konto. Be en annan administratör.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    user_changed(user.pk)
    return user


def _administrator(by: Actor) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise Denied("Bara administratören lägger till, kopplar och stänger användare.")


def _own_user(user_id: UUID, by: Actor) -> User:
    """A user all of whose assignments are at the administrator's authority (or who has none yet). One that is paused or has not
    begun counts too: it is ended, or lets her in again, there."""
    user = User.objects.filter(pk=user_id).first()
    over = Q(ended_at__isnull=False) | Q(valid_to__lt=timezone.localdate())
    elsewhere = user and user.assignments.exclude(over).exclude(unit__authority_id=by.authority_id).exists()
    if user is None or elsewhere:
        raise Denied(
            "Användaren hör också till en annan myndighet, eller finns inte. Avsluta hennes uppdrag hos er, eller be den som "
            "driver SAMRE."
        )
    return user
