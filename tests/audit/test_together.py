"""Many who write at once, to a database on disk as in operation: no chain forks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.db import close_old_connections, connection

from samre.audit.chain import verify
from samre.audit.models import Event

from .conftest import read_case

PROGRAM = """
import json, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", "audit", verbosity=0)
from samre.audit.chain import verify
from samre.audit.log import LogUnavailable, Who, record
from samre.audit.models import Event, Streamed
who = Who(user="u", name="Astrid Ek", title="", assignment="", role="", unit="", authority="")
faults = []
def work(name):
    try:
        for turn in range(25):
            with transaction.atomic():
                Event.objects.count()
                Streamed.objects.update_or_create(chain=name, defaults={"number": turn, "at": "2026-11-21T11:00Z"})
                record(who=who, chain=("vik", "berg")[turn % 2], action="case.read", kind="case", case_id=name)
    except Exception as fault:
        faults.append(repr(fault))
    finally:
        connection.close()
threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps({"events": Event.objects.count(), "threads": faults, "faults": [str(fault) for fault in verify()]}))
"""


def test_threads_that_read_and_then_write_sqlite_make_one_chain(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMRE_")}
    environment = kept | {"SAMRE_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "samre.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"events": 200, "threads": [], "faults": []}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite prövas i en egen process ovan")
@pytest.mark.django_db(transaction=True)
def test_threads_that_write_to_postgresql_make_one_chain() -> None:
    faults: list[Exception] = []

    def work() -> None:
        close_old_connections()
        try:
            for _ in range(25):
                read_case()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [] and Event.objects.count() == 150
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_test_with_transactions_of_its_own_may_empty_the_log_afterwards() -> None:
    assert read_case().number == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_starts_with_an_empty_and_protected_log() -> None:
    assert read_case().number == 1
    assert verify() == []
