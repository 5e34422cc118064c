"""How a command ends when it is interrupted, when its reader leaves, and when the program itself is wrong."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from samre.cli import demo, main
from samre.cli.errors import BROKEN, INTERRUPTED
from samre.cli.progress import Progress, follow

from .conftest import Samre


@pytest.fixture
def falling(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `samre demo` fall with an exception."""

    def arrange(error: BaseException) -> None:
        def handler(_: argparse.Namespace) -> int:
            raise error

        monkeypatch.setattr(demo, "check_demo", handler)

    return arrange


def test_an_interrupted_command_says_so(samre: Samre, falling: Callable[[BaseException], None]) -> None:
    falling(KeyboardInterrupt())
    outcome = samre("demo")
    assert (outcome.code, outcome.err) == (INTERRUPTED, "\nsamre: avbrutet.\n")


def test_a_fault_in_the_program_is_one_line_without_traceback(
    samre: Samre, falling: Callable[[BaseException], None]
) -> None:
    falling(RuntimeError("trasigt"))
    outcome = samre("demo")
    assert outcome.code == BROKEN
    assert outcome.err.count("\n") == 1
    assert "RuntimeError: trasigt" in outcome.err


def test_a_developer_can_ask_for_the_traceback(
    falling: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    falling(RuntimeError("trasigt"))
    monkeypatch.setenv("SAMRE_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="trasigt"):
        main(["demo"])


def test_a_reader_that_has_had_enough_is_no_fault(small_map: Path) -> None:
    command = [sys.executable, "-c", "from samre.cli import main; raise SystemExit(main())"]
    arguments = ["map", "facts", "--json", "--definition", str(small_map)]
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, b"")


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(follow(range(100), "Räknar")) == list(range(100))
    assert capsys.readouterr().err == ""


def test_long_work_says_how_far_it_has_come_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 0.5, 1.0, 2.0, 7.0])
    monkeypatch.setattr("samre.cli.progress.time.monotonic", lambda: next(clock))
    with Progress("Räknar", total=2000) as progress:
        for done in (200, 500, 1000, 1500):
            progress.to(done)
    assert capsys.readouterr().err == "Räknar: 500 av 2 000 (25 %)\nRäknar: 1 500 av 2 000 (75 %)\n"
