"""»Den här rutan stämmer inte« at a box of the map, and what has been answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from samre.governance.queries.drafts import writes_map
from samre.governance.queries.requests import requests_in
from samre.governance.rules.map_parts import kinds
from samre.governance.rules.permissions import ASKERS

from .. import definition
from ..pages.map_news import map_news_for

register = template.Library()


@register.filter
def on_shown_map(box: str) -> bool:
    """Whether the map that everybody sees has a page for the box: a map of one's own may have more."""
    pathway = definition.pathway()
    return box in pathway.steps or box in pathway.goals


@register.filter
def editor_slug(thing: str) -> str:
    """Where in a draft a thing that somebody spoke of is written; empty for the map as a whole."""
    return next((kind.slug for kind in kinds().values() if kind.one == thing), "")


@register.inclusion_tag("requests/_box.html", takes_context=True)
def wrong_box(context: dict[str, Any], box: str, name: str) -> dict[str, Any]:
    """The way to say that a box is wrong; a visitor is told whom to tell; in the guide it opens beside: no answer is lost."""
    me, frame, request = context.get("me"), context.get("frame"), context.get("request")
    return {
        "box": box,
        "name": name,
        "may_ask": me is not None and me.role in ASKERS,
        "case": frame.id if frame else "",
        "beside": request is not None and request.path == reverse("web:guide"),
    }


@register.inclusion_tag("requests/_news.html", takes_context=True)
def map_news(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader is told about the map."""
    me = context.get("me")
    return {"news": map_news_for(me) if me else None}


@register.inclusion_tag("requests/_of_draft.html", takes_context=True)
def draft_requests(context: dict[str, Any], draft: UUID) -> dict[str, Any]:
    """What a draft is to put right, as it was said."""
    me, shown = context.get("me"), context.get("draft")
    return {
        "asked": requests_in(me, draft) if me else (),
        "draft": draft,
        "may_write": me is not None and writes_map(me) and shown is not None and shown.is_open,
    }
