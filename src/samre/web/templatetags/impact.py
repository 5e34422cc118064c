"""Large numbers as they are read."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`1 000 000`, with spaces that do not break."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")


@register.filter
def few(number: int | None) -> str:
    """A count; in words where it is not shown, being small or such that a small one could be told from it."""
    return "visas inte" if number is None else thousands(number)
