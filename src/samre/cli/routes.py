"""`samre route`: one case read from a file, where it is on the map, and what to find out next."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from .commands import Commands, read_day, today
from .definitions import add_definition, load
from .errors import OK, UNREADABLE, WRONG_FACTS, UserError
from .files import label, print_json, read_mapping, show

if TYPE_CHECKING:
    from samre.pathway.model import Pathway
    from samre.pathway.person.facts import Facts


def add_commands(commands: Commands) -> None:
    """Puts `route` in place."""
    parser = commands.add(
        "route",
        text="Visar var på kartan ett ärende är, vem som har nästa steg och vad som saknas.",
        more='CASE är en fil med {"facts": {…}} som JSON eller YAML, eller - för att läsa från standard in. '
        "Uppgifterna heter som i samre map facts.",
        example="""
            samre route ärende.json
            echo '{"facts": {"alder": 34}}' | samre route - --json""",
        handler=route,
    )
    parser.add_argument("case", metavar="CASE", help="fil med ärendets uppgifter, - läser standard in")
    parser.add_argument(
        "--on",
        type=read_day,
        metavar="DAG",
        help="dagen som gäller, som 2026-11-21 (annars filens dag, annars i dag)",
    )
    parser.add_argument("--json", action="store_true", help="skriver svaret som JSON")
    add_definition(parser)


def day_of(case: Mapping[str, Any], name: str) -> date | None:
    """The day the file says, if it says one."""
    value = case.get("on")
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UserError(
            f"{name}: on är {show(value)}, men ska vara en dag som 2026-11-21.", code=WRONG_FACTS
        ) from None


def facts_in(case: Mapping[str, Any], name: str) -> Mapping[str, object]:
    """The raw facts of a case file."""
    if "facts" not in case:
        there = ", ".join(map(str, case)) or "ingenting"
        raise UserError(f'{name} saknar "facts". Filen har: {there[:200]}.', code=UNREADABLE)
    facts = case["facts"]
    if not isinstance(facts, dict):
        raise UserError(f'{name}: "facts" ska vara ett objekt, men är {show(facts)}.', code=UNREADABLE)
    return {str(key): value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}


def sources_in(case: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """Where the facts come from, as far as the file says."""
    sources = case.get("sources") or {}
    if not isinstance(sources, dict):
        raise UserError(f'{name}: "sources" ska vara ett objekt, men är {show(sources)}.', code=UNREADABLE)
    return {str(key): str(value) for key, value in sources.items()}


def read_case(pathway: Pathway, case: Mapping[str, Any], name: str, *, on: date) -> Facts:
    """The case's facts, or every fault in them by name."""
    from samre.pathway.person.facts import FactError, read_facts

    try:
        return read_facts(pathway, facts_in(case, name), on=on, sources=sources_in(case, name))
    except FactError as error:
        lines = "\n".join(f"  {problem}" for problem in error.problems)
        raise UserError(
            f"{name} har uppgifter som inte går att använda:\n{lines}", code=WRONG_FACTS
        ) from None


def route(args: argparse.Namespace) -> int:
    """Runs `samre route`."""
    from samre.pathway.person.evaluate import evaluate

    from .route_answer import answer
    from .route_text import describe

    case, name = read_mapping(args.case), label(args.case)
    on = args.on or day_of(case, name) or today()
    pathway = load(args.definition, on=on)
    facts = read_case(pathway, case, name, on=on)
    found = answer(pathway, facts, evaluate(pathway, facts, on=on))
    if args.json:
        print_json(found)
    else:
        print(describe(found))
    return OK
