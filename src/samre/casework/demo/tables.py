"""Many rows into the database at once: COPY on PostgreSQL, executemany on SQLite. Far faster than bulk_create, which makes an
object of each row and asks each field to prepare itself; here a column's way to the database is worked out once.

Everything the database watches over (constraints, foreign keys, triggers) is watched here too, and sealed columns are sealed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from samre.sealing.fields import SealedField
from samre.sealing.keyring import keyring

Row = Mapping[str, Any]
Way = Callable[[Any], Any]
_MISSING = object()


class Ready(bytes):
    """What is to be sealed, already as the field makes it: the same for many rows."""


class Table:
    """The table of a model, ready to take rows given as attribute name → value; what is left out gets the field's default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.name = model._meta.db_table
        self.columns = [str(field.column) for field in fields]
        self.names = frozenset(field.attname for field in fields)
        self._fields = [(field.attname, _way(field), _default(field)) for field in fields]
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Keeps a row until `write`. A name the model does not have is a fault in the calling code."""
        if not row.keys() <= self.names:
            raise TypeError(f"{self.name} has no {', '.join(sorted(row.keys() - self.names))}")
        self._rows.append(row)

    def write(self) -> int:
        """Writes what is kept, in the caller's transaction, and gives how many rows it was."""
        rows, self._rows = self._rows, []
        if rows:
            # Column by column: what there is to do for a column is looked up once, not once for each row.
            columns = [_prepared(rows, *field) for field in self._fields]
            copies = connection.vendor == "postgresql" and not _secured(self.name)
            (_copy if copies else _insert)(self.name, self.columns, zip(*columns, strict=True))
        return len(rows)


def _prepared(rows: list[Row], name: str, way: Way | None, default: Callable[[], Any]) -> list[Any]:
    """One column of the rows, as the database takes it."""
    values = [row.get(name, _MISSING) for row in rows]
    if _MISSING in values:
        values = [default() if value is _MISSING else value for value in values]
    return values if way is None else [None if value is None else way(value) for value in values]


def _insert(name: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    mark = "?" if connection.vendor == "sqlite" else "%s"
    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join([mark] * len(columns))
    connection.ensure_connection()
    # Past Django's cursor, which would rewrite every statement's marks and keep the rows for debugging.
    cursor = connection.connection.cursor()
    with connection.wrap_database_errors:
        cursor.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', rows)


def _copy(name: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _secured(name: str) -> bool:
    """Whether row security holds for us: COPY is then not allowed (PostgreSQL), INSERT is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [name])
        return bool(cursor.fetchone()[0])


def _default(field: Any) -> Callable[[], Any]:
    if field.has_default() or not field.null:
        return field.get_default
    return lambda: None


def _way(field: Any) -> Way | None:
    """How a value of the field is written in this database; None = as it is."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, SealedField):
        box = keyring()
        return lambda value: box.seal(value if type(value) is Ready else target.to_bytes(value))
    if isinstance(target, models.JSONField):
        return _json
    if isinstance(target, models.CharField) and target.choices:
        return str
    if connection.vendor != "sqlite":
        return None
    if isinstance(target, models.UUIDField):
        return _hex
    if isinstance(target, models.DateTimeField):
        return _moment
    if isinstance(target, models.DateField):
        return date.isoformat
    return int if isinstance(target, models.BooleanField) else None


_json = json.JSONEncoder(ensure_ascii=False).encode


def _hex(value: UUID) -> str:
    return value.hex


def _moment(value: datetime) -> str:
    """As Django writes it on SQLite: UTC without saying so."""
    return str((value if value.tzinfo is UTC else value.astimezone(UTC)).replace(tzinfo=None))


def delete_of(model: type[models.Model], owner: UUID) -> int:
    """Deletes all rows of an authority in one statement, past Django, which would read them first. Triggers still watch."""
    name, way = model._meta.db_table, _way(model._meta.get_field("owner")) or _same
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{name}" WHERE "owner_id" = %s', [way(owner)])
        return int(cursor.rowcount)


def _same(value: Any) -> Any:
    return value
