"""What the database's own words mean for somebody who waits for a page: gone, full, or too busy just now."""

from __future__ import annotations

import errno
from enum import Enum
from pathlib import Path
from shutil import disk_usage

from django.db import DatabaseError, IntegrityError, InterfaceError, connection


class Fault(Enum):
    """Why a page can't be made or kept just now. All pass by themselves or by the hand of whoever runs the server."""

    GONE = "gone"
    FULL = "full"
    BUSY = "busy"
    UNLOGGED = "unlogged"
    LOCKED = "locked"


# https://www.postgresql.org/docs/current/errcodes-appendix.html: the code, or the class it begins with.
POSTGRESQL = {
    "53100": Fault.FULL,  # disk_full
    "53200": Fault.FULL,  # out_of_memory
    "08": Fault.GONE,  # connection exception
    "57P": Fault.GONE,  # shutting down, starting up
    "53": Fault.GONE,  # no more connections
    "58": Fault.GONE,  # system error
    "42P01": Fault.GONE,  # undefined_table: the database is empty, or another
    "25006": Fault.GONE,  # read-only: a standby that has not taken over
    "55P03": Fault.BUSY,  # lock_timeout
    "57014": Fault.BUSY,  # statement_timeout
    "40": Fault.BUSY,  # deadlock, serialization
}
# https://www.sqlite.org/rescode.html: the name, or what it begins with.
SQLITE = {
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_BUSY": Fault.BUSY,
    "SQLITE_LOCKED": Fault.BUSY,
    "SQLITE_CANTOPEN": Fault.GONE,
    "SQLITE_IOERR": Fault.GONE,
    "SQLITE_READONLY": Fault.GONE,
    "SQLITE_NOTADB": Fault.GONE,
    "SQLITE_CORRUPT": Fault.GONE,
}
# A foreign key, and a key that is taken.
_ANOTHERS = (
    "23503",
    "23505",
    "SQLITE_CONSTRAINT_FOREIGNKEY",
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
)
# Less than this and SQLite can't lay out the memory it shares between processes (a file of 32 KiB), nor grow its log.
SMALLEST_ROOM = 256 * 1024
# The connection broke before the server could give a code, or no connection came free in the pool.
WITHOUT_CODE = {"OperationalError", "PoolTimeout", "PoolClosed", "InterfaceError", "TooManyRequests"}


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault that an exception came from, itself or what it was raised from; None when it is something else."""
    unlogged = False
    for link in chain_of(error):
        # By name: the log and the keys say so in every room, and this file needs to know none of them.
        if type(link).__name__ == "KeyLost":
            return Fault.LOCKED
        found = _own(link)
        if found is not None:
            return found
        unlogged |= type(link).__name__ == "LogUnavailable"
    return Fault.UNLOGGED if unlogged else None


def is_about_another(error: IntegrityError) -> bool:
    """Whether a row pointed at something that is not there, or took an id that somebody else's row has.

    In PostgreSQL that row may be another authority's, which nobody here can see.
    """
    cause = error.__cause__ or error
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return code in _ANOTHERS


def chain_of(error: BaseException | None) -> list[BaseException]:
    """The exception, what it was raised from, and so on."""
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or error.__context__
    return links


def is_disk_full() -> bool:
    """Whether the disk of the SQLite file has no room left: SQLite then says only that it could not open or write its files."""
    config = connection.settings_dict
    if connection.vendor != "sqlite":
        return False
    try:
        return disk_usage(Path(config["NAME"]).parent).free < SMALLEST_ROOM
    except OSError:
        return False


def _own(error: BaseException) -> Fault | None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault.FULL
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return None
    cause = error.__cause__ or error
    if name := getattr(cause, "sqlite_errorname", None):
        # An empty file in the place of the database has only the words to tell it by.
        if "no such table" in str(cause):
            return Fault.GONE
        found = next((fault for start, fault in SQLITE.items() if name.startswith(start)), None)
        return Fault.FULL if found is Fault.GONE and is_disk_full() else found
    if code := getattr(cause, "sqlstate", None):
        return next((POSTGRESQL[code[:size]] for size in (5, 3, 2) if code[:size] in POSTGRESQL), None)
    return Fault.GONE if type(cause).__name__ in WITHOUT_CODE else None
