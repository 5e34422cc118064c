"""What the map goes from until somebody has asked, said in words: those who read an export have to fill it in themselves."""

from __future__ import annotations

from ..changes.spoken import spoken
from ..model import Fact, Pathway
from ..wording import in_words


def presumption(fact: Fact, pathway: Pathway) -> str:
    """A sentence about a fact that nobody has answered; empty where that is simply unknown."""
    if fact.presumed is None:
        return ""
    spoken_when = "" if fact.presumed_when is None else spoken(fact.presumed_when, pathway.facts)
    when = f", så länge detta gäller: {spoken_when}" if spoken_when else ""
    said = f"Tills någon har frågat räknar kartan med »{in_words(fact, fact.presumed)}«{when}."
    return f"{said} Den som vet att det är okänt anger okänt."
