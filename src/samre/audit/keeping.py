"""How long events are kept at least: said by the definitions, held in the database where the triggers read it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from samre.definitions import read_yaml

from .models import Keeping


def least_kept() -> dict[str, Any]:
    """{"år": 5, "källa": …} of the newest definitions."""
    return read_yaml("logg.yaml")["sparas_minst"]


def note_keeping(model: type[Any] = Keeping) -> int:
    """Notes the years of the definitions where the database does not have them yet, and gives them back.

    The longest that was ever noted counts: a shorter time in the definitions does not shorten what is promised.
    """
    least = least_kept()
    newest = model.objects.order_by("-years").first()
    if newest is None or newest.years < least["år"]:
        newest = model.objects.create(years=least["år"], source=least["källa"], noted_at=datetime.now(UTC))
    return newest.years
