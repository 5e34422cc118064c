"""B7: the four conditions of Försäkringskassan's coordination, for the person who applies."""

from __future__ import annotations

from ...rules.paper_words import form_words
from .known import Filled, Known

FORM = "B7"


def fill(known: Known) -> Filled:
    """A condition is ticked when somebody has told that it holds, never because it is likely."""
    holds = {
        "sgi": known.is_told("sgi", "noll"),
        "försäkrad": known.is_told("forsakrad_i_sverige", True),
        "intyg": known.is_told("intyg", "giltigt"),
        "rehab": known.is_told("rehab_behov", True),
    }
    enclosed = frozenset({"intyg"} if holds["intyg"] else ()) | (
        {"plan"} if known.is_told("plan_finns", True) else set()
    )
    return Filled(
        words={"svarsdagar": str(form_words(FORM)["svarsdagar"])},
        ticked={"villkor": frozenset(id_ for id_, true in holds.items() if true), "bifogas": enclosed},
    )
