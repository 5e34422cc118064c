"""Whether the database's triggers are the ones we wrote: one of the same name with an empty body protects nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def not_as_written(connection: Any, wanted: Mapping[str, str]) -> list[str]:
    """The triggers that are not there, are switched off, or say something else than they should.

    `wanted`: name → the SQL that makes it; on PostgreSQL its function first, then the trigger.
    """
    if connection.vendor == "sqlite":
        found = _on_sqlite(connection)
        return sorted(name for name, text in wanted.items() if found.get(name) != text)
    there = _on_postgresql(connection)
    return sorted(name for name, text in wanted.items() if there.get(name) != _parts(text))


def _parts(text: str) -> tuple[str, str]:
    """The body of the function, and the statement that makes the trigger."""
    _, body, rest = text.split("$$")
    return body, rest.removeprefix("; ")


def _on_sqlite(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _on_postgresql(connection: Any) -> dict[str, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, f.prosrc, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
            "JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
        return {name: (body, made) for name, body, made in cursor.fetchall()}


def refusing(vendor: str, name: str, table: str, event: str, *, when: str, message: str) -> str:
    """The SQL of a trigger `name` that refuses an UPDATE or DELETE of a row while `when` holds."""
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    # A WHEN may not look into another table, so the function asks.
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {'NEW' if event == 'UPDATE' else 'OLD'}; END $$; "
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
