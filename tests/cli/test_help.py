"""Every command explains itself, in Swedish, with an example, and without loading what it does not need."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator

import pytest

from samre.cli.errors import MEANINGS, USAGE
from samre.cli.parser import build_parser

from .conftest import Samre

HEAVY = ("numpy", "django", "lxml", "yaml", "z3", "weasyprint", "pyarrow", "duckdb")


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands(below)


ALL = {parser.prog: parser for parser in commands(build_parser())}


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_a_help_with_an_example_of_itself(name: str, samre: Samre) -> None:
    outcome = samre(*name.split()[1:], "--help")
    assert outcome.code == 0
    example = outcome.out.partition("Exempel:\n")[2]
    assert name in example, f"give {name} an example= that shows the command itself"


@pytest.mark.parametrize("name", ALL)
def test_every_argument_says_what_it_is(name: str) -> None:
    actions = (action for action in ALL[name]._actions if not isinstance(action, argparse._SubParsersAction))
    assert [action.dest for action in actions if not action.help] == []


def test_help_tells_every_exit_code(samre: Samre) -> None:
    shown = samre("--help").out
    for code, meaning in MEANINGS.items():
        assert f"{code:>3}  {meaning}" in shown


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom samre.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.endswith("LOADED []\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "det här saknas: KOMMANDO"),
        (("rut",), "'rut' finns inte"),
        (("map", "draw"), "det här saknas: -o/--output"),
        (("route", "a.json", "b.json"), "okända argument: b.json"),
        (("route", "a.json", "--on", "i går"), "'i går' är ingen dag. Skriv den som 2026-11-21"),
        (("population", "generate", "noll"), "'noll' ska vara ett antal från 1"),
    ],
)
def test_a_wrong_command_line_is_told_in_swedish(
    arguments: tuple[str, ...], expected: str, samre: Samre
) -> None:
    outcome = samre(*arguments)
    assert outcome.code == USAGE
    assert expected in outcome.err
    assert "--help" in outcome.err
