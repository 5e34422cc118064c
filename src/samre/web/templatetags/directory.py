"""Whom to turn to, at each step of a case."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from samre.accounts.directory import Reach, contacts_of, for_step

register = template.Library()
MOST = 4


@register.simple_tag(takes_context=True)
def own_contacts(context: dict[str, Any]) -> tuple[Reach, ...]:
    """The reader's own authority's list, read once for all the steps of a page."""
    me = context.get("me")
    return contacts_of(me.authority_id, on=timezone.localdate()) if me else ()


@register.inclusion_tag("directory/_step_contacts.html")
def step_contacts(rows: tuple[Reach, ...], step: str, party: str = "") -> dict[str, Any]:
    """The contacts of a step among `rows`, those of the party that is waited for first."""
    found = for_step(rows, step, party=party)[:MOST]
    is_theirs = bool(found) and found[0].party == party
    return {
        "contacts": found,
        "heading": "Så når ni den ni väntar på" if is_theirs else "Kontakter för steget",
    }
