"""The room as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class GovernanceConfig(AppConfig):
    name = "samre.governance"
    label = "governance"

    def ready(self) -> None:
        post_migrate.connect(put_triggers, sender=self)


def put_triggers(*, using: str, plan: Any = (), **_: Any) -> None:
    """After every migrate: altering a table in SQLite makes it anew, and its triggers go."""
    from . import append_only

    connection = connections[using]
    there = set(connection.introspection.table_names())
    if any(model._meta.db_table not in there for model in append_only.final_models()):
        return  # only other rooms have been migrated
    if plan or append_only.missing(connection):
        append_only.install(connection)
