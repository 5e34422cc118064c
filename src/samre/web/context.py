"""What every template may count on: who is logged in, and the sections she may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import Resolver404, reverse

from samre.accounts.actors import Actor

from .gate import Gate, gate_of


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site. It is in the menu when its address exists and its gate lets the visitor in."""

    url: str
    name: str


# In the order of the menu. The first one behind the login is where a role lands.
SECTIONS = (
    Section("/arenden", "Ärenden"),
    Section("/platser", "Platser"),
    Section("/inkorg", "Inkorg"),
    Section("/konsultation", "Konsultation"),
    Section("/insatser", "Insatser"),
    Section("/kontakter", "Kontakter"),
    Section("/granskning", "Granskning"),
    Section("/gallring", "Gallring"),
    Section("/registerutdrag", "Registerutdrag"),
    Section("/diarium", "Diarium"),
    Section("/brevmallar", "Brevmallar"),
    Section("/konton", "Konton"),
    Section("/logg", "Loggen"),
    Section("/guide", "Guiden"),
    Section("/karta", "Kartan"),
    Section("/ovningsfall", "Övningsfall"),
)


@cache
def gate(url: str) -> Gate | None:
    """The gate of an address, None where there is no such page (yet)."""
    try:
        return gate_of(url)
    except Resolver404:
        return None


def is_open_to(section: Section, actor: Actor | None) -> bool:
    """Whether the section is in this visitor's menu."""
    found = gate(section.url)
    return found is not None and (found.is_public or (actor is not None and actor.role in found.roles))


def own_sections(actor: Actor | None) -> list[Section]:
    """The sections behind the login that are open to her role, in the order of the menu."""
    return [
        one for one in SECTIONS if is_open_to(one, actor) and not getattr(gate(one.url), "is_public", True)
    ]


def landing(request: HttpRequest) -> str:
    """Where somebody comes after login: the first section that is her role's own, else the page that says what it shows."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return reverse("web:home")
    own = own_sections(actor)
    return own[0].url if own else reverse("web:role")


def page(request: HttpRequest) -> dict[str, object]:
    """`sections` for the menu (address, name, whether the page shown lies in it) and `me`, the actor (None for a visitor)."""
    here = request.path
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "me": actor,
        "login_url": reverse("web:login"),
        "sections": [
            {"url": one.url, "name": one.name, "current": here == one.url or here.startswith(one.url + "/")}
            for one in SECTIONS
            if is_open_to(one, actor)
        ],
    }
