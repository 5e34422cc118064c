"""Which version of the map a command uses, and its loading with the mistakes told."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from samre.definitions import in_force

from .errors import BAD_DEFINITION, UNREADABLE, UserError

if TYPE_CHECKING:
    from samre.pathway.model import Pathway


def add_definition(parser: argparse.ArgumentParser) -> None:
    """The choice of another definition than the program's own."""
    parser.add_argument(
        "--definition",
        metavar="MAPP",
        help="mapp med en annan version av kartan (annars den som gäller den dagen)",
    )


def version_on(day: date) -> Path:
    """The version in force on a day; the oldest for a day before it."""
    try:
        return in_force(day)
    except FileNotFoundError as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None


def folder_of(name: str | None, *, on: date) -> Path:
    """The folder the user named, else the version in force on the day."""
    if name is None:
        return version_on(on)
    if not Path(name).is_dir():
        raise UserError(f"{name} är ingen mapp. Ange mappen med karta.yaml.", code=UNREADABLE)
    return Path(name)


def load(name: str | None, *, on: date) -> Pathway:
    """The map with its dated values as they are on the day, or every mistake in its files.

    For a day before the version begins its first values are used: the values of older days are not in it.
    """
    from samre.pathway.reading.load import load_pathway
    from samre.pathway.reading.mistakes import DefinitionError

    folder = folder_of(name, on=on)
    try:
        pathway = load_pathway(folder)
        return pathway if on <= pathway.valid_from else load_pathway(folder, on=on)
    except DefinitionError as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None
