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
def _flush_past_triggers() -> Iterator[None]:
    """A test with real transactions is cleaned away by emptying every table, the append-only ones too."""
    from django.db import connection
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        lift, put_back = _triggers(connection)
        with connection.cursor() as cursor:
            for statement in lift:
                cursor.execute(statement)
        try:
            empty(case)
        finally:
            with connection.cursor() as cursor:
                for statement in put_back:
                    cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


def _triggers(connection: Any) -> tuple[list[str], list[str]]:
    """The SQL that takes our triggers away, and the SQL that puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [name for (name,) in cursor.fetchall()]
            return (
                [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables],
                [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables],
            )
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
    # post_migrate, which follows an emptying, may have made some of them anew.
    made_again = [sql.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1) for _, sql in found]
    return [f'DROP TRIGGER "{name}"' for name, _ in found], made_again


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
