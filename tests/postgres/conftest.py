"""Two authorities, a table that knows nothing of the trade, and the program's role in PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from samre.accounts import row_security
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind

TABLE = "made_up"


@pytest.fixture
def authorities(db: None) -> tuple[UUID, UUID]:
    """Two kommuner that are to know nothing of each other."""
    kind = next(iter(AuthorityKind))
    made = [Authority.objects.create(kind=kind, name=name, short=name) for name in ("Björkdala", "Granvik")]
    return made[0].pk, made[1].pk


@pytest.fixture
def table(authorities: tuple[UUID, UUID]) -> str:
    """A table with one row for each authority, secured like those of the models."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (word text, owner_id {owner_type()} NOT NULL)")
        row_security.secure_tables(connection, [TABLE])
        for authority in authorities:
            cursor.execute(f"INSERT INTO {TABLE} VALUES ('hemligt', %s)", [written(authority)])
        if connection.vendor == "postgresql":
            cursor.execute(f"GRANT ALL ON {TABLE} TO {settings.SAMRE_APP_ROLE}")
    return TABLE


def owner_type() -> str:
    return "uuid" if connection.vendor == "postgresql" else "char(32)"


def written(authority: UUID) -> str:
    """An authority's id as the database writes it."""
    return str(authority) if connection.vendor == "postgresql" else authority.hex


@pytest.fixture
def as_program() -> Callable[[], AbstractContextManager[None]]:
    """`with as_program():` – raw SQL as the role that the program has in production."""
    return program_role


@contextmanager
def program_role() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.SAMRE_APP_ROLE}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a server with an empty database of its own."""
    environment = {**os.environ, "SAMRE_VAR": str(tmp_path / "var"), "SAMRE_DEMO": "1"}
    if connection.vendor != "postgresql":
        yield environment
        return
    owner = os.environ["SAMRE_OWNER_DATABASE_URL"]
    name = f"samre_{os.getpid()}"
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    for key in ("SAMRE_DATABASE_URL", "SAMRE_OWNER_DATABASE_URL"):
        environment[key] = f"{os.environ[key].rpartition('/')[0]}/{name}"
    yield environment
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]
