"""Arrow columns as bit planes: bit-packed booleans and validity bitmaps as they are, choices and numbers compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..model import Fact
from .circuit import Plane
from .slices import BLOCK_WORDS, Slices, block_shape, choice_holds

Bits = NDArray[np.uint8]
EXPECTED = {"bool": "bool", "int": "ett heltal", "enum": "text eller dictionary med svarens id"}
FEW_NAMES = 127


class WrongColumn(ValueError):
    """A column that can't be read as the map's fact. `str()` is a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Read:
    """A column as numpy sees it. `values`: eight people to a byte for a bool fact, else a number (int) or code (enum) each;
    what stands there for an unknown person means nothing. `known`: one bit each, None when all are known. `names`: what
    each code means, None for a code that means unknown."""

    size: int
    values: NDArray[Any]
    known: Bits | None
    names: tuple[str | None, ...] = ()


def read_column(batch: pa.RecordBatch, fact: Fact) -> Read | None:
    """The fact's column; None when there is none, or nobody is known in it. Raises WrongColumn."""
    places = batch.schema.get_all_field_indices(fact.id)
    if not places or not batch.num_rows:
        return None
    if len(places) > 1:
        raise WrongColumn(f"Kolumnen {fact.id} finns {len(places)} gånger. Behåll en.")
    array = batch.column(places[0])
    if array.null_count == len(array):
        return None
    match fact.kind:
        case "bool" if pa.types.is_boolean(array.type):
            return Read(len(array), _bits(array, 1), _known(array))
        case "int" if pa.types.is_integer(array.type):
            return Read(len(array), _numbers(array), _known(array))
        case "enum" if pa.types.is_dictionary(array.type) and _is_text(array.type.value_type):
            return _read_choices(array, fact)
        case "enum" if _is_text(array.type):
            return _read_choices(array.dictionary_encode(), fact)
    raise WrongColumn(f"Kolumnen {fact.id} har typen {array.type}. Den ska vara {EXPECTED[fact.kind]}.")


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _read_choices(array: pa.DictionaryArray, fact: Fact) -> Read:
    names, codes, known = tuple(array.dictionary.to_pylist()), _numbers(array.indices), _known(array.indices)
    if len(names) <= FEW_NAMES:
        codes = codes.astype(np.int8, copy=False)
    strange = [code for code, name in enumerate(names) if not (name is None or _knows(fact, name))]
    if strange:
        there = (
            np.isin(codes, strange) if known is None else np.isin(codes, strange) & opened(known, len(array))
        )
        found = sorted({str(names[code]) for code in set(codes[there].tolist())})
        if found:
            choices = ", ".join(choice.id for choice in fact.choices)
            message = f"Kolumnen {fact.id} har svar som kartan inte känner: {', '.join(found[:5])}. Kartans svar: {choices}."
            raise WrongColumn(message)
    return Read(len(array), codes, known, names)


def _knows(fact: Fact, name: str) -> bool:
    return any(choice.id == name for choice in fact.choices)


def _numbers(array: pa.Array) -> NDArray[Any]:
    dtype = np.dtype(array.type.to_pandas_dtype())
    return np.frombuffer(array.buffers()[1], dtype, count=len(array), offset=array.offset * dtype.itemsize)


def _known(array: pa.Array) -> Bits | None:
    return _bits(array, 0) if array.null_count else None


def _bits(array: pa.Array, place: int) -> Bits:
    """A bit-packed buffer from the array's first person on; whole bytes, so the last one may hold others' bits too."""
    first, shift = divmod(array.offset, 8)
    packed = np.frombuffer(array.buffers()[place], np.uint8)[first : first + -(-(shift + len(array)) // 8)]
    return np.packbits(opened(packed, shift + len(array))[shift:], bitorder="little") if shift else packed


def opened(packed: Bits, size: int) -> NDArray[np.bool_]:
    """One boolean for each of the first `size` bits."""
    return np.unpackbits(packed, count=size, bitorder="little").view(np.bool_)


class BatchPlanes:
    """The planes of one batch of people, each made once, also when two maps ask for it."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._made: dict[Plane, Bits | None] = {}

    def slices(self, planes: Sequence[Plane], facts: Mapping[str, Fact]) -> Slices:
        """The planes that a map with these facts asks for. Raises WrongColumn."""
        size = self._batch.num_rows
        blocks, width = block_shape(size, BLOCK_WORDS)
        words = np.zeros((blocks, max(1, len(planes)), width), np.uint64)
        padded = np.zeros(blocks * width * 8, np.uint8)
        columns = {name: read_column(self._batch, facts[name]) for name in {plane.fact for plane in planes}}
        for row, plane in enumerate(planes):
            if plane not in self._made:
                column = columns[plane.fact]
                self._made[plane] = plane_bits(column, facts[plane.fact], plane) if column else None
            bits = self._made[plane]
            if bits is not None:
                padded[: len(bits)] = bits
                words[:, row] = padded.view(np.uint64).reshape(blocks, width)
        return Slices(size=size, planes={plane: row for row, plane in enumerate(planes)}, words=words)


def plane_bits(column: Read, fact: Fact, plane: Plane) -> Bits:
    """One plane of one column, bit-packed."""
    if fact.kind == "bool":
        held = column.values if plane.arg == (True,) else ~column.values
    elif fact.kind == "enum":
        held = _choice_bits(column, plane)
    else:
        held = np.packbits(_number_holds(column.values, plane), bitorder="little")
    return held if column.known is None else held & column.known


def _choice_bits(column: Read, plane: Plane) -> Bits:
    if plane.kind == "known":
        wanted = [code for code, name in enumerate(column.names) if name is not None]
        if len(wanted) == len(column.names):
            return np.full(-(-column.size // 8), 255, np.uint8)
    else:
        wanted = [
            code for code, name in enumerate(column.names) if name is not None and choice_holds(name, plane)
        ]
    if not wanted:
        return np.zeros(-(-column.size // 8), np.uint8)
    return np.packbits(reduce(np.bitwise_or, (column.values == code for code in wanted)), bitorder="little")


def _number_holds(values: NDArray[Any], plane: Plane) -> NDArray[Any]:
    match plane.kind:
        case "known":
            return np.ones(len(values), np.bool_)
        case "atleast":
            return values >= plane.arg[0]
        case "below":
            return values < plane.arg[0]
    bit, *bounds = plane.arg
    cells = np.ones(len(values), np.uint8)
    for bound in bounds:
        cells += values >= bound
    return (cells >> np.uint8(int(bit)) & np.uint8(1)).view(np.bool_)  # type: ignore[call-overload]
