"""Which authority's rows may be touched just now: the value that row-level security reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

_current: ContextVar[UUID | None] = ContextVar("samre_authority", default=None)
_map_stamp: ContextVar[int | None] = ContextVar("samre_map_stamp", default=None)


def current_authority() -> UUID | None:
    """The authority in scope, or None outside every scope."""
    return _current.get()


def current_map_stamp() -> int | None:
    """The authority's `map_stamp` as it was when the scope began; None where nobody read it."""
    return _map_stamp.get()


@contextmanager
def acting_in(authority: UUID | None, *, map_stamp: int | None = None) -> Iterator[None]:
    """Within it the database lets only this authority's rows through (PostgreSQL; SQLite has no second lock)."""
    before = _current.get()
    token, stamp = _current.set(authority), _map_stamp.set(map_stamp)
    _tell(connection, authority)
    try:
        yield
    finally:
        _current.reset(token)
        _map_stamp.reset(stamp)
        _tell(connection, before)


@receiver(connection_created, dispatch_uid="samre_scope_of_new_connection")
def _tell_new_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A connection that is opened, or taken from the pool, inside a scope begins with that scope."""
    if (authority := _current.get()) is not None:
        _tell(connection, authority)


def _tell(database: Any, authority: UUID | None) -> None:
    """Past Django's cursor: it is no question a page asks, and is not counted as one."""
    raw = database.connection
    if database.vendor != "postgresql" or raw is None or raw.closed:
        return
    # A transaction that is broken, or has lost its server, takes back what was set in it when it is rolled back.
    if raw.info.transaction_status.name in ("INERROR", "UNKNOWN"):
        return
    with database.wrap_database_errors:
        raw.execute("SELECT set_config('samre.authority', %s, false)", [str(authority or "")])
