"""What is worked out once from a whole map, kept for the last few maps."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from .model import Pathway

Made = TypeVar("Made")
MAPS = 8


def kept_per_map(make: Callable[[Pathway], Made]) -> Callable[[Pathway], Made]:
    """`make`, called once for each map object. A map is known by its identity: its mappings can't be hashed."""
    kept: dict[int, tuple[Pathway, Made]] = {}

    @wraps(make)
    def given(pathway: Pathway) -> Made:
        found = kept.get(id(pathway))
        if found is not None and found[0] is pathway:
            return found[1]
        made = make(pathway)
        while len(kept) >= MAPS:
            kept.pop(next(iter(kept)), None)
        kept[id(pathway)] = (pathway, made)
        return made

    return given
