"""The separate store: a folder of append-only files, one line of JSON for each event, that only `sink.py` writes to.

    SINK/<chain>/2026-11-21.jsonl    the events of a day (UTC), in order
    SINK/<chain>/anchors.jsonl       the head of the chain, once a day

In operation the folder lies on another machine (mounted so that files can only be appended to).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings

_INSTALLATION, _PREFIX = "installation", "chain-"


class StoreDamaged(Exception):
    """A file of the store can't be read as it must have been written."""


@dataclass(frozen=True, slots=True)
class Line:
    """The number and hash of an event, or of a head, that the store holds, and which file it stands in."""

    number: int
    hash: str
    file: str


def root() -> Path:
    return Path(settings.SAMRE_AUDIT_SINK)


def folder(chain: str) -> Path:
    return root() / (_PREFIX + quote(chain, safe="") if chain else _INSTALLATION)


def chains() -> list[str]:
    """The chains the store has a folder for."""
    names = [path.name for path in root().iterdir() if path.is_dir()] if root().is_dir() else []
    found = [unquote(name.removeprefix(_PREFIX)) for name in names if name.startswith(_PREFIX)]
    return sorted([*found, ""] if _INSTALLATION in names else found)


def days(chain: str) -> list[Path]:
    """The files of events, oldest first."""
    return sorted(folder(chain).glob("????-??-??.jsonl"))


def tail(chain: str) -> Line | None:
    """The last whole line: how far the store has come. Raises StoreDamaged."""
    for path in reversed(days(chain)):
        line = last_line(path)
        if line is not None:
            return line
    return None


def anchors(chain: str) -> list[Line]:
    """The heads that were noted, oldest first, and the tail of the events: also a head that was once there."""
    path = folder(chain) / "anchors.jsonl"
    noted = [_line(text, path) for text in read_whole(path)] if path.exists() else []
    newest = tail(chain)
    return [*noted, newest] if newest else noted


def first_line(path: Path) -> Line | None:
    for text in read_whole(path):
        return _line(text, path)
    return None


def last_line(path: Path) -> Line | None:
    """The last line that ends with a newline; None for an empty file. Reads from the end, not the whole file."""
    size, block = path.stat().st_size, 1 << 16
    with path.open("rb") as file:
        while True:
            start = max(0, size - block)
            file.seek(start)
            lines = file.read(size - start).split(b"\n")[:-1]
            if len(lines) > 1 or start == 0:
                return _line(lines[-1], path) if lines else None
            block *= 4


def read_whole(path: Path) -> Iterator[bytes]:
    """The lines of a file, but a last one that was torn off."""
    with path.open("rb") as file:
        for text in file:
            if text.endswith(b"\n"):
                yield text


def _line(text: bytes, path: Path) -> Line:
    try:
        found = json.loads(text)
        return Line(found["number"], found["hash"], path.stem)
    except (ValueError, KeyError, TypeError):
        raise StoreDamaged(f"Filen {path.parent.name}/{path.name} i den separata loggen är skadad.") from None


def append(path: Path, rows: list[dict[str, Any]]) -> None:
    """Adds lines and waits until they are on the disk. A line torn off by a crash is first taken away."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+b") as file:
        _mend(file, path)
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _mend(file: Any, path: Path) -> None:
    """Leaves the file at the end of its last whole line."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - (1 << 16))
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    file.seek(end)
    file.truncate()


@contextmanager
def alone() -> Iterator[None]:
    """One streaming at a time."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(root() / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def remove_below(chain: str, number: int) -> int:
    """Removes the files whose events all lie below an approved cut, and gives their number."""
    removed = 0
    for path in days(chain):
        last = last_line(path)
        if last is None or last.number > number:
            break
        path.unlink()
        removed += 1
    return removed
