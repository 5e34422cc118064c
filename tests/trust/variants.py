"""What people really ask of an address: its tabs and choices, and forms filled in. An empty form and a first page show little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone

from samre.casework.queries.worklists import Tab

from .world import NUMBERS, Tenant

CASE = "arenden/<uuid:arende>"
SEARCH, NEW = "arenden/sok", "arenden/nytt"
WHY = "Det kan inte vänta till i morgon"

QUERIES: dict[str, tuple[dict[str, str], ...]] = {
    "arenden": (
        *({"flik": str(tab)} for tab in Tab),
        {"flik": "alla", "stannat": "alla"},
    ),
    f"{CASE}/uppgifter": ({"fraga": "sgi"}, {"dag": "i dag"}),
    f"{CASE}/steg/<uuid:steg>": ({"gor": "vanta"}, {"gor": "klart"}),
    f"{CASE}/intyg/skriv": ({"blankett": "FK 7804"},),
    "granskning": ({"visa": "foljs-upp"}, {"visa": "klara"}),
}
BODIES: dict[str, tuple[dict[str, str], ...]] = {
    f"{CASE}/nodatkomst": ({"skal": "akut", "beskrivning": WHY},),
    # Without the reason that shows a protected person: with it, a named handler is to see her.
    f"{CASE}/person": (
        {"gor": "visa"},
        {"gor": "visa", "visa_skal": "för att"},
        {"gor": "andra", "revision": "1", "namn": "Prov Provsson", "skydd": "okand"},
    ),
    f"{CASE}/steg/<uuid:steg>": (
        {"gor": "klart", "utfall_text": "Det är klart", "nasta": "S12"},
        {"gor": "flytta", "skal": WHY, "datum": "2030-01-01"},
    ),
    f"{CASE}/avsluta": ({"utfall": "M1", "fore": "bistand", "efter": "lon", "skal": WHY},),
    f"{CASE}/oppna-igen": ({"skal": WHY},),
}


def queries(pattern: str) -> Iterator[Mapping[str, str]]:
    """The queries that the pages' own links and forms ask the address with."""
    for query in QUERIES.get(pattern, ()):
        yield {
            name: str(timezone.localdate()) if value == "i dag" else value for name, value in query.items()
        }


def bodies(pattern: str, tenants: tuple[Tenant, ...]) -> Iterator[Mapping[str, str]]:
    """Forms filled in so that they are accepted by somebody who may send them."""
    yield from BODIES.get(pattern, ())
    for tenant in tenants:
        number, protected = NUMBERS[tenant.word]
        if pattern == f"{CASE}/overlamna":
            yield {"gor": "lamna_over", "till": str(tenant.people["kollega"].user_id), "text": WHY}
        if pattern == SEARCH:
            names = (f"Kanarie{tenant.word}", f"Skyddad{tenant.word}")
            cases = (tenant.case.number, tenant.other.number, tenant.hidden.number)
            yield from ({"sok": sought} for sought in (*names, number, protected, *cases))
        if pattern == NEW:
            for known in (number, protected):
                yield {"gor": "vidare", "nummer": known, "namn": "Prov Provsson"}
