"""Disclosures in the demo that somebody has begun: what was sent, and what came back, is told from the other side (the inbox)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from samre.accounts.models import Authority
from samre.sealing.ids import new_id

from ..actions.disclosures import assess_disclosure, choose_items, start_disclosure
from ..documents.material import material
from ..models import Case, ConsentScope
from ..queries.disclosures import receivers
from ..rules.disclosure_head import Head
from ..rules.disclosures import answer_days
from .content import Content
from .samverkan import handler_of

MOST = 4


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """Drafts in cases with a consent, every other one assessed and ready to go."""
    made = 0
    for case in (one for one in cases if not one.person.is_protected):
        if made < MOST and _begin(case, assessed=made % 2 == 1, on=on):
            made += 1
    return made


def _begin(case: Case, *, assessed: bool, on: date) -> bool:
    scopes = ConsentScope.objects.filter(consent__case=case).select_related("consent")
    units = {one.unit.pk: one for one in receivers(case, on=on) if one.has_inbox}
    found = next((scope for scope in scopes if scope.receiver_unit_id in units), None)
    if found is None or found.consent.events.exclude(kind="lamnat").exists():
        return False
    to = next(one for one in units.values() if one.unit.pk == found.receiver_unit_id)
    allowed = {scope.category for scope in scopes if scope.consent_id == found.consent_id}
    items = [
        {"field": item.field}
        for item in material(case, on=on)
        if item.category in allowed and not item.is_guarded and not item.obstacle
    ]
    if not items:
        return False
    by = handler_of(case)
    head = Head(
        receiver_kind=to.kind,
        purpose=found.consent.purpose,
        road="inkorg",
        answer_by=on + timedelta(days=answer_days(to.kind)),
    )
    draft = start_disclosure(
        case=case, disclosure_id=new_id(), receiver=to.authority, unit=to.unit, head=head, by=by
    )
    draft = choose_items(disclosure=draft, items=items[:6], seen=draft.revision, by=by)
    if assessed and not found.consent.exceptions:
        assess_disclosure(disclosure=draft, ground="samtycke", seen=draft.revision, by=by)
    return True
