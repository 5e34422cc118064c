"""The form for a new user and assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.acts import Refused

from .days import DayError, swedish_day

FIELDS = ("namn", "anvandare", "titel", "epost", "roll", "enhet", "fran", "till", "tjanst", "identitet")
NEEDED = {
    "namn": "Skriv för- och efternamn.",
    "anvandare": "Skriv ett användarnamn.",
    "roll": "Välj en roll i listan.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What was asked for. `identity` is empty when the user is to be connected later."""

    name: str
    username: str
    title: str
    email: str
    role: str
    unit_id: UUID
    valid_from: date
    valid_to: date | None
    provider: str
    identity: str


def day_of(text: str) -> date | None:
    """The day that was written, None where none can be read."""
    try:
        return date.fromisoformat(swedish_day(text, this_year=timezone.localdate().year, ahead=True))
    except (DayError, ValueError):
        return None


def read_new_account(typed: dict[str, str]) -> NewAccount:
    """The form as values. Raises Refused with every field that can't be read."""
    problems = {name: text for name, text in NEEDED.items() if not typed[name]}
    try:
        unit_id = UUID(typed["enhet"])
    except ValueError:
        problems["enhet"] = "Välj en enhet."
    start, end = day_of(typed["fran"]), day_of(typed["till"])
    if start is None:
        problems["fran"] = "Skriv första dagen så här: 2026-11-21."
    if typed["till"] and end is None:
        problems["till"] = "Skriv sista dagen så här: 2026-11-21. Lämna tomt om den inte är bestämd."
    if problems or start is None:
        raise Refused(problems)
    return NewAccount(
        name=typed["namn"],
        username=typed["anvandare"],
        title=typed["titel"],
        email=typed["epost"],
        role=typed["roll"],
        unit_id=unit_id,
        valid_from=start,
        valid_to=end,
        provider=typed["tjanst"],
        identity=typed["identitet"],
    )
