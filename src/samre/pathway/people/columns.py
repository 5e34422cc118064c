"""People as columns: one small integer array per fact, so a million people fit in memory and load in no time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ..model import Fact, Pathway
from ..nodes import FactValue

UNKNOWN_CODE = -1
UNKNOWN_INT = -32768
LOW_INT, HIGH_INT = -32767, 32767
Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """`size` people. `values`: fact id → array of `size` numbers.

    bool and enum facts are int8 (0/1, or the index in `choices[fact]`; −1 unknown), int facts int16 (−32768 unknown).
    A fact without a column is unknown for everybody.
    """

    size: int
    values: Mapping[str, Column]
    choices: Mapping[str, tuple[str, ...]]

    def person(self, index: int) -> dict[str, FactValue]:
        """The known facts of one person, as `evaluate` wants them."""
        found: dict[str, FactValue] = {}
        for fact, column in self.values.items():
            code = int(column[index])
            if column.dtype == np.int16:
                if code != UNKNOWN_INT:
                    found[fact] = code
            elif code != UNKNOWN_CODE:
                found[fact] = self.choices[fact][code] if fact in self.choices else bool(code)
        return found

    def take(self, rows: NDArray[Any] | slice) -> Columns:
        """The people of `rows` (indices, a mask or a slice), in that order."""
        values = {fact: np.ascontiguousarray(column[rows]) for fact, column in self.values.items()}
        size = len(next(iter(values.values()))) if values else 0
        return Columns(size=size, values=values, choices=self.choices)


def empty_column(fact: Fact, size: int) -> Column:
    """A column where everybody is unknown."""
    if fact.kind == "int":
        return np.full(size, UNKNOWN_INT, np.int16)
    return np.full(size, UNKNOWN_CODE, np.int8)


def bounded(number: int) -> int:
    """The nearest number that a column can hold; what lies beyond is told apart by no map."""
    return min(max(int(number), LOW_INT), HIGH_INT)


def columns_of(pathway: Pathway, people: Sequence[Mapping[str, FactValue | None]]) -> Columns:
    """Columns of people given as fact → value; None and left out are unknown. Date facts are left out."""
    facts = [fact for fact in pathway.facts.values() if fact.kind != "date"]
    values = {fact.id: empty_column(fact, len(people)) for fact in facts}
    codes = {fact.id: {choice.id: code for code, choice in enumerate(fact.choices)} for fact in facts}
    for row, person in enumerate(people):
        for name, value in person.items():
            if value is not None and name in values:
                values[name][row] = codes[name][value] if isinstance(value, str) else bounded(value)
    return Columns(size=len(people), values=values, choices=choice_lists(facts))


def choice_lists(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """The code table of the enum facts."""
    return {fact.id: tuple(choice.id for choice in fact.choices) for fact in facts if fact.kind == "enum"}


def save_columns(columns: Columns, path: Path) -> None:
    """Write one .npz file; `load_columns` gives the same people back."""
    header = json.dumps({"size": columns.size, "choices": columns.choices}, ensure_ascii=False)
    arrays: dict[str, Any] = {f"fact:{name}": column for name, column in columns.values.items()}
    with path.open("wb") as file:
        np.savez(file, header=np.frombuffer(header.encode(), np.uint8), **arrays)


def load_columns(path: Path) -> Columns:
    """Read what `save_columns` wrote. Raises ValueError in Swedish when the file is something else."""
    try:
        return _read(path)
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except (
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        OSError,
        EOFError,
        BadZipFile,
        zlib.error,
    ) as problem:
        raise ValueError(
            f"{path} är ingen befolkningsfil. Skapa en med: samre population generate 100000 -o {path}"
        ) from problem


def _read(path: Path) -> Columns:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        header = json.loads(bytes(stored["header"]).decode())
        values = {name[5:]: stored[name] for name in stored.files if name.startswith("fact:")}
    size = int(header["size"])
    if any(column.shape != (size,) or column.dtype not in (np.int8, np.int16) for column in values.values()):
        raise ValueError("En kolumn har fel längd eller fel slags tal.")
    return Columns(
        size=size, values=values, choices={name: tuple(ids) for name, ids in header["choices"].items()}
    )
