"""The database's own refusal: what is signed and said is never changed, and nothing about a person is removed but by gallring.

An UPDATE of an append-only row, or of a decision basis once it is closed, passes only where nothing but sealed columns differ
and a change of keys is going on (`Maintenance` "nycklar"); a DELETE of any owned row only inside a gallring ("gallring"). Both
stand in the transaction alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models

from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .models import DecisionBasis, Maintenance, NoteDraft
from .models.base import AppendOnly, Owned

KEYS, DISPOSAL = "nycklar", "gallring"
SWITCH = Maintenance._meta.db_table
SEALED = (SealedBytesField, SealedJSONField, SealedTextField)
# Look-ups are made anew with the keys.
KEYED = ("number_key", "likeness")
# What never changes from a certain moment on, with the condition that says it has come.
CLOSED: dict[type[models.Model], str] = {DecisionBasis: 'OLD."closed_at" IS NOT NULL'}
_UPDATE = "raden ändras aldrig; lägg till en ny"
_DELETE = "raden tas bara bort genom gallring"


def append_only_models() -> list[type[models.Model]]:
    """Every model whose rows never change, or do not from a certain moment on (`CLOSED`)."""
    models_here = apps.get_app_config("casework").get_models()
    return [model for model in models_here if issubclass(model, AppendOnly) or model in CLOSED]


def kept_models() -> list[type[models.Model]]:
    """Every model whose rows only gallring removes. A draft is its writer's own until it is signed."""
    return [
        model
        for model in apps.get_app_config("casework").get_models()
        if issubclass(model, Owned) and model is not NoteDraft
    ]


@contextmanager
def maintenance(kind: str, why: str) -> Iterator[None]:
    """Lets the triggers through inside the caller's transaction. Nobody else sees it, and nothing of it stays."""
    row = Maintenance.objects.create(kind=kind, why=why)
    try:
        yield
    finally:
        row.delete()


def install(connection: Any) -> None:
    """Puts the triggers in place, in place of those that are there."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Takes the triggers away: for tests that empty the database."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in _names():
            if table in there:
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS {name}"
                    + (f" ON {table}" if connection.vendor == "postgresql" else "")
                )


def missing(connection: Any) -> list[str]:
    """The triggers that should be there and are not."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted({name for name, _ in _names()} - found)


def _names() -> Iterator[tuple[str, str]]:
    for model in append_only_models():
        yield f"{model._meta.db_table}_unchanged", model._meta.db_table
    for model in kept_models():
        yield f"{model._meta.db_table}_kept", model._meta.db_table


def _statements(vendor: str) -> Iterator[str]:
    make = _sqlite if vendor == "sqlite" else _postgresql
    for model in append_only_models():
        table = model._meta.db_table
        fixed = [
            str(field.column)
            for field in model._meta.concrete_fields
            if not isinstance(field, SEALED) and field.name not in KEYED
        ]
        unlike = " IS NOT " if vendor == "sqlite" else " IS DISTINCT FROM "
        changed = " OR ".join(f'NEW."{name}"{unlike}OLD."{name}"' for name in fixed)
        when = f"(({changed}) OR NOT {_under(KEYS)}) AND {CLOSED.get(model, 'TRUE')}"
        yield from make(table, "unchanged", "UPDATE", when, _UPDATE)
    for model in kept_models():
        yield from make(model._meta.db_table, "kept", "DELETE", f"NOT {_under(DISPOSAL)}", _DELETE)


def _under(kind: str) -> str:
    return f"EXISTS (SELECT 1 FROM {SWITCH} WHERE kind = '{kind}')"


def _sqlite(table: str, name: str, event: str, when: str, message: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(table: str, name: str, event: str, when: str, message: str) -> Iterator[str]:
    # A WHEN may not look into another table, so the function asks.
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {'NEW' if event == 'UPDATE' else 'OLD'}; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    )
