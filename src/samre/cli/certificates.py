"""`samre certificate …`: läkarintyg read from files, judged in form and in substance; sick-leave periods."""

from __future__ import annotations

import argparse
import glob
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .commands import Commands, read_day, today, whole
from .errors import BAD_DEFINITION, OK, UNREADABLE, UserError
from .files import STDIN, label, print_json, read_whole, reason
from .progress import follow

MAX_CSV_BYTES = 100_000_000


def add_commands(commands: Commands) -> None:
    """Puts `certificate check` and `certificate periods` in place."""
    group = commands.group(
        "certificate",
        text="Läser läkarintyg: är de rätt ifyllda, och bär de nästa steg?",
        example="samre certificate check intyg.xml",
    )
    check = group.add(
        "check",
        text="Granskar läkarintyg: fel i formen, de 18 kontrollerna, omdömet och vilka steg intyget räcker till.",
        more="Tar filer, mappar och mönster. Varje fil får ett svar, också den som inte går att läsa; slutkoden är 2 bara "
        "när ingen gick att läsa. Inget sparas.",
        example="""
            samre certificate check intyg.xml
            samre certificate check inkomna/ --on 2026-11-21 --json""",
        handler=check_certificates,
    )
    check.add_argument(
        "files", nargs="+", metavar="FILE", help="fil, mapp eller mönster; - läser standard in"
    )
    check.add_argument(
        "--on", type=read_day, metavar="DAG", help="dagen intyget ska gälla, som 2026-11-21 (annars i dag)"
    )
    check.add_argument("--json", action="store_true", help="skriver en lista med ett svar per fil som JSON")
    periods = group.add(
        "periods",
        text="Räknar ihop sjukskrivningsperioder ur en CSV-fil: fall, grad över tid, överlapp och vad som tar slut när.",
        example="samre certificate periods intyg.csv --json",
        handler=show_periods,
    )
    periods.add_argument("file", metavar="FILE.csv", help="CSV med ett intyg per rad; - läser standard in")
    periods.add_argument("--on", type=read_day, metavar="DAG", help="dagen som gäller (annars i dag)")
    periods.add_argument("--gap", type=whole, metavar="DAGAR", help="flest dagar utan intyg inom ett fall")
    periods.add_argument(
        "--days", type=whole, default=14, metavar="DAGAR", help="vad som är snart slut (annars 14)"
    )
    periods.add_argument("--apart", action="store_true", help="håller isär intyg från olika vårdgivare")
    periods.add_argument("--json", action="store_true", help="skriver svaret som JSON")


def expanded(names: Sequence[str]) -> Iterator[str]:
    """File names: a folder gives its files, a pattern what it matches, anything else itself."""
    for name in names:
        found: Iterable[str] = ()
        try:
            if name and Path(name).is_dir():
                found = (str(path) for path in sorted(Path(name).rglob("*")) if path.is_file())
            elif name != STDIN and glob.has_magic(name) and not Path(name).exists():
                found = sorted(glob.glob(name, recursive=True))
        except (OSError, ValueError):
            found = ()
        yield from list(found) or [name]


def read_bytes(name: str, *, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a file; OSError with a Swedish text when there is nothing to read."""
    if name == STDIN:
        return sys.stdin.buffer.read(limit + 1)
    try:
        if not name:
            raise OSError("namnet är tomt")
        mode = Path(name).stat().st_mode
        if stat.S_ISDIR(mode):
            raise OSError("mappen är tom")
        if not stat.S_ISREG(mode):
            raise OSError("det är ingen vanlig fil")
        with Path(name).open("rb") as file:
            return file.read(limit + 1)
    except ValueError:
        raise OSError("namnet går inte att använda") from None


def unreadable(name: str, rule: str, message: str) -> dict[str, Any]:
    """The entry of a file that no läkarintyg could be read from."""
    return {
        "file": name,
        "readable": False,
        "type": None,
        "version": None,
        "valid": False,
        "problems": [{"question": "", "rule": rule, "message": message}],
        "checks": [],
        "verdict": None,
    }


def entry(name: str, *, on: date) -> dict[str, Any]:
    """What is said of one file, whatever it is."""
    from samre.certificate.model import Unreadable
    from samre.certificate.read import size_limit

    from .certificate_answer import answer

    try:
        data = read_bytes(name, limit=size_limit())
        return {"file": name, **answer(data, name=Path(name).name, on=on)}
    except Unreadable as error:
        return unreadable(name, "oläslig", str(error))
    except OSError as error:
        why = str(error) if error.errno is None else reason(error)
        return unreadable(name, "fil", f"Filen går inte att läsa: {why}.")
    except Exception as error:
        # One file must never take the others with it. The fault is told where the user looks.
        return unreadable(
            name, "program", f"Programmet klarade inte filen ({type(error).__name__}: {error})."
        )


def load_definitions() -> None:
    """Reads the checks and the forms once, so that a mistake in them is not taken for a mistake in a file."""
    from samre.certificate.checks import load_checks
    from samre.certificate.forms import DefinitionError, load

    try:
        load()
        load_checks()
    except (DefinitionError, ValueError, KeyError) as error:
        raise UserError(
            f"Kontrollerna eller blanketterna har ett fel: {error}", code=BAD_DEFINITION
        ) from None


def check_certificates(args: argparse.Namespace) -> int:
    """Runs `samre certificate check`."""
    load_definitions()
    on = args.on or today()
    names = list(expanded(args.files))
    entries = [entry(name, on=on) for name in follow(names, "Granskar intyg")]
    if args.json:
        print_json(entries)
    else:
        from .certificate_text import describe, summary

        print("\n\n".join([*map(describe, entries), *summary(entries)]))
    return OK if any(found["readable"] for found in entries) else UNREADABLE


def show_periods(args: argparse.Namespace) -> int:
    """Runs `samre certificate periods`."""
    from samre.certificate.model import Unreadable
    from samre.certificate.periods_csv import periods_json

    from .periods_text import describe

    try:
        found = periods_json(
            read_whole(args.file, limit=MAX_CSV_BYTES),
            max_gap_days=args.gap,
            join_providers=False if args.apart else None,
            on=args.on or today(),
            days=args.days,
        )
    except Unreadable as error:
        raise UserError(f"{label(args.file)}: {error}", code=UNREADABLE) from None
    if args.json:
        print_json(found)
    else:
        print(describe(found))
    return OK
