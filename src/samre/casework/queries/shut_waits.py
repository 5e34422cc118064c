"""What a case waits for and can't get: the answer of somebody for whom what was let out is shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from ..models import AnswerLink, Case, Disclosure, DisclosureState, Road, StepState
from ..rules.disclosures import is_still_covered, kind_name, party_of
from ..rules.settings import case_rules


@dataclass(frozen=True, slots=True)
class ShutWait:
    """A step that waits in vain: for whom, why in words, and the disclosure that is shut."""

    step: UUID
    disclosure: UUID
    party: str
    why: str


def shut_waits(case: Case) -> tuple[ShutWait, ...]:
    """The steps that wait for an answer that can't come: all that was let out for them is taken back, or lies behind a link that no
    consent opens any more. One query where nothing is shut."""
    now = timezone.now()
    found: dict[UUID, ShutWait | None] = {}
    for row in _let_out(case):
        step = row.step
        if step is None or step.waiting_for != party_of(row.receiver_kind):
            continue
        row.case = case
        why = _why_shut(row, at=now)
        if not why:
            found[step.pk] = None
        elif step.pk not in found:
            party = _named(row)
            found[step.pk] = ShutWait(step.pk, row.pk, party, why.format(part=party))
    return tuple(one for one in found.values() if one is not None)


def _let_out(case: Case) -> list[Disclosure]:
    """What was let out for the steps that wait, since they do; the newest first."""
    opened = AnswerLink.objects.filter(
        disclosure=OuterRef("pk"), opened_at__isnull=False, ended_at__isnull=True
    )
    rows = Disclosure.objects.filter(
        case=case,
        step__state=StepState.WAITING,
        sent_at__date__gte=F("step__waiting_since"),
    )
    rows = rows.select_related("step", "receiver", "receiver_unit").defer("snapshot", "packet")
    return list(rows.annotate(is_opened=Exists(opened)).order_by("-sent_at", "-pk"))


def _why_shut(row: Disclosure, *, at: datetime) -> str:
    """In words; empty while an answer can come. What has reached an inbox or a desk is the receiver's, whatever is said later."""
    words = case_rules()["väntar_förgäves"]
    if row.state == DisclosureState.DROPPED:
        return str(words["tillbakataget"])
    opened = getattr(row, "is_opened", False)
    if row.state not in (DisclosureState.SENT, DisclosureState.RECEIVED) or row.road != Road.LINK or opened:
        return ""
    return "" if is_still_covered(row, at=at) else str(words["samtycke"])


def _named(row: Disclosure) -> str:
    """Who was to answer; of a protected person's places only what sort."""
    if row.case.person.is_protected or row.receiver is None:
        return kind_name(row.receiver_kind)
    return row.receiver_unit.name if row.receiver_unit else row.receiver.name
