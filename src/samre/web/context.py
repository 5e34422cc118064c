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
    """A part of the site. It is in the menu when its address exists and its gate lets the visitor in. `seldom`: looked after now
    and then; in a long menu it stands under Mer."""

    url: str
    name: str
    seldom: bool = False


# In the order of the menu. The first one behind the login is where a role lands.
SECTIONS = (
    Section("/arenden", "Ärenden"),
    Section("/platser", "Platser"),
    Section("/inkorg", "Inkorg"),
    Section("/konsultation", "Konsultation"),
    Section("/insatser", "Insatser"),
    Section("/kontakter", "Kontakter"),
    Section("/granskning", "Granskning", seldom=True),
    Section("/gallring", "Gallring", seldom=True),
    Section("/registerutdrag", "Registerutdrag", seldom=True),
    Section("/diarium", "Diarium", seldom=True),
    Section("/brevmallar", "Brevmallar", seldom=True),
    Section("/konton", "Konton", seldom=True),
    Section("/logg", "Loggen", seldom=True),
    Section("/guide", "Guiden"),
    Section("/karta", "Kartan"),
    Section("/ovningsfall", "Övningsfall"),
)


# A menu with more sections than this puts those that are seldom used under Mer, and is folded up on a phone.
SHORT_MENU = 7


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
    """`sections` for the menu (address, name, whether the page shown lies in it), `seldom` those of them that stand under Mer, and
    `me`, the actor (None for a visitor)."""
    here = request.path
    actor: Actor | None = getattr(request, "actor", None)
    found = [one for one in SECTIONS if is_open_to(one, actor)]
    shown = [
        {
            "url": one.url,
            "name": one.name,
            "current": here == one.url or here.startswith(one.url + "/"),
            "seldom": one.seldom and len(found) > SHORT_MENU,
        }
        for one in found
    ]
    return {
        "me": actor,
        "login_url": reverse("web:login"),
        "sections": shown,
        "seldom": [one for one in shown if one["seldom"]],
        "menu_is_long": actor is not None and len(found) > SHORT_MENU // 2,
    }
