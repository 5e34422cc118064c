"""What a consent that no longer holds takes with it: callings and questions that rested on it are closed, those who keep what they
got are told, and somebody looks at the insatser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied

from ..models import (
    Case,
    Consent,
    ConsultationMode,
    ConsultationQuestion,
    ConsultationState,
    Disclosure,
    DisclosureState,
    Meeting,
    MeetingState,
    Participant,
    Placement,
    PlacementState,
)
from ..post import excuse_delivery, take_back_delivery, tell_consent_ended
from ..rules.consents import find_covers
from ..rules.consultations import consultation_rules
from ..rules.disclosures import BY_CONSENT, is_still_covered
from ..rules.inbox import RUN_OUT, WITHDRAWN
from ..rules.interventions import intervention_rules
from ..rules.placements import CONSENT, categories_told
from .answer_links import CONSENT_ENDED, close_links_without_consent
from .core import tell
from .meetings import meeting_grounds
from .tasks import put_task

CALLING_TASK, PLACEMENT_TASK = "samtycke_kallelse", "samtycke_insats"
_LET_OUT = (DisclosureState.SENT, DisclosureState.RECEIVED, DisclosureState.ANSWERED)


def end_what_rested(consent: Consent, *, by: Actor, has_run_out: bool = False) -> None:
    """For actions that end a consent, in the same transaction. A calling, a one-time link or a question with a name that nothing
    covers any more is closed. What has been let out is the receiver's by now and stays there (law.md 2.4); the receiver is told
    that the person took her consent back. Of a last day she knew. An insats goes on until somebody ends it, but the handler is
    told today that the yes behind it is gone."""
    receivers = set(consent.scopes.values_list("receiver_id", flat=True))
    case, how = consent.case, RUN_OUT if has_run_out else WITHDRAWN
    close_links_without_consent(case, by=by)
    _close_callings(case, receivers, by=by)
    _close_questions(case, receivers, how, by=by)
    if not has_run_out:
        _tell_who_got_something(case, receivers)
    _watch_placements(case, receivers, how, by=by)


def _seats(case: Case, receivers: set[UUID], *states: MeetingState) -> Iterator[Participant]:
    """Those who have been called, with their meeting."""
    seats = Participant.objects.filter(
        meeting__case=case,
        meeting__state__in=states,
        receiver_id__in=receivers,
        called_at__isnull=False,
        dropped_at__isnull=True,
    ).select_related("meeting", "receiver", "receiver_unit__authority")
    for seat in seats.order_by("pk"):
        seat.meeting.case = case
        yield seat


def _close_callings(case: Case, receivers: set[UUID], *, by: Actor) -> None:
    for seat in _seats(case, receivers, MeetingState.CALLED, MeetingState.SHARED, MeetingState.CLOSED):
        if seat.shut_at is not None or seat.receiver is None or _is_covered(seat.meeting, seat, "kallelse"):
            continue
        why = "kallelsen gäller inte längre"
        if not take_back_delivery(receiver=seat.receiver, source_ref=seat.pk, why=why, asking=True):
            continue
        seat.shut_at = timezone.now()
        seat.save(update_fields=["shut_at"])
        tell(case, by=by, kind="meeting.shut", subject=seat.meeting_id, meeting=seat.meeting.kind)
        if seat.meeting.state != MeetingState.CLOSED:
            _remind(case, CALLING_TASK, seat.meeting_id, by=by)


def _is_covered(meeting: Meeting, seat: Participant, sort: str) -> bool:
    try:
        meeting_grounds(meeting, seat, sort)
    except Denied:
        return False
    return True


def _close_questions(case: Case, receivers: set[UUID], how: str, *, by: Actor) -> None:
    """A question with a name can't be answered any more; it can be read, with the reason. One that nobody waits for is told only
    of what was withdrawn."""
    rows = ConsultationQuestion.objects.filter(
        consultation__case=case,
        consultation__mode=ConsultationMode.IDENTIFIED,
        consultation__state__in=(ConsultationState.SENT, ConsultationState.CLOSED),
        receiver_id__in=receivers,
        sent_at__isnull=False,
    ).select_related("consultation", "receiver")
    purpose = str(consultation_rules()["ändamål"])
    for row in rows.order_by("pk"):
        is_open = row.consultation.state == ConsultationState.SENT
        told = [str(one["category"]) for one in (*row.grounds, *row.plan_grounds)]
        if _holds(case, (row.receiver_id, row.receiver_unit_id), told, purpose):
            continue
        if is_open:
            excuse_delivery(receiver=row.receiver, source_ref=row.pk, why=CONSENT_ENDED)
            tell(
                case,
                by=by,
                kind="consultation.shut",
                subject=row.consultation_id,
                question=str(row.pk),
                how=how,
            )
        if is_open or how == WITHDRAWN:
            tell_consent_ended(receiver=row.receiver, source_ref=row.pk, how=how)


def _tell_who_got_something(case: Case, receivers: set[UUID]) -> None:
    """An underlag and minutes in somebody's inbox."""
    rows = Disclosure.objects.filter(
        case=case, ground=BY_CONSENT, receiver_id__in=receivers, state__in=_LET_OUT
    ).select_related("receiver")
    for row in rows.defer("packet", "snapshot").order_by("pk"):
        row.case = case
        if not is_still_covered(row, at=timezone.now()):
            assert row.receiver is not None
            tell_consent_ended(receiver=row.receiver, source_ref=row.pk, how=WITHDRAWN)
    for seat in _seats(case, receivers, MeetingState.SHARED, MeetingState.CLOSED):
        if seat.receiver is not None and seat.shared_at and not _is_covered(seat.meeting, seat, "protokoll"):
            tell_consent_ended(receiver=seat.receiver, source_ref=seat.pk, how=WITHDRAWN)


def _watch_placements(case: Case, receivers: set[UUID], how: str, *, by: Actor) -> None:
    rows = Placement.objects.filter(
        case=case, state=PlacementState.ORDERED, ground=CONSENT, receiver_id__in=receivers
    ).select_related("receiver")
    purpose = str(intervention_rules()["beställning"]["ändamål"])
    for row in rows.defer("packet", "snapshot").order_by("pk"):
        to = (row.receiver_id, row.receiver_unit_id)
        if row.receiver is None or _holds(case, to, categories_told(row.order), purpose):
            continue
        _remind(case, PLACEMENT_TASK, row.pk, by=by)
        tell_consent_ended(receiver=row.receiver, source_ref=row.pk, how=how)


def _holds(
    case: Case,
    to: tuple[UUID | None, UUID | None],
    categories: Iterable[str],
    purpose: str,
) -> bool:
    covers = find_covers(case, receivers=[to], categories=categories, purpose=purpose, at=timezone.now())
    return all(covers[to].values())


def _remind(case: Case, kind: str, about_what: UUID, *, by: Actor) -> None:
    if case.is_open:
        put_task(case=case, kind=kind, about_what=str(about_what), due_on=timezone.localdate(), by=by)
