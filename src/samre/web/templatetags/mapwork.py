"""The pages of the work with the map, and of one draft: a page is among them when it is there and open to who looks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from samre.pathway.model import TimeLimit
from samre.pathway.proof.limit_words import told

from ..context import Section, gate, is_open_to
from ..definition import version_words
from ..pages.map_conditions import dom as field_dom

register = template.Library()

START = Section("/kartan", "Översikt")
# In the order the map is changed: the groups stand on the first row, the pages of the one that is shown below it.
GROUPS = (
    (
        "Ändra",
        (
            Section("/kartan/versioner", "Utkast och versioner", below="/kartan/forslag"),
            Section("/kartan/andringar", "Det som inte stämmer"),
            Section("/kartan/egna-varden", "Egna texter och tider"),
        ),
    ),
    (
        "Pröva",
        (
            Section("/kartan/bevis", "Bevis"),
            Section("/kartan/provkorning", "Provkörningar"),
            Section("/kartan/simulering", "Simulering"),
        ),
    ),
    (
        "Besluta",
        (
            Section("/kartan/beslut", "Beslut"),
            Section("/kartan/overenskommelse", "Överenskommelse"),
        ),
    ),
    (
        "Följa upp",
        (
            Section("/kartan/nytt", "Nytt"),
            Section("/kartan/flytta", "Flytta ärenden"),
            Section("/kartan/avvikelser", "Avvikelser"),
            Section("/kartan/lagbevakning", "Lagbevakning"),
        ),
    ),
)
# What comes after a draft's own address, and the name.
DRAFT = (
    ("", "Förslaget"),
    ("/delar", "Ändra"),
    ("/ritning", "Ritningen"),
    ("/fall", "Övningsfall"),
    ("/bevis", "Bevis"),
    ("/provkorning", "Provkörning"),
    ("/paverkan", "Påverkan"),
    ("/simulering", "Simulering"),
    ("/granska", "Granska"),
    ("/filer", "Filer"),
)
# Pages of a draft that lie within another of its tabs.
WITHIN = {"/beslut": "/granska", "/publicera": "/granska", "/sparning": ""}
Tab = dict[str, object]


@register.simple_tag(takes_context=True)
def map_tabs(context: dict[str, Any]) -> dict[str, list[Tab]]:
    """The pages of the work with the map: `groups` for who has the start page, `pages` of the group that is shown.

    Who only comes to a few of them gets no groups, but all her pages in one row.
    """
    here, me = context["request"].path, context.get("me")
    found = [(name, [one for one in pages if is_open_to(one, me)]) for name, pages in GROUPS]
    if not is_open_to(START, me):
        return {"groups": [], "pages": [_tab(one, here) for _, pages in found for one in pages]}
    groups = [Tab(url=START.url, name=START.name, current="page" if here == START.url else "")]
    shown: list[Tab] = []
    for name, pages in found:
        is_here = any(one.has(here) for one in pages)
        groups += [Tab(url=one.url, name=name, current="true" if is_here else "") for one in pages[:1]]
        shown += [_tab(one, here) for one in pages if is_here]
    return {"groups": groups, "pages": shown}


@register.simple_tag(takes_context=True)
def draft_tabs(context: dict[str, Any], draft: UUID) -> list[Tab]:
    """The pages of a draft."""
    start, anybody = reverse("web:draft", args=[draft]), reverse("web:draft", args=[UUID(int=0)])
    me, part = context.get("me"), context["request"].path.removeprefix(start).strip("/").partition("/")[0]
    shown = WITHIN.get(f"/{part}", f"/{part}" if part else "")
    found = [
        (Section(f"{start}{suffix}", name), gate(f"{anybody}{suffix}"), suffix) for suffix, name in DRAFT
    ]
    return [
        {"url": one.url, "name": one.name, "current": suffix == shown}
        for one, allowed, suffix in found
        if allowed is not None and me is not None and me.role in allowed.roles
    ]


def _tab(one: Section, here: str) -> Tab:
    return Tab(url=one.url, name=one.name, current="page" if one.has(here) else "")


@register.simple_tag(takes_context=True)
def draft_page_url(context: dict[str, Any], draft: UUID, suffix: str) -> str:
    """The address of a page of a draft; empty where there is no such page for the reader."""
    me, allowed = context.get("me"), gate(f"{reverse('web:draft', args=[UUID(int=0)])}{suffix}")
    is_open = allowed is not None and me is not None and me.role in allowed.roles
    return f"{reverse('web:draft', args=[draft])}{suffix}" if is_open else ""


@register.filter
def dom(name: str) -> str:
    """A field's name as the id of its element."""
    return field_dom(name)


@register.filter
def limit_told(limit: TimeLimit) -> str:
    """A step's time limit in words that agree with its days."""
    return told(limit)


@register.simple_tag
def map_version() -> str:
    """Which version of the map the public pages show, by number and keeper."""
    return version_words()
