"""Small numbers are not told: a cell below the least, and one more where the total would give it away."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)


def suppressed(counts: Mapping[Cell, int], *, least: int) -> dict[Cell, int | None]:
    """The counts with small ones hidden (None). Zero is told: it is about nobody.

    The total is told beside them, so one hidden cell alone could be worked out: then the next smallest is hidden too. Where what is
    hidden adds up to less than `least`, the same.
    """
    small = {cell for cell, count in counts.items() if 0 < count < least}
    hidden = sum(counts[cell] for cell in small)
    rest = sorted((count, repr(cell), cell) for cell, count in counts.items() if count >= least)
    while small and rest and (len(small) == 1 or hidden < least):
        count, _, cell = rest.pop(0)
        small.add(cell)
        hidden += count
    return {cell: None if cell in small else count for cell, count in counts.items()}


def told_total(counts: Mapping[Cell, int], *, least: int) -> int | None:
    """The sum of all, hidden itself where it is about a few."""
    total = sum(counts.values())
    return None if 0 < total < least else total


def rounded(count: int | None, *, to: int) -> int | None:
    """The count to the nearest multiple of `to`, halves upwards; one that is hidden stays so.

    What is told of several kommuner is rounded: else the same question asked twice, or the sum and a kommun's own number, would
    differ by one person.
    """
    return None if count is None else (2 * count + to) // (2 * to) * to
