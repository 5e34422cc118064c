"""argparse in Swedish, and the way a group of commands puts its own in place: each with a help text and an example."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from .errors import USAGE

# What argparse says of its own accord. It asks gettext for each, but Python ships no Swedish.
SWEDISH = {
    "usage: ": "användning: ",
    "positional arguments": "argument",
    "options": "växlar",
    "subcommands": "kommandon",
    "show this help message and exit": "visar den här hjälpen",
    "show program's version number and exit": "visar versionen",
    "the following arguments are required: %s": "det här saknas: %s",
    "unrecognized arguments: %s": "okända argument: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r finns inte (välj bland %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r går inte att läsa (%(type)s)",
    "expected one argument": "ett värde saknas",
    "expected at least one argument": "minst ett värde saknas",
    "not allowed with argument %s": "går inte ihop med %s",
    "one of the arguments %s is required": "ange ett av %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s kan betyda %(matches)s",
    "ignored explicit argument %r": "tar inget värde, men fick %r",
}

Handler = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """argparse with Swedish words, an example last in the help, and an exit code of its own for a wrong command line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(**options)

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and how the command is written; ends with USAGE."""
        self.exit(USAGE, f"{self.format_usage()}{self.prog}: {message}. Se {self.prog} --help\n")


def speak_swedish() -> None:
    """Gives argparse its Swedish words; what is not in the table stays as it is."""
    setattr(argparse, "_", lambda text: SWEDISH.get(text, text))  # noqa: B010 – mypy does not know the name
    setattr(argparse, "ngettext", lambda one, many, n: SWEDISH.get(one if n == 1 else many, many))  # noqa: B010


def today() -> date:
    """The day it is where the machine stands."""
    return datetime.now(UTC).astimezone().date()


def read_day(text: str) -> date:
    """A day written 2026-11-21."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} är ingen dag. Skriv den som 2026-11-21") from None


def whole(text: str) -> int:
    """A whole number from 0 up."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} är inget heltal från 0 och uppåt")
    return int(text)


class Commands:
    """Where a group of commands puts its own: `add` gives the parser of a new command."""

    def __init__(self, parser: argparse.ArgumentParser, *, required: bool = True) -> None:
        self._commands = parser.add_subparsers(
            title="kommandon", metavar="KOMMANDO", required=required, parser_class=Parser
        )

    def add(
        self, name: str, *, text: str, example: str, handler: Handler, more: str = ""
    ) -> argparse.ArgumentParser:
        """A command. `text` is its line in lists, `more` is said in its own help, `example` stands last there."""
        parser = self._commands.add_parser(
            name,
            help=text,
            description=textwrap.fill(f"{text} {more}".strip(), 100),
            epilog=f"Exempel:\n{textwrap.indent(textwrap.dedent(example).strip(), '  ')}",
        )
        parser.set_defaults(handler=handler)
        return parser

    def group(self, name: str, *, text: str, example: str) -> Commands:
        """A command with commands of its own."""
        epilog = f"Exempel:\n{textwrap.indent(textwrap.dedent(example).strip(), '  ')}"
        return Commands(self._commands.add_parser(name, help=text, description=text, epilog=epilog))
