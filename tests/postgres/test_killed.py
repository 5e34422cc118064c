"""kill -9 in the middle of a thousand writes: nothing that was acknowledged is lost, and no case is half."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITER = Path(__file__).with_name("writer.py")
# Each case is some ten rows, and its event in the log.
ROUNDS, CASES = 4, 30


def start(verb: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, WRITER, verb],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_and_kill(writer: subprocess.Popen[str], number: int) -> list[str]:
    """What it has acknowledged; killed in the middle of whatever it is doing after `number` cases."""
    with writer:
        assert writer.stdout and writer.stderr
        lines = [writer.stdout.readline() for _ in range(number)]
        assert all(lines), writer.stderr.read()
        writer.kill()
        return lines + [
            line for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        ]


def test_what_was_acknowledged_is_there_and_nothing_is_half(server: dict[str, str]) -> None:
    prepare = [sys.executable, "-c", "from samre.cli import main; main(['database', 'prepare'])"]
    subprocess.run(prepare, env=server, check=True, capture_output=True)
    said: list[str] = []
    for _ in range(ROUNDS):
        writers = [start("write", server), start("write", server)]
        for writer in writers:
            said += read_and_kill(writer, random.randint(CASES // 2, CASES))
    found = start("look", server)
    faults, told = found.communicate("".join(said))
    assert found.returncode == 0, told
    assert not faults, faults
    assert int(told.split()[-2]) >= len(said) >= ROUNDS * CASES
