"""`samre demo`: reads and tries the content a new user meets, and makes the fictional people and cases of the demo."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from .commands import Commands, today, whole
from .definitions import load, version_on
from .errors import FOUND, OK, UserError
from .progress import Progress
from .text import thousands


def add_commands(commands: Commands) -> None:
    """Puts `demo` in place."""
    demo = commands.add(
        "demo",
        text="Läser in och provar demoinnehållet, och lägger upp påhittade personer och ärenden.",
        more="make run kör det före start. Slutkoden är 1 när något inte stämmer.",
        example="samre demo",
        handler=check_demo,
    )
    below = Commands(demo, required=False)
    load = below.add(
        "load",
        text="Fyller databasen med påhittade ärenden att mäta på.",
        more="Avbruten fortsätter den där den var när den körs igen. Bara i demon (SAMRE_DEMO=1).",
        example="samre demo load --cases 200000",
        handler=load_many,
    )
    load.add_argument(
        "--cases", type=whole, default=2_000, metavar="ANTAL", help="så många ärenden ska finnas (2000)"
    )
    load.add_argument(
        "--kommuner", type=whole, default=3, metavar="ANTAL", help="fördelade på så många kommuner (3)"
    )
    load.add_argument("--seed", type=whole, default=1, metavar="TAL", help="samma tal ger samma ärenden (1)")
    below.add(
        "remove",
        text="Tar bort alla ärenden i de påhittade kommunerna.",
        more="Loggen och de påhittade personerna att logga in som finns kvar. Bara i demon (SAMRE_DEMO=1).",
        example="samre demo remove",
        handler=remove_all,
    )


def check_demo(_: argparse.Namespace) -> int:
    """Runs `samre demo`."""
    on = today()
    pathway, folder = load(None, on=on), version_on(on)
    cases, faults = 0, []
    for fault in case_faults(folder, on):
        cases += 1
        faults += [fault] if fault else []
    examples = sorted((folder / "examples").glob("*.xml"))
    for path in examples:
        fault = example_fault(path)
        faults += [fault] if fault else []
    counts = f"{len(pathway.steps)} steg, {len(pathway.facts)} uppgifter, {cases} övningsfall, {len(examples)} exempelintyg"
    print(f"Demo: {pathway.name} med {counts}. {'Allt stämmer.' if not faults else 'Det här stämmer inte:'}")
    for fault in faults:
        print(f"  {fault}")
    tell_people()
    return FOUND if faults else OK


def tell_people() -> None:
    """Makes the fictional people and cases where the demo is on (SAMRE_DEMO), and says so; elsewhere nothing."""
    settings = _django()
    if not settings.DEMO:
        return
    from samre.accounts.actions.demo import make_demo_accounts
    from samre.audit import sink
    from samre.casework.alone import alone_at
    from samre.casework.demo.load import make_demo_cases
    from samre.governance.demo import make_demo_map
    from samre.web.practice_papers import protocol_pdf

    # Two at once would make the same people and the same cases; the second waits, and finds them there.
    with alone_at("demo", wait=True):
        made = make_demo_accounts()
        map_begun = make_demo_map(on=today(), write=lambda run: protocol_pdf(run, on=today()))
        cases = make_demo_cases()
        sink.stream()
    print(f"Påhittade personer att logga in som: {f'{made} nya' if made else 'alla finns redan'}.")
    print(f"Påhittade ärenden: {f'{cases} nya' if cases else 'alla finns redan'}.")
    print(f"Påhittat arbete med kartan: {'upplagt' if map_begun else 'finns redan'}.")


def load_many(args: argparse.Namespace) -> int:
    """Runs `samre demo load`."""
    _django()
    from samre.accounts.actions.demo import make_demo_accounts
    from samre.casework.demo.bulk import load_cases

    with _refusals(), Progress("Ärenden", total=args.cases) as progress:
        make_demo_accounts()
        done = load_cases(cases=args.cases, kommuner=max(1, args.kommuner), seed=args.seed, tell=progress.to)
    if not done.cases:
        print(f"Alla {thousands(args.cases)} ärenden finns redan.")
        return OK
    speed = round(done.rows / done.seconds)
    print(
        f"{thousands(done.cases)} ärenden, {thousands(done.rows)} rader på {done.seconds:.0f} s "
        f"({thousands(speed)} rader/s)."
    )
    return OK


def remove_all(_: argparse.Namespace) -> int:
    """Runs `samre demo remove`."""
    _django()
    from samre.casework.demo.remove import remove_cases

    with _refusals():
        rows = remove_cases()
    print(f"{thousands(rows)} rader är borttagna." if rows else "Det fanns inga påhittade ärenden.")
    return OK


@contextmanager
def _refusals() -> Iterator[None]:
    """What an action refuses is something the user can mend."""
    from samre.accounts.acts import Refused

    try:
        yield
    except Refused as refused:
        raise UserError(str(refused), code=FOUND) from None


def _django() -> Any:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    django.setup()
    from django.conf import settings

    return settings


def case_faults(folder: Path, on: date) -> Iterator[str]:
    """What differs in each worked case; an empty text where nothing does."""
    from samre.pathway.person.cases import check_case, load_cases

    if not (folder / "cases").is_dir():
        return
    pathway = load(None, on=on)
    for case in load_cases(folder / "cases", pathway):
        wrong = check_case(pathway, case)
        yield f"{case.id} {case.name}: {' '.join(wrong)}" if wrong else ""


def example_fault(path: Path) -> str:
    """Why an example certificate can't be read; an empty text when it can."""
    from samre.certificate.model import Unreadable
    from samre.certificate.read import read

    try:
        read(path.read_bytes(), name=path.name)
    except Unreadable as error:
        return f"{path.name}: {error}"
    return ""
