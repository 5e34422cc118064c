"""Running numbers of a keeper: change requests, sittings, agreements, as people say them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max

from samre.accounts.models import Authority


def next_number(model: type[models.Model], keeper: UUID) -> int:
    """One more than the highest the keeper has. The keeper's row is locked: two never get the same."""
    Authority.objects.select_for_update().get(pk=keeper)
    rows: Any = model._default_manager.filter(keeper_id=keeper)
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1
