"""Work that only one process at a time does to a database. Whoever holds the lock and dies lets go of it by dying."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.db import connection


@contextmanager
def alone_at(work: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else is at `work` ("tick") in this database; if so, nobody else is until the block ends.

    `wait`: until the other is done, in place of False. SQLite: a lock on a file beside the database's own; PostgreSQL: an
    advisory lock on a connection of its own, for what the work does to the common one is not to let go of it.
    """
    if connection.vendor == "postgresql":
        with _in_postgresql(work, wait) as alone:
            yield alone
        return
    file = Path(f"{connection.settings_dict['NAME']}.{work}.lock")
    number = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    alone = False
    try:
        with suppress(BlockingIOError):
            fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            alone = True
        yield alone
    finally:
        os.close(number)


@contextmanager
def _in_postgresql(work: str, wait: bool) -> Iterator[bool]:
    key = int.from_bytes(sha256(f"samre:{work}".encode()).digest()[:8], "big", signed=True)
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            if wait:
                cursor.execute("SET lock_timeout = 0")
            cursor.execute(f"SELECT {'pg_advisory_lock' if wait else 'pg_try_advisory_lock'}(%s)", [key])
            alone = wait or bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            with holder.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        holder.close()
