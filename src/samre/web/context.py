"""What every template may count on: who is logged in, and the sections she may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import Resolver404, reverse

from samre.accounts.actors import Actor
from samre.accounts.roles import Role

from .gate import Gate, gate_of


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site. It is in the menu when its address exists and its gate lets the visitor in. `seldom`: looked after now
    and then; in a long menu it stands under Mer. `below`: where its pages lie, when that is not below its own address.
    `instead_of`: a section that it is left out beside."""

    url: str
    name: str
    seldom: bool = False
    below: str = ""
    instead_of: str = ""

    def has(self, path: str) -> bool:
        """Whether a page lies in the section."""
        return path == self.url or path.startswith((f"{self.url}/", f"{self.below or self.url}/"))


# In the order of the menu. The first one behind the login is where a role lands.
SECTIONS = (
    Section("/arenden", "Ärenden"),
    Section("/platser", "Platser"),
    Section("/inkorg", "Inkorg"),
    Section("/konsultation", "Konsultation"),
    Section("/insatser", "Insatser"),
    Section("/kontakter", "Kontakter"),
    Section("/kartan", "Kartarbete"),
    Section("/granskning", "Granskning", seldom=True),
    Section("/gallring", "Gallring", seldom=True),
    Section("/registerutdrag", "Registerutdrag", seldom=True),
    Section("/diarium", "Diarium", seldom=True),
    Section("/brevmallar", "Brevmallar", seldom=True),
    Section("/konton", "Konton", seldom=True),
    Section("/logg", "Loggen", seldom=True),
    Section("/kartan/nytt", "Kartan: nytt och anmält", seldom=True, below="/kartan", instead_of="/kartan"),
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
    if section.instead_of and _lets_in(section.instead_of, actor):
        return False
    return _lets_in(section.url, actor)


def _lets_in(url: str, actor: Actor | None) -> bool:
    found = gate(url)
    return found is not None and (found.is_public or (actor is not None and actor.role in found.roles))


def own_sections(actor: Actor | None) -> list[Section]:
    """The sections behind the login that are open to her role, in the order of the menu."""
    return [
        one for one in SECTIONS if is_open_to(one, actor) and not getattr(gate(one.url), "is_public", True)
    ]


def landing(request: HttpRequest) -> str:
    """Where somebody comes after login: the first section that is her role's own, else the page that says what it shows. Those
    whose work is the map come to it."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return reverse("web:home")
    own = own_sections(actor)
    if actor.role in (Role.PROCESS_LEAD, Role.BOARD, Role.LAW_EXPERT):
        return reverse("web:map-start")
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
            "current": one.has(here),
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
