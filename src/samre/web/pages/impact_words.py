"""Steps, actors and facts as the pages about a draft's impact name them."""

from __future__ import annotations

from samre.pathway.model import Fact, Pathway

UNSETTLED = "Går inte att säga än"
NOBODY = "Inte avgjort"


def step_words(pathway: Pathway, step: str, *others: Pathway) -> str:
    """`S14 Samordning hos FK`; what is not settled in words; its id where no map has it."""
    if not step:
        return UNSETTLED
    found = next((one.steps[step] for one in (pathway, *others) if step in one.steps), None)
    return f"{step} {found.short or found.name}" if found else step


def actor_words(actor: str, *maps: Pathway) -> str:
    """Who has the next step."""
    found = next((one.actors[actor] for one in maps if actor in one.actors), None)
    return NOBODY if not actor else found.name if found else actor


def fact_words(fact: str, *maps: Pathway) -> str:
    """What is asked about."""
    found: Fact | None = next((one.facts[fact] for one in maps if fact in one.facts), None)
    return (found.label or fact) if found else fact
