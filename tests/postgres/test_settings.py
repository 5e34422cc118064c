"""What the environment makes of the database."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from samre.config.databases import SQLITE, app_role, default_database

APP, OWNER = "postgres://app:a@db.example/samre", "postgres://agare:b@db.example/samre"
VAR = Path("var")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An environment with nothing about the database in it, to which a test adds its own."""
    for name in [
        name for name in os.environ if name.startswith(("SAMRE_DATABASE", "SAMRE_OWNER", "SAMRE_APP"))
    ]:
        monkeypatch.delenv(name)

    def add(**variables: str) -> environ.Env:
        for name, value in variables.items():
            monkeypatch.setenv(f"SAMRE_{name}", value)
        return environ.Env()

    return add


def options(config: dict[str, Any]) -> str:
    return str(config["OPTIONS"]["options"])


def test_nothing_said_is_sqlite_that_loses_nothing_it_has_acknowledged(given: Any) -> None:
    config = default_database(given(), var=VAR)
    assert config["NAME"] == VAR / "samre.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"} <= {
        word.strip() for word in config["OPTIONS"]["init_command"].split(";")
    }


def test_another_sqlite_file_is_used_in_the_same_way(given: Any) -> None:
    config = default_database(given(DATABASE_URL="sqlite:////data/samre.sqlite3"), var=VAR)
    assert (config["NAME"], config["OPTIONS"]) == ("/data/samre.sqlite3", SQLITE)


def test_neither_server_nor_command_makes_an_empty_sqlite_file_where_the_database_was(
    given: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("gunicorn", "samre"):
        monkeypatch.setattr(sys, "argv", [f"/srv/.venv/bin/{name}"])
        opened = default_database(given(), var=tmp_path / "på plats")["OPTIONS"]["database"]
        (tmp_path / "på plats").mkdir(exist_ok=True)
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            sqlite3.connect(opened, uri=True)
        assert not list((tmp_path / "på plats").iterdir())
    config = default_database(given(DATABASE_AS="owner"), var=tmp_path)
    assert "database" not in config["OPTIONS"]


def test_sqlite_waits_no_longer_for_a_lock_than_postgresql() -> None:
    assert SQLITE["timeout"] == 5


def test_the_pages_share_connections_and_never_wait_without_end(given: Any) -> None:
    config = default_database(
        given(DATABASE_URL=APP, OWNER_DATABASE_URL=OWNER, DATABASE_POOL_MAX="20"), var=VAR
    )
    assert (config["USER"], config["HOST"], config["NAME"]) == ("app", "db.example", "samre")
    assert config["OPTIONS"]["pool"]["max_size"] == 20
    assert config["CONN_HEALTH_CHECKS"] and config["CONN_MAX_AGE"] == 0
    assert "statement_timeout=15000" in options(config) and "lock_timeout=5000" in options(config)


def test_a_command_works_as_long_as_it_has_to(given: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/srv/samre/.venv/bin/samre", "demo", "load"])
    config = default_database(given(DATABASE_URL=APP), var=VAR)
    assert "statement_timeout=0" in options(config) and "lock_timeout=5000" in options(config)


def test_the_owner_is_another_login_without_pool_and_limits_on_its_work(given: Any) -> None:
    env = given(DATABASE_URL=APP, OWNER_DATABASE_URL=OWNER, DATABASE_AS="owner")
    config = default_database(env, var=VAR)
    assert config["USER"] == "agare"
    assert "pool" not in config["OPTIONS"] and "statement_timeout" not in options(config)


def test_the_role_that_gets_the_rights_is_the_one_the_program_logs_in_as(given: Any) -> None:
    assert app_role(given(DATABASE_URL=APP)) == "samre_app"
    assert app_role(given(OWNER_DATABASE_URL=OWNER)) == "app"
    assert app_role(given(DATABASE_URL=OWNER)) == "samre_app"
    assert app_role(given(APP_ROLE="annan")) == "annan"


def test_a_database_of_another_kind_is_refused_in_words(given: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgres:// eller sqlite:///"):
        default_database(given(DATABASE_URL="mysql://x:y@db.example/samre"), var=VAR)
