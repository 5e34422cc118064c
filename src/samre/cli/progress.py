"""How far long work has come, on standard error: a line that rewrites itself, or a new line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from .text import thousands

Item = TypeVar("Item")
QUIET_SECONDS = 0.7  # counted work that is over before this says nothing
SCREEN_SECONDS = 0.1
LOG_SECONDS = 5.0


class Progress:
    """Says how far the work has come while it goes on. Use as a context manager; the line is gone when it ends."""

    def __init__(self, text: str, *, total: int | None = None) -> None:
        self.text = text
        self.total = total
        self._screen = sys.stderr.isatty()
        self._next = time.monotonic() + QUIET_SECONDS
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._screen:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def say(self, line: str) -> None:
        """The line as it is, at once."""
        self._shown = True
        sys.stderr.write(f"\r{line}\x1b[K" if self._screen else f"{line}\n")
        sys.stderr.flush()

    def to(self, done: int) -> None:
        """`done` of the total is ready."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (SCREEN_SECONDS if self._screen else LOG_SECONDS)
        of = f" av {thousands(self.total)} ({100 * done // self.total} %)" if self.total else ""
        self.say(f"{self.text}: {thousands(done)}{of}")


def follow(items: Iterable[Item], text: str) -> Iterator[Item]:
    """`items` one by one, while progress is said."""
    total = len(items) if isinstance(items, Sized) else None
    with Progress(text, total=total) as progress:
        for done, item in enumerate(items):
            progress.to(done)
            yield item
