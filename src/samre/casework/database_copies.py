"""Copying a whole database to a file and back: SQLite with its own online copying, PostgreSQL with pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

CLUSTERS = Path("/usr/lib/postgresql")


class CopyFailed(Exception):
    """The database's own tools are missing or said no. The message says in Swedish what to do."""


def copy_out(connection: Any, target: Path) -> None:
    """The database as it is at one moment, to a new file. Readers and writers go on meanwhile."""
    if connection.vendor == "sqlite":
        _sqlite_out(Path(connection.settings_dict["NAME"]), target)
    else:
        command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        _run(command, connection)


def _sqlite_out(source: Path, target: Path) -> None:
    # In one step: with WAL a reader holds nobody up, and a copy in steps would start anew at every write.
    with closing(sqlite3.connect(source, timeout=60)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        found = new.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise CopyFailed(f"Databasen är skadad: {found}. Kör om, och läs annars tillbaka en äldre kopia.")


def copy_in(connection: Any, source: Path) -> None:
    """PostgreSQL: everything the owner has in the database is put away and the copy put there, in one transaction or not at all.

    (An SQLite file is made ready beside the old one and takes its name: see `restoring.py`.)
    """
    reading = [tool("pg_restore"), "--file=-", "--no-owner", "--no-privileges", str(source)]
    writing = [tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    writing += ["--command=DROP OWNED BY CURRENT_USER", "--file=-", "--output=/dev/null"]
    environment = _environment(connection)
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as reader,
        subprocess.Popen(writing, stdin=reader.stdout, stderr=subprocess.PIPE, env=environment) as writer,
    ):
        assert reader.stdout
        assert reader.stderr
        reader.stdout.close()
        _, said = writer.communicate()
        complained = reader.stderr.read()
    if writer.returncode or reader.returncode:
        raise CopyFailed(f"PostgreSQL läste inte tillbaka kopian: {_last_words(said or complained)}")


def tool(name: str) -> str:
    """The newest of PostgreSQL's own programs beside the server, else the one on PATH. Raises CopyFailed."""
    found = sorted(CLUSTERS.glob(f"*/bin/{name}"), key=lambda path: _number(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise CopyFailed(
            f"{name} finns inte på den här maskinen. Installera PostgreSQL:s klientprogram (paketet postgresql-client), i samma "
            "version som servern eller nyare."
        )
    return path


def is_in_use(connection: Any) -> bool:
    """Whether a server of ours has the database open."""
    if connection.vendor == "sqlite":
        return _is_locked(Path(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND (usename = %s OR application_name LIKE 'samre (%%')",
            [settings.SAMRE_APP_ROLE],
        )
        return bool(cursor.fetchone()[0])


def _is_locked(file: Path) -> bool:
    """Whether anybody has the file open: in WAL mode every connection holds a lock for as long as it lives."""
    if not file.exists() or file.stat().st_size == 0:
        return False
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as probe:
        try:
            probe.execute("PRAGMA locking_mode=EXCLUSIVE")
            probe.execute("BEGIN EXCLUSIVE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def _run(command: list[str], connection: Any) -> None:
    done = subprocess.run(command, env=_environment(connection), capture_output=True, check=False)
    if done.returncode:
        raise CopyFailed(f"{Path(command[0]).name} kunde inte göra kopian: {_last_words(done.stderr)}")


def _environment(connection: Any) -> dict[str, str]:
    """How to log in, where no list of processes shows it."""
    config: Mapping[str, Any] = connection.settings_dict
    given = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    login = {name: str(config[key]) for name, key in given.items() if config.get(key)}
    return {**os.environ, **login, "PGCONNECT_TIMEOUT": "10", "LC_MESSAGES": "C"}


def _last_words(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "inget skäl angavs"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
