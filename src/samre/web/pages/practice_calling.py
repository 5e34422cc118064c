"""What a practice run is called to with before anybody has a code: a text to send, and where to go with the phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samre.governance.models import PracticeRun
from samre.governance.rules.practice import practice_rules

WHEN, WHERE = "nar", "plats"


@dataclass(frozen=True, slots=True)
class Calling:
    """The text, and what stands in its two fields. Nothing of it is kept."""

    when: str
    where: str
    text: str


def calling_to(run: PracticeRun, query: Mapping[str, str], *, address: str) -> Calling:
    """The calling to a run that is being prepared. `address`: where a group goes with its phone."""
    when, where = (" ".join(query.get(name, "").split()) for name in (WHEN, WHERE))
    hours = practice_rules()["koden_gäller_timmar"]
    lines = (
        f"Välkommen till en provkörning av kartan: {run.title}.",
        f"När: {when or '…'}",
        f"Plats: {where or '…'}",
        *([f"Vi vill få veta: {run.purpose}"] if run.purpose else []),
        "Ni läser påhittade fall i små grupper och väljer var på kartan personen är. Ta med en telefon, eller svara på papper.",
        f"Gå till {address} när ni är i rummet. Koden får ni där, och den gäller i {hours} timmar.",
        "Ingen behöver ett konto, och vad någon heter skrivs aldrig.",
    )
    return Calling(when, where, "\n".join(lines))
