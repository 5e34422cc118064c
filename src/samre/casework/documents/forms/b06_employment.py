"""B6: to Arbetsförmedlingen, about planning together."""

from __future__ import annotations

from .known import Filled, Known


def fill(known: Known) -> Filled:
    """What the person lives on, and what there is to enclose."""
    enclosed = {"intyg"} if known.certificate else set()
    if known.covered:
        enclosed.add("samtycke")
    return Filled(words={"försörjning": known.told("bistand")}, ticked={"bifogas": frozenset(enclosed)})
