"""The world of the sweep with what is half done in samverkan, and with those who answer: partners and handledare logged in."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.accounts.factories import make_assignment
from tests.casework import consultation_factories as talks
from tests.casework import disclosure_factories as told
from tests.casework.consent_factories import make_consent
from tests.casework.inbox_factories import make_partner
from tests.casework.paper_factories import make_draft as make_letter

from samre.accounts.roles import Role
from samre.casework.models import Delivery

from .sweep import client_for
from .world import Tenant

COOPERATION = "samverkan"


def begin_all(tenant: Tenant) -> dict[str, Any]:
    """A draft of each noun in the tenant's case, and a browser for each who answers: ids as `world.fill` gives them."""
    by, case = tenant.handler, tenant.case
    unit, consultants = told.make_inbox(), talks.askable("fk", "af")
    make_consent(case, by, to=[unit], categories=told.EVERYTHING)
    make_consent(case, by, to=consultants, categories=("kontakt", "sjukskrivning"), purpose="konsultation")
    draft = told.choose(told.make_draft(case, by, to=unit), by, "person:namn")
    asked = talks.make_consultation(case, by, consultants, form="resursteam", mode="med_namn")
    meeting = talks.make_meeting(case, by, [talks.askable("fk")[0]])
    chosen = ("person:namn", "person:nummer")
    sent = told.make_sent(case, by, to=unit, fields=chosen)
    assessed = told.assess(told.choose(told.make_draft(case, by, to=unit), by, "person:namn"), by)
    partner = make_partner(unit=unit)
    delivery = Delivery.objects.get(source_ref=sent.pk)
    place = Delivery.objects.get(pk=tenant.ids["plats"])
    supervisor = make_assignment(role=Role.ASF, unit=place.unit)
    return {
        "cases": {
            "utlamnande": [draft.pk, assessed.pk, sent.pk, tenant.ids["utlamnande"]],
            "konsultation": [asked.pk, tenant.ids["konsultation"]],
            "mote": [meeting.pk, tenant.ids["mote"]],
            "brev": [make_letter(case, by, "B1").pk, tenant.ids["brev"]],
            "placering": [*case.placements.values_list("pk", flat=True)],
        },
        "delivery": delivery.pk,
        "partner": client_for(partner),
        "supervisor": client_for(supervisor),
        "handler": client_for(tenant.people["handläggare"]),
        "lead": client_for(tenant.people["processledare"]),
        "consultant": client_for(make_partner(unit=consultants[0])),
    }


def asked_pages(tenant: Tenant, there: dict[str, Any]) -> list[tuple[str, Client, str]]:
    """Who, her browser, and every page of samverkan that she has forms on."""
    from .sweep import routes

    found = []
    handler: Client = there["handler"]
    for route in routes():
        if COOPERATION not in route.pattern or not route.is_case:
            continue
        names = [name for name in there["cases"] if f"<uuid:{name}>" in route.pattern]
        chosen = there["cases"][names[0]] if names else [None]
        for one in chosen:
            ids = tenant.ids | ({names[0]: one} if names else {})
            found.append(("handläggare", handler, route.address(ids)))
    found += [
        ("partner", there["partner"], f"/inkorg/{there['delivery']}?svar={kind}")
        for kind in ("mottaget", "avslag", "komplettering", "mote", "resultat")
    ]
    found.append(("konsult", there["consultant"], "/konsultation"))
    found.append(("konsult", there["handler"], "/konsultation"))
    place = f"/platser/{tenant.ids['plats']}"
    found += [("handledare", there["supervisor"], page) for page in ("/platser", place, f"{place}/rapport")]
    lead = (
        "/insatser/ny",
        f"/insatser/{tenant.ids['insats']}",
        "/kontakter",
        "/kontakter/ny",
        f"/kontakter/{tenant.ids['kontakt']}",
        "/kontakter/las-in",
        "/brevmallar",
        "/brevmallar/B2",
    )
    found += [("processledare", there["lead"], page) for page in lead]
    return found
