"""Two long texts that differ little: only what differs, with some words around it."""

from __future__ import annotations

from itertools import takewhile

# Shorter ones are read whole.
LONGEST, AROUND = 240, 5
CUT = "…"


def apart(before: str, after: str) -> tuple[str, str]:
    """The two texts; where they are long, what both begin and end with is cut away except for a few words."""
    if len(before) + len(after) <= LONGEST or not before or not after:
        return before, after
    one, two = before.split(" "), after.split(" ")
    first = max(_same(one, two) - AROUND, 0)
    most = min(len(one), len(two)) - first
    last = max(min(_same(one[::-1], two[::-1]), most) - AROUND, 0)
    return _cut(one, first, last), _cut(two, first, last)


def _same(one: list[str], two: list[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _cut(words: list[str], first: int, last: int) -> str:
    kept = words[first : len(words) - last]
    return " ".join([CUT] * (first > 0) + kept + [CUT] * (last > 0))
