"""Insatser for tests: a catalogue row, an order that is whole, and one that has been sent to a social enterprise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.consent_factories import make_consent, make_receiver

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.placement_sending import find_ground, frozen, send_placement
from samre.casework.actions.placements import change_placement, start_placement
from samre.casework.documents.forms.b09_order import paper
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Case, Delivery, Intervention, Placement
from samre.casework.rules.placements import hash_of
from samre.casework.rules.stairs import monday
from samre.sealing.ids import new_id

PDF = b"%PDF-1.7 prov"
TOLD = ("kontakt", "planering", "formaga", "praktiskt")


def make_enterprise(name: str = "") -> Unit:
    """A unit of a social enterprise of its own."""
    return make_receiver(AuthorityKind.ASF, name=name)


def make_supervisor(unit: Unit) -> tuple[Assignment, Actor]:
    """A handledare at the unit."""
    assignment = make_assignment(role=Role.ASF, unit=unit)
    return assignment, actor_for(assignment)


def make_intervention(by: Actor, unit: Unit | None = None, **more: Any) -> Intervention:
    """An insats with two places, from four hours a week in a calm place."""
    today = timezone.localdate()
    given: dict[str, Any] = {
        "name": "Snickeriet",
        "kind": "asf",
        "supplier": unit.authority.name[:80] if unit else "Verkstan",
        "hours_from": 4,
        "hours_to": 20,
        "levels": ["forrehab"],
        "environments": ["lugn", "egen"],
        "steps": ["S12"],
        "contact": "Rolf Hed 010-000 70 10",
        "places": 2,
        "weeks_from": 8,
        "weeks_to": 26,
        "payer": "kommun",
        "verified_on": today,
        "verified_by": by.name,
        "changed_by": by.name,
    }
    return Intervention.objects.create(owner_id=by.authority_id, unit=unit, **(given | more))


def order_fields(**more: Any) -> dict[str, Any]:
    """An order with nothing missing."""
    return {
        "benamning": "fornamn",
        "mal": "Klarar hen att komma tre dagar i veckan?",
        "ramar": "Behöver paus varje timme och kan inte bära tungt.",
        "anpassningar": "Eget arbetsbord.",
        "praktiskt": "",
        "kontakt": "Ring handläggaren, 010-000 10 10.",
        "forsakring": "Kommunen försäkrar.",
        "every_weeks": 4,
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
        "stairs": [{"week": 1, "hours": 14}],
    } | more


def make_draft(case: Case, by: Actor, intervention: Intervention, **more: Any) -> Placement:
    """An order as it is written, from last Monday and twelve weeks on."""
    start = monday(timezone.localdate()) - timedelta(days=7)
    given = {"starts_on": start, "ends_on": start + timedelta(weeks=12)} | {
        key: more.pop(key) for key in ("starts_on", "ends_on") if key in more
    }
    draft = start_placement(case=case, placement_id=new_id(), frames={"hours": 6}, by=by)
    order = {"begun_seen": given["starts_on"].isoformat()} | order_fields(**more)
    return change_placement(placement=draft, seen=1, intervention=intervention, order=order, by=by, **given)


def send(
    draft: Placement, by: Actor, *, ground: str = "samtycke", reason: str = "", seen: str = "", **more: Any
) -> Placement:
    """Sends it as it stands."""
    snapshot = frozen(draft, by)
    find_ground(draft, ground=ground, reason=reason)
    sheet = paper(draft.case, snapshot, sender_for(draft.case, by), to="", on=timezone.localdate())
    return send_placement(
        placement=draft,
        ground=ground,
        reason=reason,
        seen=seen or hash_of(snapshot),
        paper=sheet,
        packet=PDF,
        by=by,
        **more,
    )


def make_placement(case: Case, by: Actor, unit: Unit, **more: Any) -> tuple[Placement, Delivery]:
    """An insats ordered by consent from the unit, and the unit's own copy of the order."""
    make_consent(case, by, to=[unit], categories=TOLD, purpose="insats")
    intervention = Intervention.objects.filter(unit=unit, owner_id=by.authority_id).first()
    draft = make_draft(case, by, intervention or make_intervention(by, unit), **more)
    placement = send(draft, by)
    return placement, Delivery.objects.get(source_ref=placement.pk)


def report_content(placement: Placement, **more: Any) -> dict[str, Any]:
    """A report with nothing missing."""
    assert placement.starts_on is not None
    areas = ("tid", "uthallighet", "koncentration", "tempo", "samarbete")
    return {
        "first": placement.starts_on.isoformat(),
        "last": timezone.localdate().isoformat(),
        "is_final": False,
        "areas": {code: {"level": "3", "example": "Kom i tid sju dagar av åtta."} for code in areas},
        "answers": {
            "hjalpte": "Paus varje timme.",
            "samre": "Höga ljud.",
            "egen_bild": "Jag orkar mer än jag trodde.",
            "nasta": "Fler timmar.",
        },
        "facts": {"formaga": "delvis", "timmar": 12},
    } | more
