"""`samre backup`: a copy of the whole database in one file, and reading it back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .commands import Commands
from .database import connect
from .errors import FOUND, OK, UNREADABLE, UserError

if TYPE_CHECKING:
    from samre.casework.backups import Manifest

R = TypeVar("R")


def add_commands(commands: Commands) -> None:
    """Puts `backup` in place."""
    group = commands.group(
        "backup",
        text="Gör säkerhetskopior av databasen och läser tillbaka dem.",
        example="samre backup create kopior/2026-11-22.samre",
    )
    create_one = group.add(
        "create",
        text="Skriver en säkerhetskopia av hela databasen till en ny fil. Systemet kan vara i gång.",
        more="Personuppgifterna är förseglade också i kopian, och nycklarna är inte med: spara nyckelfilen för sig, skild från "
        "kopiorna. På PostgreSQL används pg_dump med SAMRE_OWNER_DATABASE_URL.",
        example="samre backup create kopior/2026-11-22.samre",
        handler=create,
    )
    check_one = group.add(
        "check",
        text="Prövar att en säkerhetskopia är hel, oförändrad och går att öppna med nycklarna. Ändrar ingenting.",
        more="Slutkoden är 1 när kopian inte går att använda.",
        example="samre backup check kopior/2026-11-22.samre",
        handler=check,
    )
    restore_one = group.add(
        "restore",
        text="Läser tillbaka en säkerhetskopia. Servern ska vara stoppad.",
        more="Det som har gallrats sedan kopian gjordes tas bort igen, loggen får sitt slut från det separata lagret "
        "(SAMRE_AUDIT_SINK), och alla loggas ut. Slutkoden är 1 när något inte stämmer efteråt.",
        example="samre backup restore kopior/2026-11-22.samre\nsamre backup restore kopior/2026-11-22.samre --replace",
        handler=restore,
    )
    restore_one.add_argument("--replace", action="store_true", help="ersätter allt som finns i databasen")
    for parser in (create_one, check_one, restore_one):
        parser.add_argument("file", metavar="FIL", type=Path, help="säkerhetskopians fil")


def create(args: argparse.Namespace) -> int:
    """Runs `samre backup create`."""
    if not args.file.parent.is_dir():
        raise UserError(f"Mappen {args.file.parent} finns inte. Skapa den först.", code=UNREADABLE)
    connect(as_owner=True)
    from samre.casework import backups

    manifest = _or_said(lambda: backups.create(args.file))
    print(f"{args.file}: kopian är klar.")
    _tell(manifest)
    print("  Spara nyckelfilen för sig: utan den går kopian inte att läsa.")
    return OK


def check(args: argparse.Namespace) -> int:
    """Runs `samre backup check`."""
    connect(as_owner=True)
    from samre.casework import backups

    def look() -> Manifest:
        manifest = backups.read_manifest(args.file)
        backups.check_whole(args.file, manifest)
        backups.check_fits(manifest)
        return manifest

    manifest = _or_said(look)
    print(f"{args.file}: kopian är hel.")
    _tell(manifest)
    return OK


def restore(args: argparse.Namespace) -> int:
    """Runs `samre backup restore`."""
    connect(as_owner=True)
    from samre.config import running

    if running.is_held():
        raise UserError(
            "Servern är i gång. Stoppa den först: annars går det som skrivs under tiden förlorat.", code=FOUND
        )
    from samre.casework.restoring import restore as read_back

    done = _or_said(
        lambda: read_back(args.file, replace=args.replace, say=lambda text: print(f"  {text}", flush=True))
    )
    print(f"{args.file}: kopian är tillbakaläst.")
    _tell(done.manifest)
    print("  Loggen är hel." if not done.faults else "  Det här stämmer inte i loggen:")
    for fault in done.faults:
        print(f"    {fault}")
    return FOUND if done.faults else OK


def _tell(manifest: Manifest) -> None:
    from samre.casework.backups import parts

    for name, value in parts(manifest).items():
        print(f"  {name}: {value}")


def _or_said(work: Callable[[], R]) -> R:
    from samre.casework.backups import NoBackup
    from samre.casework.database_copies import CopyFailed
    from samre.sealing.keyfile import KeyLost

    try:
        return work()
    except (NoBackup, CopyFailed, KeyLost) as error:
        raise UserError(str(error), code=FOUND) from None
    except OSError as error:
        raise UserError(f"Det gick inte att läsa eller skriva: {error}", code=FOUND) from None
