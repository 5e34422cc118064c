"""The program's role in PostgreSQL: rows yes, tables no, and nothing in the access log but adding."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from samre.accounts import database_roles, row_security
from samre.audit.triggers import TABLES as LOG_TABLES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="roller finns bara i PostgreSQL: make test-postgres"
    ),
]
AsProgram = Callable[[], AbstractContextManager[None]]


def refusal(statement: str) -> str:
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value)


def test_the_role_cannot_pass_by_any_lock(as_program: AsProgram) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
            [settings.SAMRE_APP_ROLE],
        )
        assert cursor.fetchone() == (False, False, False, False)
    with as_program():
        assert not database_roles.passes_by(connection)
    assert database_roles.passes_by(connection), "ägaren går förbi: annars kan ingen flytta tabeller"


def test_the_role_has_its_rights_to_every_table_and_no_more() -> None:
    assert database_roles.differences() == []
    rights = database_roles.wanted_rights()
    assert set(LOG_TABLES) <= {table for table, held in rights.items() if held == ("SELECT", "INSERT")}


@pytest.mark.parametrize("table", LOG_TABLES)
def test_the_log_is_only_added_to(table: str, as_program: AsProgram) -> None:
    column = "years" if table == "audit_keeping" else {"audit_subject": "digest"}.get(table, "chain")
    with as_program():
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):
            words = refusal(statement)
            assert "permission denied" in words or "must be owner" in words, statement


def test_the_role_cannot_lift_the_lock_between_authorities(as_program: AsProgram) -> None:
    with as_program():
        for statement in (
            "ALTER TABLE casework_case DISABLE ROW LEVEL SECURITY",
            f"DROP POLICY {row_security.POLICY} ON casework_case",
            f"DROP TRIGGER {row_security.TRIGGER} ON casework_case",
            "TRUNCATE casework_case CASCADE",
            "CREATE TABLE own_table (word text)",
            "ALTER TABLE casework_case OWNER TO " + settings.SAMRE_APP_ROLE,
        ):
            words = refusal(statement)
            assert "permission denied" in words or "must be" in words, statement


def test_rights_given_by_hand_are_taken_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE, TRUNCATE ON audit_event TO {settings.SAMRE_APP_ROLE}")
        cursor.execute("GRANT UPDATE ON audit_anchor TO PUBLIC")
    assert len(database_roles.differences()) == 2
    database_roles.grant()
    assert database_roles.differences() == []
