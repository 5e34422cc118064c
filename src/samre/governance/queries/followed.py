"""Which version of the map an authority follows, and what an id of one means to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..maps import keeper_of
from ..models import MapVersion


@dataclass(frozen=True, slots=True)
class VersionInForce:
    """The version that holds: what it changed in words, and what its owners say of it. `next_on`: when another begins."""

    number: int
    chart: str
    valid_from: date
    changes: tuple[str, ...]
    news: str
    next_on: date | None


def version_in_force(authority: UUID, *, on: date) -> VersionInForce | None:
    """The shared version an authority follows on a day; None where it follows the map that came with the program."""
    keeper = keeper_of(authority)
    versions = (
        MapVersion.objects.filter(keeper_id=keeper).defer("files") if keeper else MapVersion.objects.none()
    )
    row = versions.filter(valid_from__lte=on).order_by("-valid_from", "-number").first()
    if row is None:
        return None
    coming = (
        versions.filter(valid_from__gt=on).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    return VersionInForce(row.number, row.chart, row.valid_from, tuple(row.changes), row.news, coming)


def version_words(authority: UUID, chart: str) -> str:
    """`version 2`; the id itself where no shared version has it."""
    keeper = keeper_of(authority)
    rows = MapVersion.objects.filter(keeper_id=keeper, chart=chart) if keeper else MapVersion.objects.none()
    number = rows.values_list("number", flat=True).first()
    return chart if number is None else f"version {number}"
