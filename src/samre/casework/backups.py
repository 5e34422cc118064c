"""A backup: one file with the whole database and what has to be known to read it back.

A zip with two members. `database` is an SQLite file, or what pg_dump writes; personal data in it is sealed as in the database
itself, and the keys are not in it. `manifest.json` says when, of which version and kind, with which migrations and key
fingerprints, how long each chain of the log was, and the database's SHA-256; it is signed with the look-up key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from samre.audit import chain as log_chain
from samre.audit import rows as log_rows
from samre.sealing.keyring import keyring

from . import database_copies
from .disposal import stones

FORM = "samre-backup-1"
DATABASE, MANIFEST = "database", "manifest.json"
BLOCK = 1 << 20
_MOST_MANIFEST = 1 << 22


class NoBackup(Exception):
    """The file can't be used, or the place can't take it. The message says in Swedish what is wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `keys`: ring → fingerprints; `heads`: chain → number of its newest event."""

    form: str
    made_at: str
    version: str
    vendor: str
    migrations: Mapping[str, list[str]]
    keys: Mapping[str, list[str]]
    heads: Mapping[str, int]
    sha256: str
    bytes: int

    @property
    def events(self) -> int:
        return sum(self.heads.values())


def create(target: Path) -> Manifest:
    """Copies the whole database into a new file while the program runs. Raises NoBackup, KeyLost, OSError."""
    if target.exists():
        raise NoBackup(f"{target.name} finns redan. Välj ett annat namn: en kopia skrivs aldrig över.")
    if "django_migrations" not in connection.introspection.table_names():
        raise NoBackup("Databasen är tom: det finns inget att kopiera. Kör samre database prepare först.")
    stones.catch_up()
    part = target.with_name(f".{target.name}.{token_hex(6)}")
    with _scratch(target.parent) as copied:
        # The heads first: what comes into the log meanwhile is in the copy, and may be.
        heads = {name: head.number for name in log_rows.chains() if (head := log_chain.head(name))}
        database_copies.copy_out(connection, copied)
        manifest = _manifest_of(copied, heads)
        try:
            _write(part, copied, manifest)
            # A link, unlike a rename, fails when somebody else was first.
            os.link(part, target)
        except FileExistsError:
            raise NoBackup(f"{target.name} finns redan. Välj ett annat namn.") from None
        finally:
            part.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """The manifest, judged: of a form we know and signed by one of our keys. Raises NoBackup, KeyLost."""
    try:
        with zipfile.ZipFile(file) as archive:
            info = archive.getinfo(MANIFEST)
            if info.file_size > _MOST_MANIFEST:
                raise NoBackup(f"{file.name} är ingen säkerhetskopia av SAMRE.")
            found = json.loads(archive.read(info))
            signature = found.pop("signature")
            manifest = Manifest(**found)
    except OSError as fault:
        raise NoBackup(f"{file.name} går inte att läsa: {fault.strerror or fault}.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, TypeError, AttributeError):
        raise NoBackup(f"{file.name} är ingen hel säkerhetskopia av SAMRE. Kontrollera filen.") from None
    if manifest.form != FORM:
        raise NoBackup(f"{file.name} har formen {manifest.form}. Det här programmet läser {FORM}.")
    _check_keys(manifest)
    if not any(hmac.compare_digest(str(signature), sign) for sign in _signatures(manifest)):
        raise NoBackup(
            f"Innehållsförteckningen i {file.name} är ändrad sedan kopian gjordes. Använd en annan kopia."
        )
    return manifest


def check_whole(file: Path, manifest: Manifest) -> None:
    """Holds the database in the backup to its checksum. Raises NoBackup."""
    for _ in _blocks(file, manifest):
        pass


def extract(file: Path, manifest: Manifest, target: Path) -> None:
    """Writes the database of the backup to `target`; it is to be used only when this has come to its end. Raises NoBackup."""
    with target.open("wb") as out:
        for block in _blocks(file, manifest):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def _blocks(file: Path, manifest: Manifest) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(file) as archive, archive.open(DATABASE) as source:
            while block := source.read(BLOCK):
                size += len(block)
                digest.update(block)
                yield block
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error):
        raise NoBackup(f"{file.name} är skadad och går inte att packa upp. Använd en annan kopia.") from None
    if (digest.hexdigest(), size) != (manifest.sha256, manifest.bytes):
        raise NoBackup(
            f"Kontrollsumman stämmer inte: {file.name} är skadad eller ändrad. Använd en annan kopia."
        )


def check_fits(manifest: Manifest) -> None:
    """Whether this program and database can take the backup. Raises NoBackup."""
    if manifest.vendor != connection.vendor:
        raise NoBackup(
            f"Kopian är gjord av {manifest.vendor}, men databasen här är {connection.vendor}. Läs tillbaka den på samma "
            "slags databas (SAMRE_DATABASE_URL)."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    newer = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise NoBackup(
            f"Kopian är gjord av SAMRE {manifest.version}, som är nyare än det här programmet ({newer[0]}). Uppgradera först."
        )


def fingerprints() -> dict[str, list[str]]:
    """Ring → a keyed fingerprint of each key: tells which key it is, and nothing about it."""
    keys = keyring().keys
    return {
        ring: [_fingerprint(key) for key in held]
        for ring, held in (("sealing", keys.sealing), ("look_up", keys.look_up))
    }


def _fingerprint(key: bytes) -> str:
    return hmac.digest(key, b"samre backup fingerprint", hashlib.sha256).hex()[:16]


def _check_keys(manifest: Manifest) -> None:
    held = fingerprints()
    lost = sum(mark not in held[ring] for ring in held for mark in manifest.keys.get(ring, []))
    if lost:
        raise NoBackup(
            f"Nyckelfilen saknar {lost} av de nycklar som kopian är förseglad med. Lägg tillbaka nyckelfilen från den tiden "
            "(SAMRE_KEYS_FILE), eller lägg dess nycklar sist i den som används nu."
        )


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A file that only we can read, beside the target: the same disk, and gone afterwards."""
    place = folder / f".samre-{token_hex(6)}"
    place.mkdir(mode=0o700)
    try:
        yield place / DATABASE
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _manifest_of(copied: Path, heads: Mapping[str, int]) -> Manifest:
    digest = hashlib.sha256()
    with copied.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        migrations.setdefault(app, []).append(name)
    return Manifest(
        form=FORM,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("samre"),
        vendor=connection.vendor,
        migrations=migrations,
        keys=fingerprints(),
        heads=heads,
        sha256=digest.hexdigest(),
        bytes=copied.stat().st_size,
    )


def _write(part: Path, copied: Path, manifest: Manifest) -> None:
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.write(copied, DATABASE)
            signed = {**asdict(manifest), "signature": _signatures(manifest)[0]}
            archive.writestr(MANIFEST, json.dumps(signed, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())


def _signatures(manifest: Manifest) -> list[str]:
    """The manifest's signature under every look-up key, the newest first."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [mac.hex() for mac in keyring().look_ups("backup", "", text)]


def parts(manifest: Manifest) -> dict[str, Any]:
    """The manifest as a table for people."""
    return {
        "gjord": manifest.made_at,
        "version": manifest.version,
        "databas": manifest.vendor,
        "händelser i loggen": manifest.events,
        "storlek": f"{manifest.bytes // 1024} kB",
    }
