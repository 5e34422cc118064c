"""From a proven identity to a session with one assignment. Every step is logged; what can't be logged doesn't happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from samre.audit.log import Who, record

from . import sessions
from .actors import Actor, actor_for
from .acts import Denied
from .models import Assignment, User
from .roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
INSTALLATION = ""
CLOSED = "Ditt konto är avstängt. Vänd dig till din chef eller till kommunens administratör."


def who_is(user: User | None) -> Who:
    """A user who has not chosen an assignment yet, or somebody unknown, as the log writes her."""
    known = (str(user.pk), user.name, user.title) if user else ("", "", "")
    return Who(user=known[0], name=known[1], title=known[2], assignment="", role="", unit="", authority="")


def log_in(request: HttpRequest, user: User, *, method: str) -> None:
    """Opens a session of its own for the user and logs it. `method`: how she showed who she is."""
    if not user.is_active:
        note_failure(user, method=method, why="avstängt konto")
        raise Denied(CLOSED)
    with all_or_no_session(request):
        auth.login(request, user, backend=BACKEND)
        opened(request, user, method=method)


@contextmanager
def all_or_no_session(request: HttpRequest) -> Iterator[None]:
    """A login that could not be logged leaves no session behind, whatever page is shown instead."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        request.session.flush()
        request.user = AnonymousUser()
        raise


def opened(request: HttpRequest, user: User, *, method: str) -> None:
    """Stamps a session that has just been opened, and logs it."""
    sessions.start(request.session, method=method)
    record(
        who=who_is(user),
        chain=INSTALLATION,
        action="session.begin",
        kind="session",
        detail={"method": method},
    )


def note_failure(user: User | None, *, method: str, why: str) -> None:
    """Logs a login that did not succeed. `why` is one of our own sentences, never what somebody typed."""
    record(
        who=who_is(user),
        chain=INSTALLATION,
        action="session.begin",
        kind="session",
        why=why,
        outcome="denied",
        detail={"method": method},
    )


def proved(request: HttpRequest, *, method: str) -> None:
    """The user has shown who she is once more: stamps the session anew, and logs it."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Denied("Logga in först.")
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action="session.prove",
        kind="session",
        detail={"method": method},
    )
    sessions.stamp_proof(request.session)


def assignments_of(user_id: UUID) -> list[Assignment]:
    """What the user may act on today, in a steady order."""
    found = Assignment.objects.with_names().in_force(timezone.localdate()).filter(user_id=user_id)
    return list(found.order_by("unit__authority__name", "unit__name", "role"))


def other_units(actor: Actor) -> tuple[str, ...]:
    """The names of the units where the actor has other assignments in force today than the one she acts on."""
    mine = assignments_of(actor.user_id) if actor.user_id else []
    return tuple(dict.fromkeys(one.unit.name for one in mine if one.unit_id != actor.unit_id))


def choose(request: HttpRequest, assignment_id: UUID) -> Actor:
    """Stamps the session with one of the user's assignments in force, and logs it. Raises Denied for any other."""
    user_id = UUID(request.session[auth.SESSION_KEY])
    chosen = next((one for one in assignments_of(user_id) if one.pk == assignment_id), None)
    if chosen is None:
        _note_other_s_assignment(user_id, assignment_id)
        raise Denied("Uppdraget är inte ditt, eller gäller inte längre. Välj ett i listan.")
    actor = actor_for(chosen)
    with transaction.atomic():
        record(
            who=actor.who,
            chain=str(actor.authority_id),
            action="session.choose",
            kind="assignment",
            object_id=str(chosen.pk),
        )
    request.session[sessions.ASSIGNMENT] = str(chosen.pk)
    request.actor = actor  # type: ignore[attr-defined]
    return actor


def log_out(request: HttpRequest) -> None:
    """Ends the session on the server. The log knows it; the cookie is worth nothing afterwards."""
    user_id = request.session.get(auth.SESSION_KEY)
    actor: Actor | None = getattr(request, "actor", None)
    if user_id:
        who = actor.who if actor else who_is(User.objects.filter(pk=user_id).first())
        chain = str(actor.authority_id) if actor else INSTALLATION
        try:
            with transaction.atomic():
                record(who=who, chain=chain, action="session.end", kind="session")
        finally:
            auth.logout(request)
    else:
        auth.logout(request)


def demo_users() -> list[Any]:
    """The fictional users that one click logs in, with their assignments in force; none outside the demo."""
    if not settings.DEMO:
        return []
    found = (
        Assignment.objects.with_names().in_force(timezone.localdate()).filter(unit__authority__is_demo=True)
    )
    order = list(Role)
    return sorted(
        found,
        key=lambda one: (one.unit.authority.name, order.index(Role(one.role)), one.unit.name, one.user.name),
    )


def demo_log_in(request: HttpRequest, user_id: UUID) -> None:
    """One-click login of a fictional user. Raises Denied outside the demo and for everybody who is real."""
    theirs = Assignment.objects.filter(user_id=user_id)
    fictional = theirs.filter(unit__authority__is_demo=True).exists()
    if not settings.DEMO or not fictional or theirs.filter(unit__authority__is_demo=False).exists():
        note_failure(None, method="demo", why="inte en påhittad person")
        raise Denied("Inloggning med ett klick finns bara för påhittade personer i demon.")
    log_in(request, User.objects.get(pk=user_id), method="demo")


def _note_other_s_assignment(user_id: UUID, assignment_id: UUID) -> None:
    record(
        who=who_is(User.objects.filter(pk=user_id).first()),
        chain=INSTALLATION,
        action="session.choose",
        kind="assignment",
        object_id=str(assignment_id),
        outcome="denied",
        why="uppdraget är inte användarens, eller gäller inte",
    )
