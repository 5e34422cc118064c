"""The room as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CaseworkConfig(AppConfig):
    name = "samre.casework"
    label = "casework"

    def ready(self) -> None:
        from .left_behind import watch

        post_migrate.connect(put_triggers, sender=self)
        watch()


def put_triggers(*, using: str, plan: Any = (), **_: Any) -> None:
    """After every migrate: altering a table in SQLite makes it anew, and its triggers go."""
    from . import append_only, guarantee_triggers

    connection = connections[using]
    if append_only.SWITCH not in connection.introspection.table_names():
        return
    for triggers in (append_only, guarantee_triggers):
        if plan or triggers.missing(connection):
            triggers.install(connection)
