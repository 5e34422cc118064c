"""What the pages around login show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest

from samre.accounts.login import demo_users
from samre.accounts.models import Assignment
from samre.accounts.sessions import Lapse


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A fictional user as a card: one click logs her in."""

    id: str
    name: str
    roles: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authority of the demo and its people."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """`onward`: the own address to go to afterwards. `reason`: why the last session ended."""

    onward: str
    reason: str
    bodies: tuple[Body, ...]


def login_page(request: HttpRequest, onward: str) -> LoginPage:
    """The page as it is now."""
    lapse: Lapse | None = getattr(request, "lapse", None)
    return LoginPage(onward=onward, reason=lapse.reason if lapse else "", bodies=demo_bodies())


def demo_bodies() -> tuple[Body, ...]:
    """The demo's authorities, kommuner first, each person once under the authority of her first assignment."""
    seen: set[object] = set()
    bodies = []
    found = sorted(
        demo_users(), key=lambda one: (one.unit.authority.kind != "kommun", one.unit.authority.name)
    )
    everyone = {one.user_id: [other for other in found if other.user_id == one.user_id] for one in found}
    for authority, group in groupby(found, key=lambda one: one.unit.authority):
        people = []
        for one in group:
            if one.user_id not in seen:
                seen.add(one.user_id)
                people.append(_person(everyone[one.user_id]))
        bodies.append(Body(name=authority.name, people=tuple(people)))
    return tuple(body for body in bodies if body.people)


def _person(theirs: list[Assignment]) -> Person:
    first = theirs[0]
    roles = tuple(dict.fromkeys(one.get_role_display() for one in theirs))
    return Person(id=str(first.user_id), name=first.user.name, roles=roles, unit=first.unit.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One assignment to choose."""

    id: str
    role: str
    title: str
    unit: str
    authority: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentPage:
    """The user's assignments. None is chosen beforehand."""

    choices: tuple[Choice, ...]
    onward: str
    error: str
    obstacle: str


def assignment_page(
    mine: list[Assignment], request: HttpRequest, *, onward: str, error: str
) -> AssignmentPage:
    """The choice, with the present one marked when somebody changes."""
    actor = getattr(request, "actor", None)
    return AssignmentPage(
        choices=tuple(
            Choice(
                id=str(one.pk),
                role=one.get_role_display(),
                title=one.title,
                unit=one.unit.name,
                authority=one.unit.authority.name,
                is_current=actor is not None and actor.assignment_id == one.pk,
            )
            for one in mine
        ),
        onward=onward,
        error=error,
        obstacle=getattr(request, "obstacle", ""),
    )
