"""The database's own refusal: a published version, a decision and a signed agreement never change, and are not removed.

Only rows of fictional authorities may go: the demo is taken away whole.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from samre.accounts.models import Authority
from samre.audit.trigger_texts import not_as_written, refusing

from .models import Agreement, AgreementParty, AgreementState, Commitment, Deviation, Sitting
from .models.base import Final

_LAID = (
    f"EXISTS (SELECT 1 FROM {Agreement._meta.db_table} l "
    f"""WHERE l.id = OLD."agreement_id" AND l.state <> '{AgreementState.WRITTEN}')"""
)
# What never changes from a certain moment on, and what still may.
CLOSED: dict[type[models.Model], str] = {
    Sitting: 'OLD."signed_at" IS NOT NULL',
    Agreement: f"""OLD."state" <> '{AgreementState.WRITTEN}'""",
    AgreementParty: _LAID,
    Commitment: _LAID,
    Deviation: "1 = 1",
}
LATER: dict[type[models.Model], frozenset[str]] = {
    Agreement: frozenset(
        {"state", "decided_at", "decided_by", "ended_on", "ended_why", "ended_at", "ended_by"}
    ),
    AgreementParty: frozenset({"signatory", "signatory_title", "signed_on", "signed_how", "sitting"}),
    Deviation: frozenset({"state", "answer_by"}),
}
_UPDATE = "raden ändras aldrig; lägg till en ny"
_DELETE = "raden tas aldrig bort"


def final_models() -> list[type[models.Model]]:
    """Every model whose rows never change, or do not from a certain moment on."""
    return [
        model
        for model in apps.get_app_config("governance").get_models()
        if issubclass(model, Final) or model in CLOSED
    ]


def install(connection: Any) -> None:
    """Puts the triggers in place, in place of those that are there."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor).values():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Takes the triggers away: for tests that empty the database."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in final_models():
            table = model._meta.db_table
            for name in _names(table):
                if table in there:
                    end = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{end}")


def missing(connection: Any) -> list[str]:
    """The triggers that are not there as they were written: gone, switched off, or hollow."""
    return not_as_written(connection, _statements(connection.vendor))


def _names(table: str) -> tuple[str, str]:
    return f"{table}_unchanged", f"{table}_kept"


def _statements(vendor: str) -> dict[str, str]:
    found = {}
    for model in final_models():
        table = model._meta.db_table
        unchanged, kept = _names(table)
        closed = CLOSED.get(model, "1 = 1")
        is_changed, is_kept = _is_changed(model, vendor), f"({closed}) AND NOT {_is_fictional(model)}"
        found[unchanged] = refusing(vendor, unchanged, table, "UPDATE", when=is_changed, message=_UPDATE)
        found[kept] = refusing(vendor, kept, table, "DELETE", when=is_kept, message=_DELETE)
    return found


def _is_changed(model: type[models.Model], vendor: str) -> str:
    unlike = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    fixed = [
        f'NEW."{field.column}" {unlike} OLD."{field.column}"'
        for field in model._meta.concrete_fields
        if field.name not in LATER.get(model, frozenset())
    ]
    return f"({CLOSED.get(model, '1 = 1')}) AND ({' OR '.join(fixed)})"


def _is_fictional(model: type[models.Model]) -> str:
    table = Authority._meta.db_table
    if model in (AgreementParty, Commitment):
        return (
            f"EXISTS (SELECT 1 FROM {table} a JOIN {Agreement._meta.db_table} g ON g.keeper_id = a.id "
            'WHERE g.id = OLD."agreement_id" AND a.is_demo)'
        )
    return f'EXISTS (SELECT 1 FROM {table} a WHERE a.id = OLD."keeper_id" AND a.is_demo)'
