"""Tombstones outside the database: a backup that is read back must not bring back what was removed after it was made.

One line of JSON for each removed table and batch of ids, in the folder of the log's separate store. Ids only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from samre.audit import store

from ..models import Tombstone

FILE = "gravstenar.jsonl"


def path() -> Path:
    return Path(settings.SAMRE_AUDIT_SINK) / FILE


def keep(owner: UUID, table: str, rows: Iterable[object]) -> None:
    """Writes the stones when the transaction has been committed: what was rolled back was never removed."""
    stone = {"owner": str(owner), "table": table, "rows": [str(row) for row in rows]}
    transaction.on_commit(lambda: _write([stone]))


def read() -> Iterator[tuple[str, UUID, UUID]]:
    """Table, id and owner of every row ever removed."""
    if not path().exists():
        return
    for line in store.read_whole(path()):
        stone = json.loads(line)
        for row in stone["rows"]:
            yield stone["table"], UUID(row), UUID(stone["owner"])


def catch_up() -> int:
    """Stones that stand in the database and not in the file: the program was stopped between the two. Gives their number."""
    there = {(table, row) for table, row, _ in read()}
    rows = Tombstone.objects.values_list("table", "row", "owner_id").iterator(chunk_size=2000)
    lost = [
        {"owner": str(owner), "table": table, "rows": [str(row)]}
        for table, row, owner in rows
        if (table, row) not in there
    ]
    if lost:
        _write(lost)
    return len(lost)


def _write(lines: list[dict[str, Any]]) -> None:
    with store.alone():
        store.append(path(), lines)
