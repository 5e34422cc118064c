"""The database's own refusal: what is signed and said is never changed, and nothing about a person is removed but by gallring.

An UPDATE of an append-only row, or of a decision basis once it is closed, passes only where nothing but sealed columns differ
and a change of keys is going on (`Maintenance` "nycklar"); a DELETE of any owned row only inside a gallring ("gallring"). Both
stand in the transaction alone. The program's role in PostgreSQL removes only while a list approved by somebody else is open,
and changes no keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models

from samre.accounts.models import Authority
from samre.audit.trigger_texts import not_as_written
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .models import (
    Consultation,
    ConsultationQuestion,
    DecisionBasis,
    Delivery,
    Disclosure,
    DisposalRun,
    Maintenance,
    Meeting,
    NoteDraft,
    PaperDraft,
    Participant,
    Placement,
    Plan,
    PlanState,
    WorkReport,
)
from .models.base import AppendOnly, Owned

KEYS, DISPOSAL = "nycklar", "gallring"
SWITCH = Maintenance._meta.db_table
SEALED = (SealedBytesField, SealedJSONField, SealedTextField)
# Look-ups are made anew with the keys.
KEYED = ("number_key", "likeness")
_SENT, _CALLED = 'OLD."sent_at" IS NOT NULL', 'OLD."called_at" IS NOT NULL'
# What never changes from a certain moment on, with the condition that says it has come.
CLOSED: dict[type[models.Model], str] = {
    DecisionBasis: 'OLD."closed_at" IS NOT NULL',
    Plan: f"""OLD."state" = '{PlanState.SETTLED}'""",
    Disclosure: _SENT,
    Delivery: "TRUE",
    Placement: _SENT,
    WorkReport: _SENT,
    Consultation: _SENT,
    ConsultationQuestion: _SENT,
    Meeting: _CALLED,
    Participant: _CALLED,
    PaperDraft: 'OLD."finished_at" IS NOT NULL',
}
_ENDING = frozenset({"state", "ended_at", "ended_by", "end_reason", "revision"})
# What may still change after that moment: how it went with what was sent, never what was sent.
LATER: dict[type[models.Model], frozenset[str]] = {
    Disclosure: frozenset({"state", "reminded_on", "read_at"}),
    Delivery: frozenset({"read_at", "read_by", "reminded_on", "answered_at", "excused_on"})
    | {"closed_at", "closed_by"},
    Placement: _ENDING | {"step", "heard_on", "ended_on", "end_words"},
    # A time can be booked, or given back, after the question has gone.
    # The agreed plan goes back to the parties afterwards.
    Consultation: _ENDING | {"result", "starts_at", "minutes", "channel", "own_slots", "let_through"},
    ConsultationQuestion: frozenset({"slot", "plan_sent_at", "plan_grounds"}),
    Meeting: _ENDING
    | {"result", "needs", "lead", "evaluate_on", "shared_at", "shared_version"}
    | {"changed_at", "calling_version", "let_through"},
    Participant: frozenset({"came", "recalled_at", "shut_at", "shared_at", "dropped_at"}),
}
_CORRECTED = ("purpose", "starts_at", "minutes", "channel", "place", "interpreter", "keeper", "answer_by")
# What changes later only together with one of other columns: minutes that are shared, and a calling that goes out anew, add the
# consents they went on; a meeting that is corrected says when, and the calling that went before lies in the register.
TOGETHER: dict[type[models.Model], dict[str, tuple[str, ...]]] = {
    Participant: {"grounds": ("shared_at", "recalled_at")},
    Meeting: dict.fromkeys((*_CORRECTED, "agreed_on"), ("changed_at",)),
}
# What changes later in one direction alone, from no to yes: that somebody has protected data is never taken back at a receiver.
ONLY_TO_YES: dict[type[models.Model], frozenset[str]] = {Delivery: frozenset({"is_protected"})}
_OWNER = (
    "EXISTS (SELECT 1 FROM pg_class t WHERE t.oid = TG_RELID AND pg_get_userbyid(t.relowner) = current_user)"
)
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
        for _, statement in _statements(connection.vendor):
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
    """The triggers that are not there as they were written: gone, switched off, or hollow."""
    return not_as_written(connection, dict(_statements(connection.vendor)))


def _names() -> Iterator[tuple[str, str]]:
    for model in append_only_models():
        yield f"{model._meta.db_table}_unchanged", model._meta.db_table
    for model in kept_models():
        yield f"{model._meta.db_table}_kept", model._meta.db_table


def _statements(vendor: str) -> Iterator[tuple[str, str]]:
    """Name and SQL of every trigger."""
    make = _sqlite if vendor == "sqlite" else _postgresql
    for model in append_only_models():
        table = model._meta.db_table
        when = f"{_is_changed(model, vendor)} AND {CLOSED.get(model, 'TRUE')}"
        yield f"{table}_unchanged", make(table, "unchanged", "UPDATE", when, _UPDATE)
    for model in kept_models():
        table = model._meta.db_table
        yield f"{table}_kept", make(table, "kept", "DELETE", f"NOT ({_may_go(vendor, model)})", _DELETE)


def _is_changed(model: type[models.Model], vendor: str) -> str:
    """When an UPDATE touches what stands fast. Where something may change later, columns are looked at one by one."""
    unlike = " IS NOT " if vendor == "sqlite" else " IS DISTINCT FROM "
    later = LATER.get(model, frozenset())
    fixed: list[str] = []
    sealed: list[str] = []
    for field in model._meta.concrete_fields:
        if field.name not in later:
            resealed = isinstance(field, SEALED) or field.name in KEYED
            (sealed if resealed else fixed).append(_differs(model, field, unlike))
    touched = f"({' OR '.join(sealed)}) AND " if later and sealed else ""
    return f"(({' OR '.join(fixed)}) OR ({touched}NOT ({_may_be_resealed(vendor)})))"


def _differs(model: type[models.Model], field: models.Field[Any, Any], unlike: str) -> str:
    """That a column changes; one of `TOGETHER` when it changes alone, one of `ONLY_TO_YES` when it is taken back."""
    if field.name in ONLY_TO_YES.get(model, ()):
        return f'(OLD."{field.column}" AND NOT NEW."{field.column}")'
    differs = f'NEW."{field.column}"{unlike}OLD."{field.column}"'
    beside = TOGETHER.get(model, {}).get(field.name, ())
    alone = " AND ".join(f'NOT (NEW."{one}"{unlike}OLD."{one}")' for one in beside)
    return f"({differs} AND {alone})" if alone else differs


def _may_go(vendor: str, model: type[models.Model]) -> str:
    """When a row may be removed. What a receiver was given, and wrote about it, may go when its access has ended.

    The program's role in PostgreSQL needs a list that somebody else has approved as well, or the authority to be fictional; who
    reads a backup back is the tables' owner. SQLite knows no roles.
    """
    if vendor == "sqlite":
        return _under(DISPOSAL)
    approved = (
        f"EXISTS (SELECT 1 FROM {DisposalRun._meta.db_table} r WHERE r.owner_id = OLD.owner_id AND r.done_at IS NULL "
        "AND r.withdrawn_at IS NULL AND r.approved_by_id IS NOT NULL AND r.approved_by_id IS DISTINCT FROM r.by_id)"
    )
    fictional = f"EXISTS (SELECT 1 FROM {Authority._meta.db_table} a WHERE a.id = OLD.owner_id AND a.is_demo)"
    return f"{_under(DISPOSAL)} AND ({approved} OR {fictional} OR {_OWNER}{_has_ended(model)})"


def _has_ended(model: type[models.Model]) -> str:
    """That a delivery is closed, of the delivery itself and of what belongs to it."""
    if model is Delivery:
        return ' OR OLD."closed_at" IS NOT NULL'
    if any(field.name == "delivery" for field in model._meta.local_concrete_fields):
        table = Delivery._meta.db_table
        return (
            f' OR EXISTS (SELECT 1 FROM {table} d WHERE d.id = OLD."delivery_id" AND d.closed_at IS NOT NULL)'
        )
    return ""


def _may_be_resealed(vendor: str) -> str:
    """When sealed columns may be written anew. Keys are changed by the tables' owner, from the command line."""
    return _under(KEYS) if vendor == "sqlite" else f"{_under(KEYS)} AND {_OWNER}"


def _under(kind: str) -> str:
    return f"EXISTS (SELECT 1 FROM {SWITCH} WHERE kind = '{kind}')"


def _sqlite(table: str, name: str, event: str, when: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(table: str, name: str, event: str, when: str, message: str) -> str:
    # A WHEN may not look into another table, so the function asks.
    return (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {'NEW' if event == 'UPDATE' else 'OLD'}; END $$; "
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    )
