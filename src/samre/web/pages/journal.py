"""The place as plain text, to paste into the kommun's own case system."""

from __future__ import annotations

from datetime import date

from ..templatetags.words import svdate
from .place import Place, StepCard


def as_text(place: Place, *, on: date, version: str) -> str:
    """Where the person is, why, what is missing and what else is open, without anything that says who the person is."""
    lines = [f"Läget på SAMRE-kartan {svdate(on)}", "Underlag, inte beslut.", ""]
    lines += _here(place.here) if place.here else _candidates(place)
    if place.missing:
        lines += ["", "Ta reda på:", *(f"- {lack.label} ({lack.who})" for lack in place.missing)]
    if place.presumed:
        lines += ["", "Utgår från, tills någon har frågat:"]
        lines += [f"- {item.label}: {item.value}" for item in place.presumed]
    if place.also_open:
        lines += ["", "Också öppet:"]
        lines += [
            f"- {card.text.name}: {card.text.actor.name}, senast {svdate(card.due)}"
            for card in place.also_open
        ]
    return "\n".join([*lines, "", f"Gjort med {version}."])


def _here(card: StepCard) -> list[str]:
    lines = [f"Nästa steg: {card.text.name}", f"Ansvarar: {card.text.actor.name}"]
    lines += [f"Senast: {svdate(card.due)} ({'lagens gräns' if card.text.is_statutory else 'förslag'})"]
    if card.because:
        lines += ["", "Det här avgjorde:"]
        lines += [
            f"- {item.label}: {item.value}{f' ({item.source})' if item.source else ''}"
            for item in card.because
        ]
    if card.needs:
        lines += ["", "Stegets krav:", *(f"- {need.text}: {need.status}" for need in card.needs)]
    if card.laws:
        lines += ["", f"Lagstöd: {', '.join(law.short for law in card.laws)}"]
    return lines


def _candidates(place: Place) -> list[str]:
    lines = ["Nästa steg går inte att säga än. Det kan bli:"]
    return lines + [f"- {card.text.name} ({card.text.actor.name})" for card in place.candidates]
