"""The database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from samre.audit.models import Event

from .conftest import CASE, CHAIN, read_case

pytestmark = pytest.mark.django_db
TABLES = ("audit_event", "audit_subject", "audit_keeping")


def refused(sql: str, words: str, *values: object) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture(autouse=True)
def two_events() -> None:
    read_case()
    read_case(action="case.list", case_id="", subjects=[CASE])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET name = 'Bo'",
        "UPDATE audit_event SET number = 9 WHERE number = 2",
        "UPDATE audit_subject SET case_id = 'x'",
        "UPDATE audit_keeping SET years = 1",
    ],
)
def test_nothing_is_changed(sql: str) -> None:
    refused(sql, "loggen ändras inte")


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted_without_an_approved_cut(table: str) -> None:
    refused(f"DELETE FROM {table}", "bara under ett godkänt snitt")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE finns bara i PostgreSQL")
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_truncated(table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE", "bara under ett godkänt snitt")


def test_no_event_is_added_that_does_not_go_on_from_the_head() -> None:
    copy = f"INSERT INTO audit_event SELECT {{}} FROM audit_event WHERE chain = '{CHAIN}' AND number = 2"
    names = [field.column for field in Event._meta.local_concrete_fields]

    def with_changes(**changes: str) -> str:
        columns = ", ".join(changes.get(name, f'"{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        return copy.replace("audit_event SELECT", f"audit_event ({quoted}) SELECT", 1).format(columns)

    refused(with_changes(number="3"), "fortsätter inte kedjan")
    refused(with_changes(number="4", previous="hash"), "fortsätter inte kedjan")
    refused(with_changes(number="1", chain="'ny'"), "fortsätter inte kedjan")
    refused(with_changes(number="1", previous="''"), "kedjan|ändras inte|UNIQUE|unique")
    with connection.cursor() as cursor:
        cursor.execute(with_changes(number="3", previous="hash"))
    assert Event.objects.filter(chain=CHAIN).count() == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE finns bara i SQLite")
@pytest.mark.parametrize("table", TABLES)
def test_replacing_a_row_is_no_way_around(table: str) -> None:
    if table == "audit_subject":
        return_before = list(Event.objects.values_list())
        with connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO audit_subject SELECT * FROM audit_subject")
        assert list(Event.objects.values_list()) == return_before
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "kedjan|ändras inte")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="roller finns bara i PostgreSQL")
def test_the_role_of_the_program_may_only_add_and_read() -> None:
    role = connection.ops.quote_name(settings.SAMRE_APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    try:
        assert read_case().number == 3
        for sql in (
            "UPDATE audit_event SET name = 'Bo'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
            "DELETE FROM audit_subject",
            "DELETE FROM audit_cut",
            "UPDATE audit_cut SET number = 5",
            "UPDATE audit_anchor SET number = 5",
            "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_event_no_update ON audit_event",
        ):
            refused(sql, "permission denied|must be owner")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
