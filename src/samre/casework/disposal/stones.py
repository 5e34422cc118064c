"""Tombstones outside the database: a backup that is read back must not bring back what was removed after it was made.

One line of JSON for each removed table and batch of ids, in the folder of the log's separate store. Ids only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

FILE = "gravstenar.jsonl"


def path() -> Path:
    return Path(settings.SAMRE_AUDIT_SINK) / FILE


def keep(owner: UUID, table: str, rows: Iterable[object]) -> None:
    """Writes the stones when the transaction has been committed: what was rolled back was never removed."""
    line = json.dumps({"owner": str(owner), "table": table, "rows": [str(row) for row in rows]})
    transaction.on_commit(lambda: _write(line))


def read() -> Iterator[tuple[str, UUID]]:
    """Table and id of every row ever removed."""
    if not path().exists():
        return
    with path().open(encoding="utf-8") as lines:
        for line in lines:
            stone = json.loads(line)
            for row in stone["rows"]:
                yield stone["table"], UUID(row)


def _write(line: str) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
