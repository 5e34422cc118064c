"""The database of the tests. SQLite: a real file, as in production, not memory. PostgreSQL: the tests themselves are the owner
of the tables, but what comes by HTTP runs as the program's role, with row-level security biting, as in production."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
import pytest

_here = threading.local()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Before pytest-django makes the database."""
    from django.db import connection

    config = connection.settings_dict
    if connection.vendor == "sqlite":
        config["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "samre.sqlite3")
    elif owner := os.environ.get("SAMRE_OWNER_DATABASE_URL"):
        config.update({key: environ.Env.db_url_config(owner)[key] for key in ("USER", "PASSWORD")})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables are made, the program's role has its rights, and requests run as that role."""
    from django.core.signals import request_finished, request_started
    from django.db import connection
    from django.db.backends.signals import connection_created

    if connection.vendor == "postgresql":
        from samre.accounts import database_roles

        with django_db_blocker.unblock():
            assert database_roles.make_role(), "programmets roll finns inte och får inte skapas"
            database_roles.grant()
            connection.close()
        request_started.connect(_begin_request, dispatch_uid="tests_role")
        request_finished.connect(_end_request, dispatch_uid="tests_role")
        connection_created.connect(_role_of_new_connection, dispatch_uid="tests_role")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        _as_migrated.update({table: _rows(cursor, table) for table in _filled_tables(cursor)})
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            _hang_up(connection)


def _hang_up(connection: Any) -> None:
    """What the pool and threads of servers still hold would keep the database from being dropped."""
    connection.close()
    connection.close_pool()
    with connection._nodb_cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def _begin_request(**_: object) -> None:
    _here.serves = True
    _take_role()


def _end_request(**_: object) -> None:
    _here.serves = False
    _take_role()


def _role_of_new_connection(**_: object) -> None:
    if getattr(_here, "serves", False):
        _take_role()


def _take_role() -> None:
    """The program's role inside a request, the owner's own outside; nothing while there is no connection."""
    from django.conf import settings
    from django.db import connection
    from psycopg.pq import TransactionStatus

    raw = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR:
        return  # a broken transaction takes the role back itself when it is rolled back
    serves = getattr(_here, "serves", False)
    raw.execute(f"SET ROLE {connection.ops.quote_name(settings.SAMRE_APP_ROLE)}" if serves else "RESET ROLE")


@pytest.fixture(autouse=True)
def _no_role_left() -> Iterator[None]:
    """A request that broke off half-way does not decide who the next test is."""
    yield
    if getattr(_here, "serves", False):
        _here.serves = False
        from django.db import connection

        if connection.vendor == "postgresql":
            _take_role()


@pytest.fixture(scope="session", autouse=True)
def _emptied_past_triggers() -> Iterator[None]:
    """A test with real transactions is cleaned away: every table is as the migrations left it, the append-only ones too.

    Django's own flush empties every table there is and lets every app fill its own again: half a second each time.
    """
    from django.db import connection, transaction
    from django.test import TransactionTestCase

    def teardown(_: TransactionTestCase) -> None:
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            filled = _filled_tables(cursor)
            changed = {table for table in filled if table not in _as_migrated}
            changed |= {table for table, rows in _as_migrated.items() if _rows(cursor, table) != rows}
            lift, put_back = _triggers(connection, changed)
            for statement in lift:
                cursor.execute(statement)
            for table in changed:
                cursor.execute(f"DELETE FROM {quote(table)}")
            for table in changed & _as_migrated.keys():
                for row in _as_migrated[table]:
                    cursor.execute(f"INSERT INTO {quote(table)} VALUES ({', '.join(['%s'] * len(row))})", row)
            for statement in put_back:
                cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


# Table → its rows, of the tables that are not empty when the migrations are through.
_as_migrated: dict[str, set[tuple[Any, ...]]] = {}


def _filled_tables(cursor: Any) -> list[str]:
    names = cursor.db.introspection.table_names(cursor)
    quote = cursor.db.ops.quote_name
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names)
    )
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: Any, table: str) -> set[tuple[Any, ...]]:
    cursor.execute(f"SELECT * FROM {cursor.db.ops.quote_name(table)}")
    return set(cursor.fetchall())


def _triggers(connection: Any, tables: set[str]) -> tuple[list[str], list[str]]:
    """The SQL that takes our triggers on the tables away, and the SQL that puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            guarded = [name for (name,) in cursor.fetchall() if name in tables]
            return (
                [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded],
                [
                    "SET CONSTRAINTS ALL IMMEDIATE",
                    *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded),
                ],
            )
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
    return [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]


@contextmanager
def taken_back() -> Iterator[None]:
    """What is changed inside is changed back."""
    from django.db import transaction

    point = transaction.savepoint()
    try:
        yield
    finally:
        # Released too: a savepoint that is only gone back to stays, and PostgreSQL locks for each of those around a write.
        transaction.savepoint_rollback(point)
        transaction.savepoint_commit(point)
