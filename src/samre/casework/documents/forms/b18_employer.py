"""B18: a question to the employer, brought by the person. Nothing about health."""

from __future__ import annotations

from .known import Filled, Known


def fill(known: Known) -> Filled:
    """All of it stands in the definition."""
    return Filled()
