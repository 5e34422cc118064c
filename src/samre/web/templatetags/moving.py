"""That a case follows an older version of the map."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template

from ..pages.case_map import older_map

register = template.Library()


@register.inclusion_tag("moving/_older.html")
def older_version(case: UUID, chart: str) -> dict[str, Any]:
    """Told on the case page where the map has a newer version; nothing where it has not."""
    is_older, stays = older_map(case, chart)
    return {"is_older": is_older, "stays": stays, "case": case}
