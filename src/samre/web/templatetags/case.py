"""The tabs of a case."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django import template
from django.urls import Resolver404, resolve, reverse

from samre.accounts.models import User
from samre.accounts.protected import ColleagueNames, shown_user
from samre.casework.models import Hold

register = template.Library()

# Names that keep their capital letter in the middle of a sentence.
OWN_NAMES = ("Försäkringskassan", "Arbetsförmedlingen", "Pensionsmyndigheten")

# In the order they are shown: what comes after the case's own address, and the name. A tab is there when its page is.
TABS = (
    ("", "Läget"),
    ("/uppgifter", "Uppgifter"),
    ("/intyg", "Läkarintyg"),
    ("/steg", "Steg"),
    ("/samverkan", "Samverkan"),
    ("/bevaka", "Bevaka"),
    ("/anteckningar", "Anteckningar"),
    ("/tidslinje", "Tidslinje"),
    ("/handlingar", "Handlingar"),
    ("/person", "Person"),
    ("/loggutdrag", "Vem har läst"),
)


# The pages below Samverkan: what comes after the case's own address, the name, and other addresses that belong there.
BELOW = (
    ("/samverkan", "Översikt", ()),
    ("/samverkan/samtycke", "Samtycke", ()),
    ("/samverkan/lamna-ut", "Lämna ut", ()),
    ("/samverkan/plan", "Plan", ()),
    ("/samverkan/insats", "Insatser", ()),
    ("/samverkan/konsultation", "Konsultation och möten", ("/samverkan/moten",)),
    ("/samverkan/brev", "Brev", ()),
)


@cache
def _exists(suffix: str) -> bool:
    try:
        resolve(reverse("web:case", args=[UUID(int=0)]) + suffix)
    except Resolver404:
        return False
    return True


@register.simple_tag(takes_context=True)
def case_tabs(context: dict[str, Any], case: UUID) -> list[dict[str, object]]:
    """The pages of a case: url, name, and whether the page shown is there or below it."""
    start, here = reverse("web:case", args=[case]), context["request"].path
    return [
        {
            "url": start + suffix,
            "name": name,
            "current": here == start + suffix or (suffix != "" and here.startswith(f"{start}{suffix}/")),
        }
        for suffix, name in TABS
        if _exists(suffix)
    ]


@register.simple_tag(takes_context=True)
def cooperation_tabs(context: dict[str, Any], case: UUID) -> list[dict[str, object]]:
    """The pages below Samverkan, for a page that lies there; none for others."""
    start, here = reverse("web:case", args=[case]), context["request"].path
    if not f"{here}/".startswith(f"{start}{BELOW[0][0]}/"):
        return []
    return [
        {
            "url": start + suffix,
            "name": name,
            "current": here == start + suffix
            or (
                suffix != BELOW[0][0]
                and here.startswith(tuple(f"{start}{one}" for one in (f"{suffix}/", *more)))
            ),
        }
        for suffix, name, more in BELOW
    ]


@register.filter
def colleague(user: User | None) -> str:
    """A user as her colleagues see her; empty for nobody (what SAMRE did by itself)."""
    return shown_user(user) if user else ""


@register.filter
def ender(row: Hold) -> str:
    """Who ended it, as her colleagues see her."""
    return ColleagueNames(row.owner_id).of(row.ended_by)


@register.filter
def lowfirst(text: str) -> str:
    """`Rehabkoordinator` → `rehabkoordinator`: a name in the middle of a sentence. An abbreviation stays as it is, and
    an authority's own name."""
    return text if text[1:2].isupper() or text.startswith(OWN_NAMES) else text[:1].lower() + text[1:]
