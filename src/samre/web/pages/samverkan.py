"""The hub of samverkan in a case: one card per noun, each with what its own slice says about the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from samre.casework.models import Case
from samre.casework.queries.consents import consent_card
from samre.casework.queries.disclosures import disclosures_card
from samre.casework.queries.meetings import consultation_card
from samre.casework.queries.papers import papers_card
from samre.casework.queries.placements import placement_card
from samre.casework.queries.plans import plan_card

# What a card reads of a case on a day; its template gets the answer as `card`.
Read = Callable[[Case, date], object]


@dataclass(frozen=True, slots=True)
class Card:
    """One noun of samverkan. `template` (`samverkan/_NOUN.html`) gets `card`, `frame` and `heading`; `read` gives `card`."""

    noun: str
    heading: str
    template: str
    read: Read


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with what it shows."""

    noun: str
    heading: str
    template: str
    card: object


# In the order of the page: first what makes the rest lawful, then what is done with it.
CARDS: tuple[Card, ...] = (
    Card("samtycke", "Samtycke", "samverkan/_samtycke.html", consent_card),
    Card("utlamnande", "Lämna ut underlag", "samverkan/_utlamnande.html", disclosures_card),
    Card("plan", "Plan", "samverkan/_plan.html", plan_card),
    Card("insats", "Insatser", "samverkan/_insats.html", placement_card),
    Card("konsultation", "Konsultation och möten", "samverkan/_konsultation.html", consultation_card),
    Card("brev", "Brev och blanketter", "samverkan/_brev.html", papers_card),
)


def shown_cards(case: Case, *, on: date) -> tuple[Shown, ...]:
    """Every card of the case."""
    return tuple(Shown(one.noun, one.heading, one.template, one.read(case, on)) for one in CARDS)
