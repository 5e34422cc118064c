"""Times in the words of a sentence, and the signs of the timeline."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from samre.casework.documents.notes_text import when

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """`21 november 2026 kl. 14.30`, in Swedish time."""
    return when(at) if at else ""


@register.simple_tag
@cache
def sign(icon: str) -> SafeString:
    """The sign of that name, drawn once: a timeline has fifty of them."""
    return render_to_string("notes/_icon.svg", {"icon": icon})
