"""People as bit planes, 64 to a word, in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .circuit import Plane
from .columns import UNKNOWN_INT, Columns, bounded

Words = NDArray[np.uint64]
BLOCK_WORDS = 8192


@dataclass(frozen=True, slots=True)
class Slices:
    """`words[block, plane, word]`: bit k of word w in block b is person (b · words + w) · 64 + k. Padding is unknown."""

    size: int
    planes: Mapping[Plane, int]
    words: Words

    @property
    def bytes_per_person(self) -> float:
        """Resident bytes per person, padding not counted."""
        return len(self.planes) / 8


def block_shape(size: int, block_words: int) -> tuple[int, int]:
    """How many blocks of how many words `size` people need."""
    words = max(1, -(-size // 64))
    width = min(block_words, words)
    return -(-words // width), width


def slice_columns(
    columns: Columns, planes: Sequence[Plane], *, block_words: int = BLOCK_WORDS, known: Slices | None = None
) -> Slices:
    """The planes of everybody in `columns`. Planes that `known` (of the same people) has are taken from there."""
    blocks, width = block_shape(columns.size, block_words)
    words = np.zeros((blocks, max(1, len(planes)), width), np.uint64)
    padded = np.zeros(blocks * width * 8, np.uint8)
    for row, plane in enumerate(planes):
        if known is not None and plane in known.planes:
            words[:, row] = known.words[:, known.planes[plane]]
        elif plane.fact in columns.values:
            bits = np.packbits(_holds(columns, plane), bitorder="little")
            padded[: len(bits)] = bits
            words[:, row] = padded.view(np.uint64).reshape(blocks, width)
    return Slices(size=columns.size, planes={plane: row for row, plane in enumerate(planes)}, words=words)


def _holds(columns: Columns, plane: Plane) -> NDArray[Any]:
    """Who has the bit, as booleans. Comparing with one code at a time is much faster than looking codes up."""
    column = columns.values[plane.fact]
    if column.dtype == np.int16:
        return _int_holds(column, plane)
    if plane.kind == "known":
        return column >= 0
    choices: tuple[object, ...] = columns.choices.get(plane.fact, (False, True))
    codes = [code for code, choice in enumerate(choices) if choice_holds(choice, plane)]
    held = column == np.int8(codes[0] if codes else 127)
    for code in codes[1:]:
        held |= column == np.int8(code)
    return held


def choice_holds(choice: object, plane: Plane) -> bool:
    """Whether somebody with this choice of an enum fact (True or False of a bool fact) has the plane's bit."""
    if plane.kind == "is":
        return choice in plane.arg
    bit, *groups = plane.arg
    cell = next((n for n, group in enumerate(groups, 1) if choice in group), len(groups) + 1)  # type: ignore[operator]
    return bool(cell >> int(bit) & 1)  # type: ignore[call-overload]


def _int_holds(column: NDArray[Any], plane: Plane) -> NDArray[Any]:
    bounds = [bounded(bound) for bound in plane.arg]  # type: ignore[arg-type]
    match plane.kind:
        case "known":
            return column != UNKNOWN_INT
        case "atleast":
            return column >= np.int16(bounds[0])
        case "below":
            return (column < np.int16(bounds[0])) & (column != UNKNOWN_INT)
    cells = (column != UNKNOWN_INT).view(np.uint8)
    for bound in bounds[1:]:
        cells = cells + (column >= np.int16(bound))
    return (cells >> np.uint8(int(plane.arg[0])) & np.uint8(1)).view(np.bool_)  # type: ignore[call-overload]
