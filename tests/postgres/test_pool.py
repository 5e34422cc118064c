"""Connections are shared between pages: none goes back with an authority, a role or a setting left in it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from samre.accounts.scope import acting_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="poolen finns bara med PostgreSQL: make test-postgres"
    ),
]


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def pids_after_return() -> object:
    """Gives the connection back, and the process number of the next one, when the pool has only that one."""
    connection.close()
    return ask("SELECT pg_backend_pid()")


def test_a_connection_comes_back_without_authority_role_and_settings() -> None:
    assert connection.pool is not None
    pid = ask("SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('samre.authority', %s, false)", [str(uuid4())])
        cursor.execute(f"SET ROLE {settings.SAMRE_APP_ROLE}")
        cursor.execute("SET statement_timeout = 1")
        cursor.execute("SELECT pg_advisory_lock(1)")
    seen = set()
    for _ in range(2 * connection.pool.max_size):
        seen.add(pids_after_return())
        assert ask("SELECT coalesce(current_setting('samre.authority', true), '')") == ""
        assert ask("SELECT current_user = session_user")
        assert ask("SHOW statement_timeout") == "15s"
        assert ask("SHOW TimeZone") == "UTC"
        assert (
            ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()") == 0
        )
    assert pid in seen, "samma anslutning kom aldrig tillbaka: testet prövade inget"


def test_a_connection_opened_inside_a_scope_has_the_scope() -> None:
    authority = uuid4()
    with acting_in(authority):
        connection.close()
        assert ask("SELECT current_setting('samre.authority', true)") == str(authority)


def test_a_connection_that_died_in_the_pool_is_replaced_without_anybody_noticing() -> None:
    victim = ask("SELECT pg_backend_pid()")
    connection.close()
    import psycopg

    params = connection.get_connection_params()
    with psycopg.connect(
        host=params["host"],
        port=params["port"],
        user=params["user"],
        password=params["password"],
        dbname=params["dbname"],
    ) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", [victim])
    assert ask("SELECT 1") == 1
    assert ask("SELECT pg_backend_pid()") != victim


def test_no_statement_and_no_lock_is_waited_for_without_end() -> None:
    assert ask("SHOW statement_timeout") == "15s"
    assert ask("SHOW lock_timeout") == "5s"
    assert ask("SHOW idle_in_transaction_session_timeout") == "1min"
    assert str(ask("SHOW application_name")).startswith("samre (")
