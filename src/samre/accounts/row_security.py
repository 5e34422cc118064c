"""The second lock between tenants, in the database itself: whose row it is never changes, and PostgreSQL shows only the rows of
the authority in scope. Put in place after every migrate, for every model with an `owner`, found through the app registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = "accounts.Authority"
POLICY = "samre_own_rows"
TRIGGER = "samre_owner_is_kept"
# Set by `acting_in`. Unset or empty: no row at all.
IN_SCOPE = "nullif(current_setting('samre.authority', true), '')::uuid"
REFUSED = "owner_id ändras aldrig: en rad byter inte myndighet"
FUNCTION = f"""
BEGIN
  IF NEW.{{column}} IS DISTINCT FROM OLD.{{column}} THEN
    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
""".format(column="owner_id")


def owned_models(config: AppConfig | None = None) -> list[type[models.Model]]:
    """Every model with a table of its own and a foreign key `owner` to Authority, in `config` or everywhere."""
    found = (
        config.get_models(include_auto_created=True) if config else apps.get_models(include_auto_created=True)
    )
    return [model for model in found if has_owner(model) and model._meta.managed and not model._meta.proxy]


def has_owner(model: type[models.Model]) -> bool:
    """Whether its own table says which authority a row belongs to."""
    for field in model._meta.local_concrete_fields:
        if field.name == "owner" and field.related_model is not None:
            return field.related_model is apps.get_model(OWNER)
    return False


def secure(config: AppConfig | None = None, *, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Puts triggers and policies in place where they are missing or differ. Gives the tables that were changed."""
    connection = connections[using]
    tables = {model._meta.db_table for model in owned_models(config)}
    tables &= set(connection.introspection.table_names()) if tables else set()
    return secure_tables(connection, sorted(tables))


def secure_tables(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    """The same for tables by name, each with a column `owner_id`."""
    wanted = [table for table in tables if table not in secured_tables(connection, tables)]
    with connection.cursor() as cursor:
        for table in wanted:
            for statement in statements(connection, table):
                cursor.execute(statement)
    return wanted


def secured_tables(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> set[str]:
    """Those of the tables where everything is as it should be."""
    if not tables:
        return set()
    find = _secured_on_postgresql if connection.vendor == "postgresql" else _secured_on_sqlite
    return set(find(connection, tables))


def strays(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Rows that point at another authority's row, as `casework_note.case_id: 3`. Takes the owner's eyes on PostgreSQL: in a scope
    the other authority's row is not there to be seen."""
    connection = connections[using]
    quote = connection.ops.quote_name
    found = []
    with connection.cursor() as cursor:
        for table, column, target in _links():
            cursor.execute(
                f"SELECT count(*) FROM {quote(table)} a JOIN {quote(target)} b ON b.id = a.{quote(column)} "
                "WHERE b.owner_id <> a.owner_id"
            )
            if number := cursor.fetchone()[0]:
                found.append(f"{table}.{column}: {number}")
    return found


def _links() -> Iterator[tuple[str, str, str]]:
    """Table, column and target of every foreign key from an owned row to an owned row."""
    owned = set(owned_models())
    for model in sorted(owned, key=lambda model: model._meta.db_table):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in owned:
                yield model._meta.db_table, str(field.column), field.related_model._meta.db_table


def statements(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    """The SQL that secures one table, whatever was there before."""
    quoted = connection.ops.quote_name(table)
    if connection.vendor != "postgresql":
        yield f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(_trigger_name(table))}"
        yield _sqlite_trigger(connection, table)
        return
    yield f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION}$$"
    yield f"DROP TRIGGER IF EXISTS {TRIGGER} ON {quoted}"
    yield f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {quoted} FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()"
    yield f"DROP POLICY IF EXISTS {POLICY} ON {quoted}"
    yield f"CREATE POLICY {POLICY} ON {quoted} USING (owner_id = {IN_SCOPE}) WITH CHECK (owner_id = {IN_SCOPE})"
    # What the policy was made from: PostgreSQL gives its own wording back, so that is no use to compare with.
    yield f"COMMENT ON POLICY {POLICY} ON {quoted} IS '{_quoted(IN_SCOPE)}'"
    yield f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY"


def _secured_on_postgresql(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s AND p.polcmd = '*'
            JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = %s AND t.tgenabled <> 'D'
            JOIN pg_proc f ON f.oid = t.tgfoid AND f.prosrc = %s
            WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema()::regnamespace
              AND c.relrowsecurity AND obj_description(p.oid, 'pg_policy') = %s
            """,
            [POLICY, TRIGGER, FUNCTION, list(tables), IN_SCOPE],
        )
        yield from (name for (name,) in cursor.fetchall())


def _secured_on_sqlite(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        made = set(cursor.fetchall())
    yield from (table for table in tables if (table, _sqlite_trigger(connection, table)) in made)


def _sqlite_trigger(connection: BaseDatabaseWrapper, table: str) -> str:
    quote = connection.ops.quote_name
    return (
        f"CREATE TRIGGER {quote(_trigger_name(table))} BEFORE UPDATE ON {quote(table)} "
        f"WHEN NEW.owner_id IS NOT OLD.owner_id BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _trigger_name(table: str) -> str:
    return f"{TRIGGER}_{table}"


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def secure_after_migrate(sender: AppConfig, *, using: str, **_: Any) -> None:
    """post_migrate: an app's tables are secured when they are made, and again when SQLite has made one anew."""
    secure(sender, using=using)
