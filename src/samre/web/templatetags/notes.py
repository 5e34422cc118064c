"""Times in the words of a sentence."""

from __future__ import annotations

from datetime import datetime

from django import template

from samre.casework.documents.notes_text import when

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """`21 november 2026 kl. 14.30`, in Swedish time."""
    return when(at) if at else ""
