"""Which authority's rows may be touched just now: the value that row-level security reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection

_current: ContextVar[UUID | None] = ContextVar("samre_authority", default=None)


def current_authority() -> UUID | None:
    """The authority in scope, or None outside every scope."""
    return _current.get()


@contextmanager
def acting_in(authority: UUID | None) -> Iterator[None]:
    """Within it the database lets only this authority's rows through (PostgreSQL; SQLite has no second lock)."""
    before = _current.get()
    token = _current.set(authority)
    _tell_database(authority)
    try:
        yield
    finally:
        _current.reset(token)
        _tell_database(before)


def _tell_database(authority: UUID | None) -> None:
    if connection.vendor != "postgresql":
        return
    if connection.needs_rollback or (connection.connection is None and authority is None):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('samre.authority', %s, false)", [str(authority or "")])
