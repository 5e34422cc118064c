"""B6: to Arbetsförmedlingen, about planning together."""

from __future__ import annotations

from ...rules.paper_words import form_words
from .known import Filled, Known

FORM = "B6"


def fill(known: Known) -> Filled:
    """What the person lives on, and what there is to enclose."""
    enclosed = {"intyg"} if known.certificate else set()
    if known.covered:
        enclosed.add("samtycke")
    return Filled(words={"försörjning": _income(known)}, ticked={"bifogas": frozenset(enclosed)})


def _income(known: Known) -> str:
    """What has been told that the person lives on."""
    names = form_words(FORM)["försörjning"]
    return next((str(text) for value, text in names.items() if known.is_told("bistand", value)), "")
