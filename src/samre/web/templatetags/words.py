"""Small words for templates: dates and numbers as Swedish sentences want them."""

from __future__ import annotations

from datetime import date, datetime

from django import template

register = template.Library()

MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
)


@register.filter
def svdate(value: date | datetime | str | None) -> str:
    """`21 november 2026`; a text that is no ISO date is given back as it is, None becomes empty."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if value is None:
        return ""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """`mapping[key]`, or an empty string."""
    return mapping.get(key, "")
