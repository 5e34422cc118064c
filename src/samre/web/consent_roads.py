"""The way back from a consent to what waited for it: carried in the address as the id of that page, and nothing of the person."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from samre.casework.models import Case

from .forms.notes import find_uuid

# What an address asks a consent for → its page, the name of its id there (empty: the page is the case's own), and the link's words.
_ROADS = {
    "insats": ("placement-check", "placering", "Tillbaka till beställningen"),
    "utlamnande": ("disclosure", "utlamnande", "Tillbaka till det du skulle lämna ut"),
    "konsultation": ("consultation", "konsultation", "Tillbaka till konsultationen"),
    "plan": ("consultation-plan", "konsultation", "Tillbaka till att dela planen"),
    "mote": ("meeting", "mote", "Tillbaka till mötet"),
    "brev": ("papers", "", "Tillbaka till breven"),
    "svar_pa": ("papers", "", "Tillbaka till breven"),
}


@dataclass(frozen=True, slots=True)
class Road:
    """Where one came from. `query`: what carries it on, with its question mark; empty where one came from nowhere."""

    name: str = ""
    value: str = ""
    href: str = ""
    text: str = ""

    @property
    def carried(self) -> dict[str, str]:
        return {self.name: self.value} if self.name else {}

    @property
    def query(self) -> str:
        return f"?{urlencode(self.carried)}" if self.name else ""


NOWHERE = Road()


def road_of(request: HttpRequest, case: Case) -> Road:
    """By the address of the page; nowhere where it names nothing that can be gone back to."""
    for name, (page, part, text) in _ROADS.items():
        value = request.GET.get(name, "")
        if not value:
            continue
        id_ = find_uuid(value)
        if part and id_ is None:
            return NOWHERE
        parts = {part: id_} if part else {}
        return Road(name, value, reverse(f"web:{page}", kwargs={"arende": case.pk, **parts}), text)
    return NOWHERE
