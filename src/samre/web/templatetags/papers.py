"""What templates of papers ask about their blocks."""

from __future__ import annotations

from django import template

from samre.casework.documents.paper import Block

register = template.Library()


@register.filter
def kind(block: Block) -> str:
    """`heading`, `text`, `points` …: the block's class, in small letters."""
    return type(block).__name__.lower()


@register.filter
def room(lines: int) -> range:
    """That many lines to write on."""
    return range(lines)
