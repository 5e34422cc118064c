"""`samre map …`: the map itself proved, drawn, tried on the worked cases, and looked up."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .commands import Commands, read_day, today
from .definitions import add_definition, folder_of, load
from .errors import BAD_DEFINITION, FOUND, OK, UNREADABLE, USAGE, UserError
from .files import print_json, write
from .map_exchange import add_exchange
from .progress import Progress, follow

if TYPE_CHECKING:
    from samre.pathway.model import Pathway
    from samre.pathway.person.cases import Case


def add_commands(commands: Commands) -> None:
    """Puts the `map` commands in place."""
    group = commands.group(
        "map", text="Kartan själv: bevisas, ritas, provas och slås upp.", example="samre map check"
    )
    check = group.add(
        "check",
        text="Bevisar kartan: alla får ett steg med en ansvarig, varje steg kan nås och leder till ett mål.",
        more="Det som inte håller visas med ett motexempel, ett ärende som går att läsa, och slutkoden är 1.",
        example="samre map check --json",
        handler=check_map,
    )
    draw = group.add(
        "draw",
        text="Ritar kartan på en A4, som SVG eller PDF efter filens namn.",
        example="samre map draw -o karta.pdf",
        handler=draw_map,
    )
    draw.add_argument("-o", "--output", required=True, metavar="FIL", help="karta.svg eller karta.pdf")
    cases = group.add(
        "cases",
        text="Kör de genomarbetade fallen och visar vad som skiljer.",
        more="Slutkoden är 1 när något fall skiljer.",
        example="samre map cases V01 V02",
        handler=run_cases,
    )
    cases.add_argument("ids", nargs="*", metavar="ID", help="bara de här fallen")
    facts = group.add(
        "facts",
        text="Visar uppgifterna kartan frågar efter: namn, svar och fråga.",
        example="samre map facts",
        handler=show_facts,
    )
    show = group.add(
        "show",
        text="Visar ett steg: vad som krävs, vem som ansvarar, lag, tid och vägar vidare.",
        example="samre map show S14",
        handler=show_step,
    )
    show.add_argument("step", metavar="STEG", help="stegets id")
    for parser in (check, draw, cases, facts, show, *add_exchange(group)):
        parser.add_argument("--on", type=read_day, metavar="DAG", help="dagen som gäller (annars i dag)")
        add_definition(parser)
    for parser in (check, cases, facts, show):
        parser.add_argument("--json", action="store_true", help="skriver svaret som JSON")


def draw_map(args: argparse.Namespace) -> int:
    """Runs `samre map draw`."""
    from .map_paper import DRAWERS, drawing_of

    kind = args.output.lower().rpartition(".")[2]
    if kind not in DRAWERS:
        raise UserError(f"{args.output}: filens namn ska sluta på .svg eller .pdf.", code=USAGE)
    on = args.on or today()
    pathway = load(args.definition, on=on)
    drawing = drawing_of(pathway, folder_of(args.definition, on=on))
    write(args.output, DRAWERS[kind](drawing, pathway))
    print(f"Kartan ligger i {args.output}.")
    return OK


def cases_of(pathway: Pathway, args: argparse.Namespace) -> tuple[Case, ...]:
    """The worked cases the user asked for, all of them by default."""
    from samre.pathway.person.cases import load_cases
    from samre.pathway.reading.mistakes import DefinitionError, suggestion

    folder = folder_of(args.definition, on=args.on or today()) / "cases"
    if not folder.is_dir():
        raise UserError(f"Det finns inga fall: mappen {folder} saknas.", code=UNREADABLE)
    try:
        cases = load_cases(folder, pathway)
    except DefinitionError as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None
    known = {case.id: case for case in cases}
    strange = [id_ for id_ in args.ids if id_ not in known]
    if strange:
        raise UserError(
            "\n".join(f"Fallet {id_} finns inte. {suggestion(id_, known)}" for id_ in strange), code=USAGE
        )
    return tuple(known[id_] for id_ in dict.fromkeys(args.ids)) if args.ids else cases


def run_cases(args: argparse.Namespace) -> int:
    """Runs `samre map cases`."""
    from samre.pathway.person.cases import check_case

    pathway = load(args.definition, on=args.on or today())
    results = [(case, check_case(pathway, case)) for case in follow(cases_of(pathway, args), "Kör fallen")]
    wrong = sum(bool(faults) for _, faults in results)
    if args.json:
        print_json(
            [
                {"id": case.id, "name": case.name, "ok": not faults, "differences": list(faults)}
                for case, faults in results
            ]
        )
    else:
        for case, faults in results:
            expected = case.expected.primary or "/".join(case.expected.candidates or ())
            print(f"{'skiljer' if faults else 'stämmer':8} {case.id:6} {expected:16} {case.name}")
            for fault in faults:
                print(f"{'':9}{fault}")
        print(f"{len(results) - wrong} av {len(results)} fall stämmer.")
    return FOUND if wrong else OK


def show_facts(args: argparse.Namespace) -> int:
    """Runs `samre map facts`."""
    from .map_answer import fact_answer, fact_line

    pathway = load(args.definition, on=args.on or today())
    facts = [fact_answer(pathway, fact) for fact in pathway.facts.values()]
    if args.json:
        print_json(facts)
    else:
        print("\n".join(map(fact_line, facts)))
    return OK


def show_step(args: argparse.Namespace) -> int:
    """Runs `samre map show`."""
    from samre.pathway.reading.mistakes import suggestion

    from .map_answer import step_answer, step_text

    pathway = load(args.definition, on=args.on or today())
    id_ = args.step.upper()
    if id_ not in pathway.steps:
        raise UserError(f"Steget {args.step} finns inte. {suggestion(id_, pathway.steps)}", code=USAGE)
    found = step_answer(pathway, pathway.steps[id_])
    if args.json:
        print_json(found)
    else:
        print(step_text(found))
    return OK


def check_map(args: argparse.Namespace) -> int:
    """Runs `samre map check`."""
    from .proof_answer import answer, describe

    on = args.on or today()
    with Progress("Bevisar kartan") as progress:
        progress.say("Bevisar kartan …")
        found = answer(load(args.definition, on=on), on=on)
    if args.json:
        print_json(found)
    else:
        print(describe(found))
    return OK if found["proved"] else FOUND
