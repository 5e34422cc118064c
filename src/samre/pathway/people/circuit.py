"""Conditions as a circuit of word operations: two rails per condition, `surely true` and `surely false`.

Kleene logic is then and/or on the rails and `inte` only swaps them. Equal parts are built once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

Op = Literal["and", "or", "xor"]
Key = TypeVar("Key")
FALSE, TRUE = 0, 1


class Plane(NamedTuple):
    """One stored bit per person. `kind` says which: for the fact's value v and `arg`,

    known: v is known · is: v in arg (choice ids, or True/False) · atleast: v >= arg · below: v < arg ·
    bit: bit arg[0] of the number of the cell that v is in (cells: arg[1:], 0 = unknown).
    """

    fact: str
    kind: Literal["known", "is", "atleast", "below", "bit"]
    arg: tuple[object, ...] = ()


class Rails(NamedTuple):
    """Wire numbers: where the condition is surely true, and where it is surely false."""

    true: int
    false: int


@dataclass(slots=True)
class Circuit:
    """Wires 0 and 1 are the constants; then come planes and gates, numbered as they are made, each made once."""

    planes: dict[Plane, int] = field(default_factory=dict)
    gates: dict[tuple[Op, int, int], int] = field(default_factory=dict)
    size: int = 2

    def plane(self, plane: Plane) -> int:
        """The wire of a stored plane."""
        return self._wire(self.planes, plane)

    def both(self, a: int, b: int) -> int:
        """a and b."""
        if FALSE in (a, b):
            return FALSE
        if a in (TRUE, b):
            return b
        return a if b == TRUE else self._gate("and", a, b)

    def either(self, a: int, b: int) -> int:
        """a or b."""
        if TRUE in (a, b):
            return TRUE
        if a in (FALSE, b):
            return b
        return a if b == FALSE else self._gate("or", a, b)

    def differ(self, a: int, b: int) -> int:
        """a xor b: with b = TRUE the opposite of a, with a within b the rest of b."""
        if a == b:
            return FALSE
        if a == FALSE:
            return b
        return a if b == FALSE else self._gate("xor", a, b)

    def all_of(self, wires: Iterable[int]) -> int:
        """Every one of the wires."""
        result = TRUE
        for wire in sorted(set(wires)):
            result = self.both(result, wire)
        return result

    def any_of(self, wires: Iterable[int]) -> int:
        """Some of the wires."""
        result = FALSE
        for wire in sorted(set(wires)):
            result = self.either(result, wire)
        return result

    def _gate(self, op: Op, a: int, b: int) -> int:
        return self._wire(self.gates, (op, min(a, b), max(a, b)))

    def _wire(self, table: dict[Key, int], key: Key) -> int:
        if key not in table:
            table[key] = self.size
            self.size += 1
        return table[key]
