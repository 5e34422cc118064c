"""A changed map against everybody: who moves from which step to which."""

from __future__ import annotations

from samre.pathway.model import Pathway

from .measure import Measure


def impacts(pathway: Pathway, *, size: int, rounds: int) -> list[Measure]:
    """Milliseconds for the whole matrix."""
    return []
