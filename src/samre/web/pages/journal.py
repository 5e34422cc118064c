"""The place as plain text, to paste into the kommun's own case system."""

from __future__ import annotations

from datetime import date

from ..templatetags.words import svdate
from .certificate import CertificatePage
from .facts import KnownFact, KnownGroup
from .place import Place, StepCard


def as_text(
    place: Place,
    *,
    known: tuple[KnownGroup, ...],
    certificate: CertificatePage | None,
    on: date,
    version: str,
) -> str:
    """What is known, what the certificate lacks, where the person is and what else is open; nothing that says who it is."""
    lines = [f"Läget på SAMRE-kartan {svdate(on)}", "Underlag, inte beslut."]
    lines += _list("Det vi vet:", [_known(fact) for group in known for fact in group.facts])
    if certificate:
        lines += _certificate(certificate)
    lines += [""]
    lines += _here(place.here) if place.here else _candidates(place)
    lines += _list("Tiden har gått ut:", [f"{card.text.name}. {card.expired}" for card in place.expired])
    lines += _list("Ta reda på:", [f"{lack.question} ({lack.who})" for lack in place.missing])
    lines += _list("Också öppet:", [_open(card) for card in place.also_open])
    if place.presumed:
        presumed = "; ".join(f"{item.label}: {item.value}" for item in place.presumed)
        lines += ["", f"Vi utgår från, tills någon har frågat: {presumed}."]
    return "\n".join([*lines, "", f"Gjort med {version}."])


def _list(heading: str, rows: list[str]) -> list[str]:
    """A heading with its rows after an empty line, or nothing."""
    return ["", heading, *(f"- {row}" for row in rows)] if rows else []


def _known(fact: KnownFact) -> str:
    source = fact.source or ("uträknat" if fact.origin == "uträknad" else "")
    said = f"{fact.input.label}: {fact.text}"
    told = f"{said} ({source})" if source else said
    return f"{told}. Stäm av: {fact.other}" if fact.other else told


def _certificate(certificate: CertificatePage) -> list[str]:
    lines: list[str] = []
    if certificate.is_outdated:
        lines += ["", "Läkarintyget gäller inte längre. Be om ett nytt."]
    lines += _list("Saknas i intyget:", [line.heading for line in certificate.lacking])
    return lines + _list("Frågor om intyget:", [line.heading for line in certificate.to_ask])


def limit_text(card: StepCard) -> str:
    """`sista dag enligt lag: 3 december 2026`, or `förslag: senast 3 december 2026` where no law sets the day."""
    start = "sista dag enligt lag:" if card.limit.statutory else "förslag: senast"
    return f"{start} {svdate(card.due)}"


def _open(card: StepCard) -> str:
    return f"{card.text.name}: {card.starter}, {limit_text(card)}"


def _here(card: StepCard) -> list[str]:
    lines = [f"Nästa steg: {card.text.name}", f"Gör nu: {card.starter}"]
    lines += [f"Tid: {limit_text(card)}"]
    if card.decider:
        lines += [f"Beslutar: {card.decider}"]
    lines += _list(
        "Det här avgjorde:",
        [f"{item.label}: {item.value}{f' ({item.source})' if item.source else ''}" for item in card.because],
    )
    lines += _list("Stegets krav:", [f"{need.text}: {need.status}" for need in card.needs])
    if card.laws:
        lines += ["", f"Lagstöd: {', '.join(law.short for law in card.laws)}"]
    return lines


def _candidates(place: Place) -> list[str]:
    lines: list[str] = []
    if place.open_now:
        lines += [f"Går att göra nu: {_open(place.open_now)}", ""]
    lines += [
        "Nästa steg går inte att säga säkert än. Före kan komma:"
        if place.open_now
        else "Nästa steg går inte att säga än. Det kan bli:"
    ]
    return lines + [f"- {card.text.name} ({card.starter})" for card in place.before]
