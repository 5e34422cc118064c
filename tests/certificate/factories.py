"""Made-up certificates for the tests of the substantive checks. A good FK 7804, changed one answer at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from samre.certificate.model import Answer, Certificate, Code, Issuer, Part, Period, Value

ON = date(2026, 11, 21)

GOOD: Mapping[str, Value | tuple[Value, ...]] = {
    "1.1": Code("UNDERSOKNING", "KV_FKMU_0001"),
    "1.2": "2026-11-02",
    "28.1": Code("ARBETSSOKANDE", "KV_FKMU_0002"),
    "6.1": "Recidiverande depression",
    "6.2": Code("F331"),
    "35.1": "Vid undersökningen noteras sänkt stämningsläge och långsamt tal. Kraftigt nedsatt koncentration.",
    "17.1": "Har svårt att komma i gång på morgonen, att passa tider och att läsa mer än en sida.",
    "19.1": "Samtalsbehandling till mitten av januari.",
    "32.1": Code("HALFTEN", "KV_FKMU_0003"),
    "32.2": Period(date(2026, 11, 2), date(2026, 12, 31)),
    "39.1": Code("STOR_SANNOLIKHET", "KV_FKMU_0006"),
    "40.1": Code("ARBETSTRANING", "KV_FKMU_0004"),
    "44.1": "Kan pröva lugn aktivitet 2 h/dag, 3 dagar i veckan.",
}


def certificate(
    changes: Mapping[str, Value | None] | None = None,
    *,
    form: str = "LISJP",
    version: str = "1.3",
    base: Mapping[str, Value | tuple[Value, ...]] = GOOD,
    signed: date | None = date(2026, 11, 2),
    issuer: Issuer | None = None,
) -> Certificate:
    """`base` with `changes` by question id; None takes the answer away."""
    values = {**base, **(changes or {})}
    grouped: dict[str, list[Part]] = {}
    for id_, value in values.items():
        if value is not None:
            grouped.setdefault(id_.partition(".")[0], []).append(Part(id_, value))  # type: ignore[arg-type]
    return Certificate(
        "xml-v3",
        form,
        version,
        id="intyg-1",
        signed_at=datetime(signed.year, signed.month, signed.day, 12) if signed else None,
        issuer=issuer or Issuer(name="Maj Exempelsson", unit="Exempelby vårdcentral", phone="010-000 00 00"),
        answers=tuple(Answer(question, tuple(parts)) for question, parts in grouped.items()),
    )


def opinion(changes: Mapping[str, Value | None] | None = None, *, form: str = "LUSE") -> Certificate:
    """A good FK 7800 (or another opinion with the same questions)."""
    base: Mapping[str, Value] = {
        "1.1": Code("UNDERSOKNING"),
        "1.2": "2026-10-05",
        "3.1": "false",
        "6.1": "Bipolär sjukdom",
        "6.2": Code("F317"),
        "10.1": "Kraftigt nedsatt koncentration vid testning i maj.",
        "17.1": "Kan inte passa tider eller ta emot nya instruktioner.",
        "18.1": "All behandling är prövad utan varaktig effekt sedan 2018.",
        "22.1": "Arbetsförmågan bedöms stadigvarande nedsatt.",
        "23.1": "Klarar enkla sysslor hemma i egen takt, 15 minuter åt gången.",
    }
    return certificate(changes, form=form, base=base, version="1.0")
