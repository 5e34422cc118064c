"""Authorities, users and assignments for tests, and a login without pages. Everybody is made up."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from samre.accounts import sessions
from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit, User
from samre.accounts.roles import ROLE_KINDS, AuthorityKind, Role

_number = count(1)


def make_authority(*, kind: str = AuthorityKind.KOMMUN, name: str = "", is_demo: bool = False) -> Authority:
    """An authority; a kommun with a name of its own unless told otherwise."""
    name = name or f"Prövkommun {next(_number)}"
    return Authority.objects.create(kind=kind, name=name, short=name[:40], is_demo=is_demo)


def make_unit(*, authority: Authority | None = None, name: str = "", is_active: bool = True) -> Unit:
    """A unit, at an authority of its own unless told otherwise."""
    authority = authority or make_authority()
    return Unit.objects.create(
        authority=authority, name=name or f"Enhet {next(_number)}", is_active=is_active
    )


def make_user(*, name: str = "", username: str = "", **fields: Any) -> User:
    """A user who can't log in with a password."""
    number = next(_number)
    return User.objects.create_user(
        username or f"person{number}", name=name or f"Prov Person{number}", **fields
    )


def make_assignment(
    *,
    role: str = Role.CASEWORKER,
    user: User | None = None,
    unit: Unit | None = None,
    authority: Authority | None = None,
    **fields: Any,
) -> Assignment:
    """An assignment in force, certified a month ago; its authority is of the role's kind."""
    today = timezone.localdate()
    if unit is None:
        kind = min(ROLE_KINDS[Role(role)], key=lambda one: one != AuthorityKind.KOMMUN)
        unit = make_unit(authority=authority or make_authority(kind=kind))
    given = {
        "title": Role(role).label,
        "valid_from": today - timedelta(days=100),
        "certified_on": today - timedelta(days=30),
    }
    return Assignment.objects.create(user=user or make_user(), unit=unit, role=role, **(given | fields))


def actor(*, role: str = Role.CASEWORKER, **given: Any) -> Actor:
    """Who acts: the actor of a new assignment (`given` as for make_assignment)."""
    return actor_for(make_assignment(role=role, **given))


def log_in(client: Client, assignment: Assignment, *, fresh: bool = True) -> Client:
    """The test client, logged in on the assignment as after the pages. `fresh=False`: showed who she is an hour ago."""
    client.force_login(assignment.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    sessions.start(session, method="test")
    session[sessions.ASSIGNMENT] = str(assignment.pk)
    if not fresh:
        session[sessions.PROVED] = int(time.time()) - 3600
    session.save()
    return client
