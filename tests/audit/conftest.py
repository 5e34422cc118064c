"""A person who does things, a store of one's own, and the means of somebody who can do anything in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from samre.audit import triggers
from samre.audit.log import Who, record
from samre.audit.models import Event

CHAIN = "019a0000-0000-7000-8000-000000000001"
CASE = "019a0000-0000-7000-8000-00000000000a"
OTHER_CASE = "019a0000-0000-7000-8000-00000000000b"


def somebody(**changes: str) -> Who:
    values = {"user": "u-1", "name": "Astrid Ek", "title": "socialsekreterare", "assignment": "a-1"}
    values |= {"role": "socialsekreterare", "unit": "Vuxen", "authority": "Viks kommun"}
    return Who(**(values | changes))


def read_case(**changes) -> Event:
    values = {
        "who": somebody(),
        "chain": CHAIN,
        "action": "case.read",
        "kind": "case",
        "object_id": CASE,
        "case_id": CASE,
    }
    return record(**(values | {"category": "ärende", "why": "uppdrag"} | changes))


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings) -> Path:
    settings.SAMRE_AUDIT_SINK = str(tmp_path / "separat")
    return Path(settings.SAMRE_AUDIT_SINK)


@contextmanager
def unprotected() -> Iterator[Callable[..., int]]:
    """SQL as the owner of the database, with the triggers out of the way; they are back afterwards."""
    triggers.remove(connection)
    with connection.cursor() as cursor:

        def run(sql: str, *values: object) -> int:
            cursor.execute(sql, values)
            return cursor.rowcount

        yield run
    triggers.install(connection)
