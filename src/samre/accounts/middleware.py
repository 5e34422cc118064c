"""Who is acting, read anew from the database at each request: what was ended a second ago no longer opens anything."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from . import sessions
from .actors import Actor, actor_for
from .key_check import prove_keys
from .models import Assignment, User
from .scope import acting_in


class ActorMiddleware:
    """Gives every request `actor` (None for a visitor), `lapse` (a session that ran out) and `obstacle` (why the chosen
    assignment opens nothing any more). One query where somebody is logged in, none for visitors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.lapse, request.obstacle = None, None, ""  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            find_actor(request)
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return self.get_response(request)
        with acting_in(actor.authority_id, map_stamp=actor.map_stamp):
            answer = self.get_response(request)
        if answer.status_code >= 400:
            # What was not found or not allowed also tells something, and carries her name.
            add_never_cache_headers(answer)
        return answer


def find_actor(request: HttpRequest) -> None:
    """Judges the session and fills in what the middleware promises. Raises KeyLost where the keys aren't the database's."""
    session = request.session
    if SESSION_KEY not in session:
        return
    prove_keys()
    lapse = sessions.lapse_of(session)
    if lapse is not None:
        session.flush()
        request.lapse = lapse  # type: ignore[attr-defined]
        return
    sessions.touch(session)
    chosen = session.get(sessions.ASSIGNMENT)
    if chosen is None:
        return
    assignment = Assignment.objects.with_names().filter(pk=chosen, user_id=UUID(session[SESSION_KEY])).first()
    if assignment is None or not is_same_login(request, assignment.user):
        session.flush()
        return
    request.obstacle = assignment.obstacle(timezone.localdate())  # type: ignore[attr-defined]
    if not assignment.user.is_active:
        session.flush()
    elif request.obstacle:  # type: ignore[attr-defined]
        del session[sessions.ASSIGNMENT]
    else:
        request.actor = actor_for(assignment)  # type: ignore[attr-defined]
        request._cached_user = assignment.user  # type: ignore[attr-defined]


def is_same_login(request: HttpRequest, user: User) -> bool:
    """Whether the session was made under the user's present password and our present key; Django's own test, without its query."""
    stamped = request.session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(stamped, known) for known in hashes)
