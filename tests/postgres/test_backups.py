"""`samre backup`: made while the program runs, read back whole and lawful, refused where it does not fit. On both databases."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
KEEPER, WRITER = (Path(__file__).with_name(name) for name in ("keeper.py", "writer.py"))
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def samre(environment: dict[str, str], *words: object) -> tuple[int, str]:
    program = [sys.executable, "-c", "import sys; from samre.cli import main; sys.exit(main())"]
    done = subprocess.run(
        [*program, *map(str, words)], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def keeper(environment: dict[str, str], verb: str) -> Any:
    done = subprocess.run(
        [sys.executable, KEEPER, verb],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture
def kept(server: dict[str, str], tmp_path: Path) -> Path:
    """A backup of a kommun with an old case and an open one."""
    assert samre(server, "database", "prepare")[0] == 0
    keeper(server, "keep")
    code, text = samre(server, "backup", "create", tmp_path / "kopia.samre")
    assert code == 0, text
    return tmp_path / "kopia.samre"


def change(file: Path, **changed: Any) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as archive:
        database, manifest = archive.read("database"), json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("database", changed.pop("database", database))
        archive.writestr("manifest.json", json.dumps(manifest | changed))


def test_what_was_removed_after_the_backup_is_gone_again_and_the_log_goes_on(
    server: dict[str, str], kept: Path
) -> None:
    """R50"""
    before = keeper(server, "look")
    assert "Person" in before["canary"] and "NoteDraft" in before["canary"]
    keeper(server, "remove")
    after = keeper(server, "look")
    assert (after["canary"], after["cases"]) == ([], 1)
    code, text = samre(server, "backup", "restore", kept, "--replace")
    assert code == 0, text
    again = keeper(server, "look")
    assert (again["canary"], again["cases"], again["sessions"]) == ([], 1, 0)
    assert again["stones"] == after["stones"]
    assert again["removals"] == 1
    # Each chain says that it happened: the nämnd's and the installation's.
    assert (again["restores"], again["events"]) == (2, after["events"] + 2)
    assert again["faults"] == []
    code, text = samre(server, "database", "check", "--rows")
    assert code == 0, text


def test_what_was_taken_back_after_the_backup_is_taken_back_again(
    server: dict[str, str], tmp_path: Path
) -> None:
    """R15: withdrawn, narrowed, taken back, a link that was ended. What nobody took back stands."""
    assert samre(server, "database", "prepare")[0] == 0
    keeper(server, "keep")
    keeper(server, "tell")
    code, text = samre(server, "backup", "create", tmp_path / "kopia.samre")
    assert code == 0, text
    told = keeper(server, "look")
    assert (told["consents"], told["deliveries"], told["disclosures"], told["links"]) == (4, 3, 4, [1, 1])
    keeper(server, "take_back")
    after = keeper(server, "look")
    assert (after["consents"], after["deliveries"], after["disclosures"]) == (3, 2, 3)
    code, text = samre(server, "backup", "restore", tmp_path / "kopia.samre", "--replace")
    assert code == 0, text
    again = keeper(server, "look")
    # What was narrowed holds no longer at all: the log does not say which part of it was taken away.
    assert (again["consents"], again["deliveries"], again["disclosures"]) == (2, 2, 3)
    assert (again["links"], again["tasks"], again["faults"]) == ([0, 0], 2, [])


def test_it_is_made_while_cases_are_written_and_no_case_in_it_is_half(
    server: dict[str, str], tmp_path: Path
) -> None:
    assert samre(server, "database", "prepare")[0] == 0
    backup, environment = tmp_path / "mitt-i.samre", server | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, WRITER, "write"], env=environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        before = [writer.stdout.readline() for _ in range(5)]
        code, text = samre(server, "backup", "create", backup)
        assert code == 0, text
        after = [writer.stdout.readline() for _ in range(3)]
        writer.kill()
    assert all(after), "den som skrev fick vänta"
    code, text = samre(server, "backup", "restore", backup, "--replace")
    assert code == 0, text
    look = [sys.executable, WRITER, "look"]
    found = subprocess.run(
        look, env=environment, input="".join(before), capture_output=True, text=True, check=True
    )
    assert [line for line in found.stdout.splitlines() if "ärende och logg går isär" not in line] == []


def test_it_is_read_back_to_an_empty_place(server: dict[str, str], kept: Path) -> None:
    if connection.vendor == "sqlite":
        (Path(server["SAMRE_VAR"]) / "samre.sqlite3").unlink()
        code, text = samre(server, "backup", "restore", kept)
    else:
        code, text = samre(server, "backup", "restore", kept, "--replace")
    assert code == 0, text
    found = keeper(server, "look")
    assert (found["cases"], found["faults"]) == (2, [])


def test_a_log_whose_separate_store_is_gone_is_told_of_and_goes_on(
    server: dict[str, str], kept: Path
) -> None:
    keeper(server, "remove")
    shutil.rmtree(Path(server["SAMRE_VAR"]) / "audit")
    code, text = samre(server, "backup", "restore", kept, "--replace")
    # The old database's own log was sent to the store anew before it went, and so nothing of it is lost.
    assert code == 0, text
    found = keeper(server, "look")
    assert (found["removals"], found["canary"]) == (1, [])


CHANGES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"database": b"annat"}, "Kontrollsumman"),
    ({"made_at": "2020-01-01T00:00:00+00:00"}, "ändrad"),
    ({"vendor": OTHER[connection.vendor]}, "ändrad"),
    ({"form": "samre-backup-9"}, "samre-backup-9"),
)


def test_what_does_not_fit_is_refused_and_nothing_is_touched(server: dict[str, str], kept: Path) -> None:
    """One kommun for all of it: nothing here may change anything."""

    def refused(*words: object, said: str) -> None:
        code, text = samre(server, "backup", *words)
        assert code == 1, text
        assert said in text
        assert "Traceback" not in text

    whole = kept.read_bytes()
    refused("restore", kept, said="--replace")
    refused("create", kept, said="finns redan")
    for changed, said in CHANGES:
        change(kept, **changed)
        refused("restore", kept, "--replace", said=said)
        kept.write_bytes(whole)
    kept.write_bytes(whole[:-900])
    refused("check", kept, said="ingen hel säkerhetskopia")
    refused("check", kept.with_name("finns-inte"), said="går inte att läsa")
    kept.write_bytes(whole)
    no_key_and_no_name_stands_in(kept, Path(server["SAMRE_VAR"]) / "keys.json")
    keys = Path(server["SAMRE_VAR"]) / "keys.json"
    old = keys.rename(keys.with_suffix(".gammal"))
    assert samre(server, "keys", "new")[0] == 0
    refused("restore", kept, "--replace", said="nyckelfilen från den tiden")
    old.rename(keys)
    found = keeper(server, "look")
    assert (found["restores"], found["cases"], found["faults"]) == (0, 2, [])


def no_key_and_no_name_stands_in(backup: Path, key_file: Path) -> None:
    keys = json.loads(key_file.read_text())
    with zipfile.ZipFile(backup) as archive:
        text = archive.read("manifest.json") + archive.read("database")
    for key in [*keys["sealing"], *keys["look_up"]]:
        assert key.encode() not in text
    if connection.vendor == "sqlite":  # pg_dump packs its rows
        assert b"Kanarie" not in text
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="en server på PostgreSQL syns i pg_stat_activity")
def test_it_is_not_read_back_under_a_running_server(server: dict[str, str], kept: Path) -> None:
    hold = "import sys, samre.config.wsgi; print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold],
        env=server | {"DJANGO_SETTINGS_MODULE": "samre.config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        assert running.stdout and running.stdout.readline()
        code, text = samre(server, "backup", "restore", kept, "--replace")
        running.communicate()
    assert code == 1 and "Servern är i gång" in text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="pg_dump: make test-postgres")
def test_tools_that_are_missing_are_told_of(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from samre.casework import database_copies

    monkeypatch.setattr(database_copies, "CLUSTERS", Path("/finns/inte"))
    monkeypatch.setenv("PATH", "/finns/inte")
    with pytest.raises(database_copies.CopyFailed, match="postgresql-client"):
        database_copies.tool("pg_dump")
