"""What Django and allauth tell about logins and keys becomes events in the log."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_used,
)
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from samre.audit.log import record

from .actors import Actor
from .login import INSTALLATION, note_failure, proved, who_is
from .models import User


@receiver(user_login_failed)
def password_failed(**_: Any) -> None:
    """Who tried is not noted: what stands in the field for the name may be a password."""
    note_failure(None, method="password", why="fel namn eller lösenord")


@receiver(authentication_failed)
def key_failed(user: User, **_: Any) -> None:
    """A code or key that did not fit."""
    note_failure(user, method="key", why="fel kod eller nyckel")


@receiver(authenticator_used)
def key_used(request: HttpRequest, reauthenticated: bool, **_: Any) -> None:
    """A key that shows once more who somebody is; at login the session is logged instead."""
    if reauthenticated:
        proved(request, method="key")


@receiver(authenticator_added)
def key_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A new way in."""
    _note(request, user, "key.add", authenticator)


@receiver(authenticator_removed)
def key_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A way in that is closed."""
    _note(request, user, "key.remove", authenticator)


def _note(request: HttpRequest, user: User, action: str, authenticator: Any) -> None:
    actor: Actor | None = getattr(request, "actor", None)
    record(
        who=actor.who if actor else who_is(user),
        chain=str(actor.authority_id) if actor else INSTALLATION,
        action=action,
        kind="key",
        detail={"type": str(authenticator.type)},
    )
