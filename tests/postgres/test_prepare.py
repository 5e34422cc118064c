"""`samre database prepare` and `check`, as whoever sets up a server meets them."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from django.db import connection

POSTGRESQL = connection.vendor == "postgresql"


def samre(environment: dict[str, str], *words: str) -> tuple[int, str]:
    program = [sys.executable, "-c", "import sys; from samre.cli import main; sys.exit(main())", *words]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_an_empty_database_is_prepared_once_and_can_be_prepared_again(server: dict[str, str]) -> None:
    if POSTGRESQL:
        code, text = samre(server, "database", "check")
        assert code == 1 and "är inte körd" in text
    for verb in ("prepare", "prepare", "check"):
        code, text = samre(server, "database", verb)
        assert (code, "allt är på plats" in text) == (0, True), text


@pytest.mark.skipif(not POSTGRESQL, reason="roller finns bara i PostgreSQL: make test-postgres")
def test_a_program_that_logs_in_as_the_owner_is_told_so(server: dict[str, str]) -> None:
    samre(server, "database", "prepare")
    server["SAMRE_DATABASE_URL"] = server["SAMRE_OWNER_DATABASE_URL"]
    code, text = samre(server, "database", "check")
    assert code == 1 and "går förbi radsäkerheten" in text


@pytest.mark.skipif(not POSTGRESQL, reason="roller finns bara i PostgreSQL: make test-postgres")
def test_a_lock_that_somebody_lifted_and_a_right_that_somebody_gave_are_found_and_mended(
    server: dict[str, str],
) -> None:
    samre(server, "database", "prepare")
    with psycopg.connect(server["SAMRE_OWNER_DATABASE_URL"], autocommit=True) as raw:
        raw.execute("ALTER TABLE casework_note DISABLE ROW LEVEL SECURITY")
        raw.execute("GRANT DELETE ON audit_event TO samre_app")
    code, text = samre(server, "database", "check")
    assert code == 1 and "casework_note" in text and "fel rättigheter på audit_event" in text
    assert samre(server, "database", "prepare")[0] == samre(server, "database", "check")[0] == 0


def test_a_database_that_is_not_there_is_told_without_a_traceback_or_a_password(
    server: dict[str, str],
) -> None:
    server |= {
        "SAMRE_DATABASE_URL": "postgres://samre_app:hemligt@127.0.0.1:1/samre",
        "SAMRE_DATABASE_POOL_SECONDS": "0.5",
    }
    server.pop("SAMRE_OWNER_DATABASE_URL", None)
    code, text = samre(server, "database", "check")
    assert code == 1 and "Databasen svarar inte (127.0.0.1)" in text and "SAMRE_DATABASE_URL" in text
    assert "hemligt" not in text and "Traceback" not in text
