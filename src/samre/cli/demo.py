"""`samre demo`: reads and tries the content a new user meets, and makes the fictional people and cases of the demo."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .commands import Commands, today
from .definitions import load, version_on
from .errors import FOUND, OK


def add_commands(commands: Commands) -> None:
    """Puts `demo` in place."""
    commands.add(
        "demo",
        text="Läser in och provar demoinnehållet: kartan, övningsfallen och exempelintygen.",
        more="make run kör det före start. Slutkoden är 1 när något inte stämmer.",
        example="samre demo",
        handler=check_demo,
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
    from samre.casework.demo.load import make_demo_cases

    made = make_demo_accounts()
    print(f"Påhittade personer att logga in som: {f'{made} nya' if made else 'alla finns redan'}.")
    cases = make_demo_cases()
    print(f"Påhittade ärenden: {f'{cases} nya' if cases else 'alla finns redan'}.")


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
