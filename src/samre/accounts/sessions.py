"""A login session: when it began, when it was last used, which assignment it acts on, and when it is over."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

ASSIGNMENT = "uppdrag"
BEGUN = "borjade"
SEEN = "senast"
PROVED = "styrkt"
METHOD = "satt"
# "Last used" is written at most this often: a page view costs no write of its own.
SEEN_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A session that is over although nobody logged out: whose it was, in which assignment, and why, in a sentence."""

    user_id: UUID
    assignment_id: UUID | None
    reason: str


def start(session: Any, *, method: str) -> None:
    """Stamps a session just logged in to. `method`: how the user showed who she is ("demo", "oidc", "passkey" …)."""
    now = int(time.time())
    session.pop(ASSIGNMENT, None)
    session.update({BEGUN: now, SEEN: now, PROVED: now, METHOD: method})


def stamp_proof(session: Any) -> None:
    """The user showed who she is just now."""
    session[PROVED] = int(time.time())


def lapse_of(session: Any) -> Lapse | None:
    """The lapse, when nobody has used the session for too long or it has lasted too long. None when it lives on."""
    now = int(time.time())
    begun, seen = session.get(BEGUN), session.get(SEEN)
    if begun is None or seen is None or now - begun >= settings.SAMRE_SESSION_HOURS * 3600:
        reason = (
            f"Du har varit inloggad i {settings.SAMRE_SESSION_HOURS} timmar. Logga in igen för att fortsätta."
        )
    elif now - seen >= settings.SAMRE_SESSION_IDLE_MINUTES * 60:
        reason = f"Ingen har använt sidan på {settings.SAMRE_SESSION_IDLE_MINUTES} minuter. Logga in igen för att fortsätta."
    else:
        return None
    chosen = session.get(ASSIGNMENT)
    return Lapse(
        user_id=UUID(session[SESSION_KEY]), assignment_id=UUID(chosen) if chosen else None, reason=reason
    )


def touch(session: Any) -> None:
    """Notes that the session is in use."""
    now = int(time.time())
    if now - session[SEEN] >= SEEN_EVERY_SECONDS:
        session[SEEN] = now


def recently_authenticated(request: HttpRequest) -> bool:
    """Whether the user showed who she is within the last minutes: asked for before export and disposal."""
    proved = request.session.get(PROVED, 0)
    return bool(time.time() - proved < settings.SAMRE_FRESH_MINUTES * 60)
