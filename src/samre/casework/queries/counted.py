"""Counting that stops: how many rows several queries have, each at most so many, in one question to the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet, Subquery

from samre.accounts.models import Authority


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counted(queries: Sequence[QuerySet[Any]], *, limit: int, authority_id: UUID) -> list[int]:
    """The number of rows of each query, at most `limit`: costs the same however many there are."""
    if not queries:
        return []
    counts = [_Counted(query.order_by().values("pk")[:limit]) for query in queries]
    return [number or 0 for number in Authority.objects.filter(pk=authority_id).values_list(*counts).get()]
