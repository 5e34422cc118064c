"""`samre population …`: synthetic people, how they spread over the map, and what a changed map means for them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .commands import Commands, read_day, today
from .definitions import add_definition, load
from .errors import BAD_DEFINITION, OK, UserError
from .files import print_json
from .progress import Progress
from .text import table, thousands

if TYPE_CHECKING:
    from samre.pathway.model import Pathway
    from samre.pathway.people.columns import Columns

MOST_PEOPLE = 12_000_000  # all of Sweden
BATCH = 250_000
DEFAULT_FILE = "folk.npz"
FILE_HELP = "fil från samre population generate, eller Parquet (fil eller mapp) med en kolumn per uppgift"


def number_of_people(text: str) -> int:
    """A number of people, as 100000, 100_000 or "100 000"."""
    digits = text.replace("_", "").replace(" ", "")
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else 0
    if not 1 <= number <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"{text!r} ska vara ett antal från 1 till {thousands(MOST_PEOPLE)}")
    return number


def share(text: str) -> float:
    """A share from 0 to 1."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} ska vara en andel från 0 till 1")
    return found


def seed_number(text: str) -> int:
    """A seed: a whole number from 0 up."""
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise argparse.ArgumentTypeError(f"{text!r} ska vara ett heltal från 0 och uppåt")
    return int(text)


def add_commands(commands: Commands) -> None:
    """Puts the `population` commands in place."""
    group = commands.group(
        "population",
        text="Påhittade människor: hur de fördelar sig på kartan, och vad en ändrad karta gör.",
        example="samre population generate 100000 -o folk.npz\nsamre population run folk.npz",
    )
    generate = group.add(
        "generate",
        text="Hittar på ett antal människor efter andelarna i kartans uppgifter.",
        more="Samma frö ger samma människor. Ingen av dem finns.",
        example="samre population generate 100000 -o folk.npz --seed 7",
        handler=generate_people,
    )
    generate.add_argument("size", type=number_of_people, metavar="N", help="hur många")
    generate.add_argument(
        "-o",
        "--output",
        default=DEFAULT_FILE,
        metavar="FIL",
        help="filen de skrivs till: .npz eller .parquet (annars folk.npz)",
    )
    generate.add_argument(
        "--seed", type=seed_number, default=1, metavar="TAL", help="slumpens frö (annars 1)"
    )
    generate.add_argument(
        "--known",
        type=share,
        default=0.9,
        metavar="ANDEL",
        help="hur stor del av uppgifterna som är kända (annars 0.9)",
    )
    run = group.add(
        "run",
        text="Visar hur en fil med människor fördelar sig på kartans steg.",
        example="samre population run folk.npz --json",
        handler=run_people,
    )
    compare = group.add(
        "compare",
        text="Jämför två versioner av kartan på samma människor: vem flyttar från vilket steg till vilket.",
        example="samre population compare folk.npz --old src/samre/definitions/2026-11 --new utkast/",
        handler=compare_maps,
    )
    for parser in (run, compare):
        parser.add_argument("file", nargs="?", default=DEFAULT_FILE, metavar="FILE", help=FILE_HELP)
        parser.add_argument("--json", action="store_true", help="skriver svaret som JSON")
    compare.add_argument("--old", metavar="MAPP", help="den gamla kartans mapp (annars den som gäller)")
    compare.add_argument("--new", required=True, metavar="MAPP", help="den nya kartans mapp")
    for parser in (generate, run, compare):
        parser.add_argument("--on", type=read_day, metavar="DAG", help="dagen som gäller (annars i dag)")
    for parser in (generate, run):
        add_definition(parser)


def batches(size: int, seed: int) -> Iterator[tuple[int, int]]:
    """Size and seed of the parts that are made one at a time, so that progress can be told; the first has the seed itself."""
    import numpy as np

    for number, start in enumerate(range(0, size, BATCH)):
        own = int(np.random.SeedSequence([seed, number]).generate_state(1)[0]) if number else seed
        yield min(BATCH, size - start), own


def make_people(pathway: Pathway, size: int, *, seed: int, known: float) -> Columns:
    """Synthetic people, while progress is told."""
    import numpy as np

    from samre.pathway.people.columns import Columns
    from samre.pathway.people.generate import generate

    parts: list[Columns] = []
    with Progress("Hittar på människor", total=size) as progress:
        for part, own in batches(size, seed):
            parts.append(generate(pathway, part, seed=own, known=known))
            progress.to(sum(made.size for made in parts))
    if len(parts) == 1:
        return parts[0]
    values = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
    return Columns(size=size, values=values, choices=parts[0].choices)


def generate_people(args: argparse.Namespace) -> int:
    """Runs `samre population generate`."""
    from samre.pathway.people.generate import NobodyFits

    from .population_files import save_people

    pathway = load(args.definition, on=args.on or today())
    try:
        people = make_people(pathway, args.size, seed=args.seed, known=args.known)
    except NobodyFits as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None
    save_people(people, args.output)
    print(f"{thousands(args.size)} påhittade människor ligger i {args.output}.")
    return OK


def run_people(args: argparse.Namespace) -> int:
    """Runs `samre population run`."""
    from .population_files import counts_in

    pathway = load(args.definition, on=args.on or today())
    primary, opened, possible = counts_in(args.file, pathway)
    size = sum(primary.values())
    if args.json:
        steps = {
            id_: {
                "name": pathway.steps[id_].name,
                "primary": primary[id_],
                "open": opened[id_],
                "possible": possible[id_],
            }
            for id_ in pathway.priority
        }
        print_json({"pathway": pathway.id, "people": size, "steps": steps, "unsettled": primary[""]})
        return OK
    rows = [
        [id_, pathway.steps[id_].short, primary[id_], opened[id_], possible[id_]] for id_ in pathway.priority
    ]
    print(
        table(
            [*rows, ["", "går inte att säga än", primary[""], 0, 0]],
            heads=("Steg", "", "Nästa steg", "Öppet", "Kan vara öppet"),
        )
    )
    print(f"{thousands(size)} människor.")
    return OK


def compare_maps(args: argparse.Namespace) -> int:
    """Runs `samre population compare`."""
    from .impact_answer import answer, describe
    from .population_files import people_of_both

    on = args.on or today()
    old, new = load(args.old, on=on), load(args.new, on=on)
    found = answer(old, new, people_of_both(args.file, old, new))
    if args.json:
        print_json(found)
    else:
        print(describe(found))
    return OK
