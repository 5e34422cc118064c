"""An insats in the world of the sweep: a catalogue row, an order that is sent, a draft, and a report that has come back."""

from __future__ import annotations

from typing import Any

from tests.casework.placement_factories import (
    make_draft,
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
    report_content,
)

from samre.accounts.actors import Actor
from samre.casework.actions.asf_work import save_report, send_report, write_week
from samre.casework.models import Case, PlacementReport


def places_of(case: Case, canary: str, by: Actor) -> dict[str, Any]:
    """What stands in the addresses of insatser: name → value. The canary is in all that people have written."""
    unit = make_enterprise()
    _, supervisor = make_supervisor(unit)
    words = {"mal": f"{canary}mål", "ramar": f"{canary}ramar", "anpassningar": f"{canary}anpassning"}
    row = make_intervention(by, unit, name=f"Insats {case.number}")
    placement, delivery = make_placement(case, by, unit, **words)
    make_draft(case, by, row, **words)
    write_week(
        delivery=delivery,
        week=placement.sent_at.date(),
        choices={"hur": "battre", "stegring": "lagom", "ring": "ja"},
        text=f"{canary}vecka",
        by=supervisor,
    )
    content = report_content(placement)
    content["answers"]["samre"] = f"{canary}rapport"
    draft = save_report(delivery=delivery, content=content, seen=0, by=supervisor)
    send_report(delivery=delivery, seen=draft.revision, by=supervisor)
    report = PlacementReport.objects.get(placement=placement, kind="rapport")
    return {
        "insats": row.pk,
        "placering": placement.pk,
        "rapport": report.pk,
        "plats": delivery.pk,
    }
