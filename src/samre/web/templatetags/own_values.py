"""What a kommun says in its own way about a step, beside what the shared map says."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from samre.accounts.roles import AuthorityKind

from ..pages.local_values import own_in_kommun

register = template.Library()


@register.inclusion_tag("local_values/_beside.html", takes_context=True)
def own_beside(context: dict[str, Any], step: str) -> dict[str, Any]:
    """The own values of the reader's kommun in a step; nothing for a visitor, or where none are written."""
    me = context.get("me")
    if me is None or not me.map_stamp or me.authority_kind != AuthorityKind.KOMMUN:
        return {"rows": ()}
    found = own_in_kommun(me.authority_id, me.map_stamp, timezone.localdate())
    rows = [row for row in found if (row.own.thing, row.own.thing_id) == ("steg", step)]
    return {"rows": rows, "kommun": me.authority_name}
