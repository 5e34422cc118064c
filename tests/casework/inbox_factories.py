"""Deliveries for tests: what a kommun has sent to a unit of another authority."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.accounts.factories import make_assignment, make_authority, make_unit

from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.casework.models import Delivery, DeliveryKind
from samre.casework.post import deliver
from samre.sealing.ids import new_id

SECTIONS = [{"name": "Sjukskrivning", "rows": [["Grad", "50 procent"]], "text": ""}]


def make_partner(
    *, kind: str = AuthorityKind.FK, unit: Unit | None = None, role: str = Role.PARTNER
) -> Assignment:
    """Somebody at a unit of Försäkringskassan (or another)."""
    return make_assignment(role=role, unit=unit or make_unit(authority=make_authority(kind=kind)))


def snapshot(**more: Any) -> dict[str, Any]:
    """What a delivery shows, in the shape the post promises."""
    return {
        "heading": "Underlag inför samordning",
        "asked": "Vi undrar om samordning är rätt väg.",
        "ground": {"name": "Personens samtycke", "laws": ["OSL 10:1"], "note": ""},
        "contents": ["Sjukskrivning: tid och omfattning"],
        "sections": SECTIONS,
        "foot": "Underlag, inte beslut. SAMRE-kartan 2026-11.",
        **more,
    }


def make_delivery(
    *,
    to: Unit,
    sender: Authority | None = None,
    kind: str = DeliveryKind.DISCLOSURE,
    source_ref: UUID | None = None,
    shown: dict[str, Any] | None = None,
    answer_in: int | None = 14,
    **more: Any,
) -> Delivery:
    """A delivery to the unit, put there by the post. `answer_in`: days until it is to be answered."""
    sender = sender or make_authority()
    content = shown or snapshot()
    given = {
        "receiver": to.authority,
        "sender": f"{sender.name}, Försörjningsstöd",
        "subject": "Underlag inför samordning",
        "packet": b"%PDF-1.7 prov",
        "sha256": hashlib.sha256(json.dumps([content, str(source_ref)]).encode()).hexdigest(),
    }
    until = None if answer_in is None else timezone.localdate() + timedelta(days=answer_in)
    with acting_in(sender.pk):
        id_ = deliver(
            kind=kind,
            unit=to,
            source_ref=source_ref or new_id(),
            source_authority=sender.pk,
            snapshot=content,
            answer_by=until,
            **(given | more),
        )
    with acting_in(to.authority_id):
        return Delivery.objects.get(pk=id_)
