"""What the pages around login show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from samre.accounts.federation import providers
from samre.accounts.login import demo_users
from samre.accounts.models import Assignment
from samre.accounts.sessions import METHOD

from ..gate import actor_of

UNSAVED = (
    "Du är inte inloggad längre, och det du skickade är inte sparat. Gå tillbaka i webbläsaren, så finns det du skrev kvar där. "
    "Kopiera det innan du loggar in igen."
)
ENDED = "Du har blivit utloggad, för att sessionen var slut. Logga in igen för att fortsätta."
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to log in: what the button says and where it leads."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A fictional user as a card: one click logs her in."""

    id: str
    name: str
    roles: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authority of the demo and its people."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """`onward`: the own address to go to afterwards. `reason`: why the last session ended. `is_kept`: what was typed is kept."""

    onward: str
    reason: str
    is_kept: bool
    ways: tuple[Way, ...]
    by_key: bool
    by_password: bool
    faults: tuple[str, ...]
    bodies: tuple[Body, ...]


def login_page(request: HttpRequest, onward: str) -> LoginPage:
    """The page as it is now."""
    return LoginPage(
        onward=onward,
        reason=UNSAVED if request.GET.get("osparat") else ENDED if request.GET.get("slut") else "",
        is_kept=onward.startswith(reverse("web:kept", args=[NOBODY])[: -len(str(NOBODY))]),
        ways=ways(onward),
        by_key=settings.SAMRE_PASSKEYS,
        by_password=settings.SAMRE_PASSWORD_LOGIN,
        faults=tuple(str(message) for message in get_messages(request)) if request.COOKIES else (),
        bodies=demo_bodies(),
    )


def ways(onward: str, *, again: bool = False) -> tuple[Way, ...]:
    """The identity providers that are configured. `again`: they are to ask who she is although she is logged in there."""
    query = urlencode(
        {name: value for name, value in (("till", onward), ("igen", "1" if again else "")) if value}
    )
    names = ((provider.name, reverse(f"web:login-{provider.kind}")) for provider in providers())
    return tuple(Way(name=name, url=f"{url}?{query}" if query else url) for name, url in names)


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
    roles = " och ".join(dict.fromkeys(one.get_role_display() for one in theirs)).capitalize()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvePage:
    """The ways to show who one is once more. `by_click`: a fictional person has nothing to show."""

    onward: str
    ways: tuple[Way, ...]
    by_click: bool
    by_key: str
    by_code: str


def prove_page(request: HttpRequest, onward: str) -> ProvePage:
    """What fits the way she logged in."""
    kinds = set()
    if settings.SAMRE_PASSKEYS:
        kinds = set(
            Authenticator.objects.filter(user_id=actor_of(request).user_id).values_list("type", flat=True)
        )
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return ProvePage(
        onward=onward,
        ways=ways(onward, again=True),
        by_click=settings.DEMO and request.session.get(METHOD) == "demo",
        by_key=reverse("mfa_reauthenticate_webauthn") + query if Authenticator.Type.WEBAUTHN in kinds else "",
        by_code=reverse("mfa_reauthenticate") + query if Authenticator.Type.TOTP in kinds else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A form that was sent too late. `texts`: what a person reads in it; `fields`: all of it, to be sent on."""

    address: str
    fields: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def kept_page(address: str, fields: list[list[str]]) -> KeptPage:
    """The form as it was; values with a space in them are somebody's words."""
    pairs = tuple((name, value) for name, value in fields)
    return KeptPage(
        address=address, fields=pairs, texts=tuple(value for _, value in pairs if " " in value.strip())
    )
