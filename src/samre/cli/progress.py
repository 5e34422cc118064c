"""How far long work has come, on standard error: a line that rewrites itself, or a new line now and then in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

Item = TypeVar("Item")
QUIET_SECONDS = 0.7  # work that is over before this says nothing
SCREEN_SECONDS = 0.1
LOG_SECONDS = 5.0


class Progress:
    """Says `text: done av total` while the work goes on. Use as a context manager; `to` tells how far it has come."""

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

    def to(self, done: int) -> None:
        """`done` of the total is ready."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (SCREEN_SECONDS if self._screen else LOG_SECONDS)
        self._shown = True
        share = f" ({100 * done // self.total} %)" if self.total else ""
        of = f" av {self.total:,}".replace(",", " ") if self.total else ""
        line = f"{self.text}: {done:,}".replace(",", " ") + of + share
        sys.stderr.write(f"\r{line}\x1b[K" if self._screen else f"{line}\n")
        sys.stderr.flush()


def follow(items: Iterable[Item], text: str) -> Iterator[Item]:
    """`items` one by one, while progress is said."""
    total = len(items) if isinstance(items, Sized) else None
    with Progress(text, total=total) as progress:
        for done, item in enumerate(items):
            progress.to(done)
            yield item
