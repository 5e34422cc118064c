"""Values for a page's own scripts, carried in data attributes: the content security policy lets no script lie in a page."""

from __future__ import annotations

import json

from django import template

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON, escaped by the template as every other text."""
    return json.dumps(value)
