"""Who may do what in PostgreSQL: the schema's owner migrates, the program's role reads and writes rows and no more. It owns
nothing, cannot pass by row-level security, and can only add to the access log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from samre.audit.triggers import TABLES as LOG_TABLES

READ_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")
# The access log: whoever removes from it below an approved cut does so as the owner.
READ_ADD = ("SELECT", "INSERT")
EVERY_RIGHT = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def grant_after_migrate(sender: AppConfig, *, using: str, **_: Any) -> None:
    """post_migrate: the program's role gets its rights to an app's tables, where the role exists."""
    grant(sender, using=using)


def grant(config: AppConfig | None = None, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Gives the program's role exactly its rights to every table that is there. Nothing on SQLite, or without the role."""
    connection = connections[using]
    if connection.vendor != "postgresql" or not is_role(connection) or is_owner(connection):
        return
    with connection.cursor() as cursor:
        held = _held(cursor)
        for table, rights in wanted_rights(config).items():
            if table in held and held[table] != set(rights):
                for statement in _statements(connection, table, rights):
                    cursor.execute(statement)


def wanted_rights(config: AppConfig | None = None) -> dict[str, tuple[str, ...]]:
    """Table → what the program's role may do."""
    found = (
        config.get_models(include_auto_created=True) if config else apps.get_models(include_auto_created=True)
    )
    tables = [model._meta.db_table for model in found if model._meta.managed]
    rights: dict[str, tuple[str, ...]] = {
        table: READ_ADD if table in LOG_TABLES else READ_WRITE for table in tables
    }
    if config is None:
        rights["django_migrations"] = ("SELECT",)
    return rights


def differences(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Where the rights are not what they should be, as `table: has X, should have Y`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        held = _held(cursor)
    return [
        f"{table}: {', '.join(sorted(held[table])) or 'inga'} i stället för {', '.join(rights)}"
        for table, rights in wanted_rights().items()
        if table in held and held[table] != set(rights)
    ]


def make_role(*, password: str = "", using: str = DEFAULT_DB_ALIAS) -> bool:
    """Makes the program's role where it is missing. False when we may not; then somebody who may has to."""
    connection = connections[using]
    if is_role(connection):
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(role_statement(connection, password))
    return True


def role_statement(connection: BaseDatabaseWrapper, password: str) -> str:
    """The SQL that makes the role; with a password it may log in."""
    login = f"LOGIN PASSWORD '{password.replace(chr(39), chr(39) * 2)}'" if password else "NOLOGIN"
    name = connection.ops.quote_name(settings.SAMRE_APP_ROLE)
    return f"CREATE ROLE {name} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE {login}"


def is_role(connection: BaseDatabaseWrapper) -> bool:
    """Whether the program's role is there."""
    return _one(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s", settings.SAMRE_APP_ROLE) == 1


def is_owner(connection: BaseDatabaseWrapper) -> bool:
    """Whether the program's role owns tables here, and so passes by every lock."""
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = %s"
    return bool(_one(connection, query, settings.SAMRE_APP_ROLE))


def passes_by(connection: BaseDatabaseWrapper) -> bool:
    """Whether whoever we are logged in as passes by row-level security: as superuser, with BYPASSRLS, or as owner."""
    rights = "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    owned = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user"
    return bool(_one(connection, rights) or _one(connection, owned))


def _one(connection: BaseDatabaseWrapper, query: str, *values: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def _held(cursor: Any) -> dict[str, set[str]]:
    """Table → the rights that the program's role has, by itself or through PUBLIC and other roles."""
    cursor.execute(
        "SELECT t.tablename, r.name FROM pg_tables t LEFT JOIN unnest(%s::text[]) AS r(name) "
        "ON has_table_privilege(%s, quote_ident(t.schemaname) || '.' || quote_ident(t.tablename), r.name) "
        "WHERE t.schemaname = current_schema()",
        [list(EVERY_RIGHT), settings.SAMRE_APP_ROLE],
    )
    held: dict[str, set[str]] = {}
    for table, right in cursor.fetchall():
        held.setdefault(table, set()).update([right] if right else [])
    return held


def _statements(connection: BaseDatabaseWrapper, table: str, rights: tuple[str, ...]) -> Iterator[str]:
    role, quoted = connection.ops.quote_name(settings.SAMRE_APP_ROLE), connection.ops.quote_name(table)
    yield f"REVOKE ALL ON {quoted} FROM {role}, PUBLIC"
    yield f"GRANT {', '.join(rights)} ON {quoted} TO {role}"
