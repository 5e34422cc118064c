"""Who has signed a row, as others read it."""

from __future__ import annotations

from uuid import UUID

from samre.accounts.protected import colleague_name

from ..models.base import Signed


def signer_of(row: Signed, *, reader: UUID | None = None) -> str:
    """The name that was signed with; one with protected data of her own is named to nobody but herself. Reads `by`."""
    if row.by is None:
        return row.by_name
    return colleague_name(row.by_name, is_protected=row.by.is_protected and row.by_id != reader)
