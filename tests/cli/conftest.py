"""Running `samre` inside the test, with what it printed and how it ended."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samre.cli import main

SMALL_MAP = Path(__file__).resolve().parents[1] / "pathway" / "small_map"


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)


Samre = Callable[..., Outcome]


@pytest.fixture
def samre(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Samre:
    """`samre("route", path, "--json", stdin=b"…")`."""

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def small_map() -> Path:
    """A definition of four steps, made for tests."""
    return SMALL_MAP
