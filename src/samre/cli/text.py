"""Text for a terminal: folded lines, lists and tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 96


def folded(lead: str, text: str) -> list[str]:
    """`text` after `lead`, on as many lines as it needs, indented as the first."""
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) or [
        lead.rstrip()
    ]


def bullets(lines: Iterable[str], *, indent: int = 2) -> str:
    """One dash per line."""
    return "\n".join(part for line in lines for part in folded(f"{' ' * indent}- ", line))


def table(rows: Sequence[Sequence[object]], *, heads: Sequence[str]) -> str:
    """Columns as wide as they need to be; numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(heads), *cells]) for n in range(len(heads))]
    right = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        fitted = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        return "  ".join(fitted).rstrip()

    return "\n".join([line(list(heads)), line(["-" * width for width in widths]), *map(line, cells)])


def thousands(number: int) -> str:
    """A whole number as Swedish writes it: 1 000 000."""
    return f"{number:,}".replace(",", " ")
