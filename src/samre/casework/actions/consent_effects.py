"""What a consent that no longer holds takes with it: callings that rested on it are closed, and somebody looks at the insatser."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied

from ..models import Case, Consent, Meeting, MeetingState, Participant, Placement, PlacementState
from ..post import take_back_delivery
from ..rules.consents import find_covers
from ..rules.interventions import intervention_rules
from ..rules.placements import CONSENT, categories_told
from .answer_links import close_links_without_consent
from .core import tell
from .meetings import meeting_grounds
from .tasks import put_task

CALLING_TASK, PLACEMENT_TASK = "samtycke_kallelse", "samtycke_insats"


def end_what_rested(consent: Consent, *, by: Actor) -> None:
    """For actions that end a consent, in the same transaction. A calling or a one-time link that nothing covers any more is
    closed; an insats goes on until somebody ends it, but the handler is told today that the yes behind it is gone."""
    receivers = set(consent.scopes.values_list("receiver_id", flat=True))
    close_links_without_consent(consent.case, by=by)
    _close_callings(consent.case, receivers, by=by)
    _watch_placements(consent.case, receivers, by=by)


def _close_callings(case: Case, receivers: set[UUID], *, by: Actor) -> None:
    """What was shared after a meeting is the receiver's own by now and stays (law.md 2.4); a calling is only an invitation."""
    seats = Participant.objects.filter(
        meeting__case=case,
        meeting__state__in=(MeetingState.CALLED, MeetingState.SHARED),
        receiver_id__in=receivers,
        called_at__isnull=False,
        shut_at__isnull=True,
        dropped_at__isnull=True,
    ).select_related("meeting", "receiver", "receiver_unit__authority")
    for seat in seats.order_by("pk"):
        seat.meeting.case = case
        if _is_covered(seat.meeting, seat) or seat.receiver is None:
            continue
        why = "kallelsen gäller inte längre"
        if not take_back_delivery(receiver=seat.receiver, source_ref=seat.pk, why=why, asking=True):
            continue
        seat.shut_at = timezone.now()
        seat.save(update_fields=["shut_at"])
        tell(case, by=by, kind="meeting.shut", subject=seat.meeting_id, meeting=seat.meeting.kind)
        _remind(case, CALLING_TASK, seat.meeting_id, by=by)


def _is_covered(meeting: Meeting, seat: Participant) -> bool:
    try:
        meeting_grounds(meeting, seat, "kallelse")
    except Denied:
        return False
    return True


def _watch_placements(case: Case, receivers: set[UUID], *, by: Actor) -> None:
    rows = Placement.objects.filter(
        case=case, state=PlacementState.ORDERED, ground=CONSENT, receiver_id__in=receivers
    )
    for row in rows.defer("packet", "snapshot").order_by("pk"):
        if row.receiver_id is None:
            continue
        receiver = (row.receiver_id, row.receiver_unit_id)
        covers = find_covers(
            case,
            receivers=[receiver],
            categories=categories_told(row.order),
            purpose=str(intervention_rules()["beställning"]["ändamål"]),
            at=timezone.now(),
        )
        if not all(covers[receiver].values()):
            _remind(case, PLACEMENT_TASK, row.pk, by=by)


def _remind(case: Case, kind: str, about_what: UUID, *, by: Actor) -> None:
    if case.is_open:
        put_task(case=case, kind=kind, about_what=str(about_what), due_on=timezone.localdate(), by=by)
