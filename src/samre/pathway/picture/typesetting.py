"""How wide a text is and where its lines break, in points, without any font engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .inter_widths import WIDTHS

SOFT_HYPHEN = "\u00ad"
_UNKNOWN_SIGN = 1000  # a sign not in the table is taken to be a full em wide


@dataclass(frozen=True, slots=True)
class Face:
    """A size (points) and weight (`regular`, `semibold` or `bold`) of the one typeface, with its leading (points)."""

    size: float
    weight: str = "regular"
    leading: float = 0.0

    def width(self, text: str) -> float:
        """Width of `text` in points. Kerning, which only draws signs together, is left out."""
        return _milli_ems(text, self.weight) * self.size / 1000

    def wrap(self, text: str, *, width: float, first: float | None = None) -> tuple[str, ...]:
        """Break `text` into lines of at most `width` points (the first at most `first`).

        Breaks at blanks (not at hard ones) and at soft hyphens, which become hyphens. A word that fits on no line
        stands alone and is too wide: whoever draws it finds that out by measuring.
        """
        lines: list[str] = []
        line = ""
        for word in filter(None, text.split(" ")):
            for piece, glue in _pieces(word):
                room = first if first is not None and not lines else width
                joined = f"{line}{glue if line else ''}{piece}"
                if self.width(_shown(joined, last=piece.endswith(SOFT_HYPHEN))) <= room or not line:
                    line = joined
                else:
                    lines.append(_shown(line, last=True))
                    line = piece
        return (*lines, _shown(line, last=False)) if line else tuple(lines)


def _pieces(word: str) -> list[tuple[str, str]]:
    """The parts a word may be broken into, each with what joins it to the part before: a blank or nothing."""
    parts = re.split(f"(?<={SOFT_HYPHEN})|(?<=/)(?=\\w)", word)
    return [(part, " " if index == 0 else "") for index, part in enumerate(parts) if part]


def _shown(line: str, *, last: bool) -> str:
    """The line as printed: soft hyphens vanish, but one that a line ends with becomes a hyphen."""
    ends = last and line.endswith(SOFT_HYPHEN)
    return line.replace(SOFT_HYPHEN, "") + ("-" if ends else "")


@cache
def _milli_ems(text: str, weight: str) -> int:
    table = WIDTHS[weight]
    return sum(table.get(sign, _UNKNOWN_SIGN) for sign in text)
