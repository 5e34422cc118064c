"""Reading a backup back, so that it is lawful from the first moment: what was removed since stays removed (R50), what was taken
back stays taken back (R15), and the log goes on where it was, from its separate store."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from samre.accounts import database_roles, row_security
from samre.accounts.models import Authority
from samre.audit import chain as log_chain
from samre.audit import sink, store
from samre.audit import triggers as log_triggers
from samre.audit.hashing import COLUMNS, digest
from samre.audit.log import Who, record
from samre.audit.models import Event, Subject

from . import append_only, database_copies, guarantee_triggers
from .backups import Manifest, NoBackup, check_fits, extract, read_manifest
from .disposal import stones
from .disposal.removal import parts_of, remove_rows
from .models import Case, Person, Tombstone
from .taken_back import end_links, take_back_again

JOB, WHY = "samre backup restore", "återläst säkerhetskopia"
_BATCH = 500


@dataclass(slots=True)
class Restored:
    """What came of it. `faults`: what the log's own examination says afterwards, or that its end could not be put back."""

    manifest: Manifest
    removed_again: int = 0
    taken_back_again: int = 0
    events_put_back: int = 0
    faults: list[str] = field(default_factory=list)


def restore(file: Path, *, replace: bool = False, say: Callable[[str], None] = lambda text: None) -> Restored:
    """Puts the backup in the database's place. Nothing is touched until it has been judged whole and fit.

    SQLite: the new file is made ready beside the old one and takes its name last. PostgreSQL: in one transaction, and then made
    ready. Raises NoBackup, KeyLost, CopyFailed.
    """
    manifest = read_manifest(file)
    check_fits(manifest)
    _check_place(replace)
    say("Kopian är hel och går att öppna med nycklarna.")
    if replace:
        _save_log(say)
    done = Restored(manifest)
    make = _into_new_file if connection.vendor == "sqlite" else _into_postgresql
    make(file, manifest, lambda: _make_ready(done, say))
    return done


def _check_place(replace: bool) -> None:
    connection.close()
    if database_copies.is_in_use(connection):
        raise NoBackup("Servern är i gång, eller någon annan har databasen öppen. Stoppa den först.")
    if not replace and _holds_something():
        raise NoBackup("Databasen är inte tom. Lägg till --replace om allt i den ska ersättas med kopian.")


def _holds_something() -> bool:
    table = "accounts_authority"
    if table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        return cursor.fetchone() is not None


def _save_log(say: Callable[[str], None]) -> None:
    """What the old database has of the log and the separate store lacks is sent there, before the database goes."""
    if not _holds_something():
        return
    try:
        stones.catch_up()
        if count := sink.stream():
            say(f"{count} händelser i loggen skrevs till det separata lagret först.")
    except (DatabaseError, OSError, store.StoreDamaged):
        say(
            "Den gamla databasens logg gick inte att läsa. Det som inte finns i det separata lagret är borta."
        )


def _into_new_file(file: Path, manifest: Manifest, make_ready: Callable[[], None]) -> None:
    name = Path(connection.settings_dict["NAME"])
    fresh = name.with_name(f".{name.name}.{token_hex(6)}")
    connection.close()
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        extract(file, manifest, fresh)
        connection.settings_dict["NAME"] = str(fresh)
        make_ready()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        _settle(fresh)
        # The old one's journal would be taken for the new one's.
        for end in ("-wal", "-shm"):
            Path(f"{name}{end}").unlink(missing_ok=True)
        os.replace(fresh, name)
        _settle(name.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(name)
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{fresh}{end}").unlink(missing_ok=True)


def _settle(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _into_postgresql(file: Path, manifest: Manifest, make_ready: Callable[[], None]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="samre-") as folder:
        dump = Path(folder) / "database"
        extract(file, manifest, dump)
        connection.close()
        database_copies.copy_in(connection, dump)
    make_ready()


def _make_ready(done: Restored, say: Callable[[str], None]) -> None:
    """Tables, locks and rights as of today; then what was removed goes again, and the log gets its end back."""
    call_command("migrate", interactive=False, verbosity=0)
    for triggers in (log_triggers, append_only, guarantee_triggers):
        triggers.install(connection)
    row_security.secure()
    database_roles.grant()
    with transaction.atomic():
        done.removed_again = remove_again()
    say(f"{done.removed_again} rader som gallrats efter kopian är borttagna igen.")
    with transaction.atomic():
        _forget_sessions()
        heads = {name: head.number if (head := log_chain.head(name)) else 0 for name in store.chains()}
        for name in heads:
            done.events_put_back += put_back(name)
        done.taken_back_again = take_back_again(heads)
        links = end_links()
        _note(done)
    say(
        f"{done.taken_back_again} återkallelser efter kopian gäller igen. {links} engångslänkar är avslutade."
    )
    sink.stream()
    say(f"{done.events_put_back} händelser i loggen är hämtade ur det separata lagret.")
    done.faults = [str(fault) for fault in log_chain.verify()] + sink.alarms()


def remove_again() -> int:
    """Everything the stones name, and whatever belongs to a case or person they name. In the caller's transaction."""
    found = list(stones.read())
    roots = {
        model: [row for table, row, _ in found if table == model._meta.db_table] for model in (Case, Person)
    }
    rows = [(table, row) for table, row, _ in found]
    for root, ids in roots.items():
        rows += [(model._meta.db_table, row) for model, row in _belonging(root, ids)]
    count = remove_rows(dict.fromkeys(rows), why=WHY)
    known = set(
        Authority.objects.values_list("pk", flat=True)
    )  # a nämnd that came after the backup is not in it
    Tombstone.objects.bulk_create(
        [
            Tombstone(owner_id=owner, table=table, row=row, at=_now())
            for table, row, owner in found
            if owner in known
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    return count


def _belonging(root: type[Case | Person], ids: list[UUID]) -> Iterator[tuple[type[Model], Any]]:
    """Rows that have no stone of their own (a draft that was signed later) but belong to what is gone."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        for model, path in parts_of(root):
            for row in model._base_manager.filter(**{f"{path}__in": part}).values_list("pk", flat=True):
                yield model, row


def put_back(chain: str) -> int:
    """The events of a chain that came after the backup, from the separate store; only what goes on from what is there."""
    newest = log_chain.head(chain)
    number, previous = (newest.number, newest.hash) if newest else (0, "")
    count = 0
    batch: list[Event] = []
    for line in _lines_after(chain, number):
        values = [line.get(name) for name in COLUMNS]
        if (line["number"], line["previous"]) != (number + 1, previous) or digest(values) != line["hash"]:
            break
        number, previous = line["number"], line["hash"]
        cases = line.get("cases", ())
        Subject.objects.bulk_create(
            [Subject(digest=line["subjects"], case_id=case) for case in cases], ignore_conflicts=True
        )
        given = {name: line[name] for name in COLUMNS if name != "at"}
        batch.append(Event(**given, at=datetime.fromisoformat(line["at"]), hash=line["hash"]))
        count += 1
        if len(batch) == _BATCH:
            Event.objects.bulk_create(batch)
            batch = []
    Event.objects.bulk_create(batch)
    return count


def _lines_after(chain: str, number: int) -> Iterator[dict[str, Any]]:
    for path in store.days(chain):
        last = store.last_line(path)
        if last is None or last.number <= number:
            continue
        for text in store.read_whole(path):
            try:
                line = json.loads(text)
                if line["number"] > number:
                    yield line
            except (ValueError, KeyError, TypeError):
                return


def _forget_sessions() -> None:
    """Nobody is logged in by a backup."""
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def _note(done: Restored) -> None:
    """That a backup was read back stands in every chain: what happened between it and now may be gone from the cases."""
    for name in sorted({"", *done.manifest.heads, *store.chains()}):
        record(
            who=Who(user="", name=JOB, title="system", assignment="", role="system", unit="", authority=JOB),
            chain=name,
            action="backup.restore",
            kind="installation",
            why=WHY,
            detail={"made_at": done.manifest.made_at, "removed_again": done.removed_again},
        )


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()
