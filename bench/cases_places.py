"""Where the measured cases lie: SQLite files and PostgreSQL clusters with so many cases each, kept between runs under var/."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .engines import ROOT

SAMRE = str(ROOT / ".venv" / "bin" / "samre")
POSTGRES = ROOT / "scripts" / "postgres.sh"
# What decides how a filled database looks; another hash, and it is filled anew.
DECIDES = (
    "casework/demo",
    "casework/migrations",
    "accounts/migrations",
    "audit/migrations",
    "sealing/keyring.py",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A database with so many cases: its kind ("SQLite", "PostgreSQL") and the variables that point at it."""

    kind: str
    cases: int
    environment: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.kind}, {self.cases:,} ärenden".replace(",", " ").replace("  ", ", ", 1)


def sqlite(cases: int) -> Place:
    """The SQLite file with so many cases; filled the first time."""
    folder = _folder("sqlite", cases)
    folder.mkdir(parents=True, exist_ok=True)
    place = Place("SQLite", cases, {**_common(folder), "SAMRE_DATABASE_URL": ""})
    _fill(place)
    return place


def postgres(cases: int) -> Place:
    """The PostgreSQL cluster with so many cases, started; filled the first time. Stop it with `pause`."""
    folder = _folder("postgres", cases)
    folder.mkdir(parents=True, exist_ok=True)
    # The server's own folder belongs to another user.
    folder.chmod(0o755)
    cluster = str(folder / "cluster")
    # One that an interrupted run left is stopped first.
    subprocess.run(
        [POSTGRES, "pause", cluster], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    # Flushed to disk as in production: a save is only as fast as what it waits for.
    subprocess.run(
        [POSTGRES, "start", cluster],
        check=True,
        env=os.environ | {"SAMRE_POSTGRES_DURABLE": "1"},
        stdout=sys.stderr,
    )
    told = subprocess.run([POSTGRES, "url", cluster], check=True, capture_output=True, text=True).stdout
    names = dict(line.removeprefix("export ").split("=", 1) for line in told.splitlines())
    place = Place(
        "PostgreSQL",
        cases,
        {**_common(folder), **{name: shlex.split(text)[0] for name, text in names.items()}},
    )
    _fill(place)
    return place


def pause(place: Place) -> None:
    """Stops the PostgreSQL of a place and keeps its data."""
    if place.kind == "PostgreSQL":
        cluster = str(Path(place.environment["SAMRE_VAR"]) / "cluster")
        # The gentle stop: what is measured the next time begins without a recovery.
        subprocess.run(
            [POSTGRES, "pause", cluster], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def key() -> str:
    """A hash of everything that decides what a filled database looks like."""
    found = sha256()
    for name in DECIDES:
        path = ROOT / "src" / "samre" / name
        for file in sorted([path] if path.is_file() else path.rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()[:12]


def _folder(kind: str, cases: int) -> Path:
    root = Path(os.environ.get("SAMRE_BENCH_CASES", ROOT / "var" / "bench-cases"))
    return root / f"{kind}-{cases}-{key()}"


def _common(folder: Path) -> dict[str, str]:
    return {
        "SAMRE_VAR": str(folder), "SAMRE_DEMO": "1", "SAMRE_KEYS_FILE": str(folder / "keys.json"),
        "SAMRE_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "samre.config.settings",
        # A run takes longer than anybody may go on without showing who she is.
        "SAMRE_FRESH_MINUTES": "600", "SAMRE_SESSION_IDLE_MINUTES": "600",
    }  # fmt: skip


def _fill(place: Place) -> None:
    """Idempotent: `samre demo load` goes on where it was, and says at once when all is there."""
    for built in ("build", "static"):
        # `make bench` has built the style sheet; every place uses the same.
        link = Path(place.environment["SAMRE_VAR"]) / built
        if not link.exists():
            link.symlink_to(Path(os.environ.get("SAMRE_VAR", ROOT / "var")) / built)
    environment = os.environ | place.environment
    subprocess.run([SAMRE, "database", "prepare"], check=True, env=environment, stdout=subprocess.DEVNULL)
    load = [SAMRE, "demo", "load", "--cases", str(place.cases)]
    # As the owner of the tables PostgreSQL takes the rows by COPY.
    subprocess.run(load, check=True, env=environment | {"SAMRE_DATABASE_AS": "owner"}, stdout=sys.stderr)
