"""`samre map export|diff|schema`: the map given to others, two versions compared, and the form of its files."""

from __future__ import annotations

import argparse
from pathlib import Path

from .commands import Commands, today
from .definitions import folder_of, load
from .errors import BAD_DEFINITION, FOUND, OK, USAGE, UserError
from .files import print_json, write


def add_exchange(group: Commands) -> tuple[argparse.ArgumentParser, ...]:
    """Puts the commands in place; gives those that work on one version."""
    export = group.add(
        "export",
        text="Skriver kartan i en form som andra program läser: JSON, BPMN, DMN eller FHIR.",
        more="Filens namn avgör formen: .json, .bpmn, .dmn eller .fhir.json.",
        example="samre map export -o karta.bpmn",
        handler=export_map,
    )
    export.add_argument("-o", "--output", required=True, metavar="FIL", help="filen som ska skrivas")
    diff = group.add(
        "diff",
        text="Säger på svenska vad som skiljer två versioner av kartan.",
        more="Slutkoden är 1 när något skiljer.",
        example="samre map diff --new utkast/",
        handler=diff_maps,
    )
    diff.add_argument("--old", metavar="MAPP", help="den gamla kartans mapp (annars den som gäller)")
    diff.add_argument("--new", required=True, metavar="MAPP", help="den nya kartans mapp")
    diff.add_argument("--json", action="store_true", help="skriver svaret som JSON")
    group.add(
        "schema",
        text="Skriver ut JSON Schema för kartans filer, så att en redigerare kan hjälpa till.",
        example="samre map schema > karta.schema.json",
        handler=show_schema,
    )
    return (export,)


def export_map(args: argparse.Namespace) -> int:
    """Runs `samre map export`."""
    from samre.pathway.exchange.forms import FORMS, form_by_ending
    from samre.pathway.picture.sketch import FILE, load_sketch, plain_sketch
    from samre.pathway.reading.mistakes import DefinitionError

    form = form_by_ending(args.output)
    if form is None:
        endings = ", ".join(form.ending for form in FORMS.values())
        raise UserError(f"{args.output}: filens namn ska sluta på något av {endings}.", code=USAGE)
    on = args.on or today()
    pathway, folder = load(args.definition, on=on), folder_of(args.definition, on=on)
    try:
        sketch = load_sketch(folder, pathway) if (folder / FILE).exists() else plain_sketch(pathway)
    except DefinitionError as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None
    write(args.output, form.written(pathway, sketch))
    print(f"Kartan ligger i {args.output} som {form.name}.")
    return OK


def diff_maps(args: argparse.Namespace) -> int:
    """Runs `samre map diff`."""
    from samre.pathway.changes.diff import diff
    from samre.pathway.changes.redrawn import DRAWING, drawing_told, names_of

    on = today()
    old, new = load(args.old, on=on), load(args.new, on=on)
    found = diff(old, new)
    was, is_ = (_drawing(folder_of(folder, on=on)) for folder in (args.old, args.new))
    drawn = drawing_told(was, is_, names_of(old, new)) if was and is_ else ()
    if args.json:
        print_json(
            [
                {"act": one.act, "thing": one.thing, "id": one.id, "part": one.part, "before": one.before,
                 "after": one.after, "moves": one.moves, "text": str(one)}
                for one in found
            ]
            + [
                {"act": "ändrad", "thing": DRAWING, "id": "", "part": "", "before": "", "after": "", "moves": False,
                 "text": one}
                for one in drawn
            ]
        )  # fmt: skip
    else:
        print("\n".join(map(str, (*found, *drawn))) or "Inget skiljer.")
    return FOUND if found or drawn else OK


def _drawing(folder: Path) -> dict[str, str]:
    """The file of a folder's drawing, if it has one."""
    from samre.pathway.picture.sketch import FILE

    return {FILE: (folder / FILE).read_text(encoding="utf-8")} if (folder / FILE).exists() else {}


def show_schema(_: argparse.Namespace) -> int:
    """Runs `samre map schema`."""
    from samre.definitions import schema

    print(schema(), end="")
    return OK
