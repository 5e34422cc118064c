"""What those who were called answer: whether they come, and what they say of the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..models import Case, MeetingReply, MeetingState, Participant
from ..models.base import stamp
from ..rules.consultations import check_reply, clean, consultation_rules
from ..rules.permissions import Need
from ..rules.talks import unit_name
from .core import action, tell
from .records import add_record
from .talks import fresh_talk, stop_watching

CLOSED = "Mötet är avslutat eller inställt. Ring avsändaren om du vill tillägga något."
CALLING, MINUTES = "kallelse", "protokoll"


def is_answered(seat: Participant) -> bool:
    """Whether the calling has been answered since it last went out."""
    went = seat.recalled_at or seat.called_at
    return went is not None and seat.replies.filter(at__gte=went).exists()


def take_reply(
    *,
    source_ref: UUID,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> MeetingReply:
    """An answer from a participant's inbox, taken in the kommun's scope."""
    seat = (
        Participant.objects.select_related("meeting__case__person")
        .filter(pk=source_ref, owner_id=by.authority_id)
        .first()
    )
    if seat is None or seat.receiver_id != answerer.authority_id:
        raise Denied(CLOSED)
    return add_meeting_reply(
        case=seat.meeting.case,
        participant=seat,
        kind=kind,
        choices=choices,
        text=text,
        came_on=came_on,
        answerer=answerer,
        by=by,
    )


@action("meeting.reply", needs=Need.WRITE)
def add_meeting_reply(
    *,
    case: Case,
    participant: Participant,
    kind: str,
    text: str,
    came_on: date,
    choices: Mapping[str, Any] | None = None,
    answerer: Actor | None = None,
    by: Actor,
) -> MeetingReply:
    """An answer to the calling, or a comment on the minutes that were shared; which of them its kind says. Without `answerer` it is
    typed in by `by`."""
    meeting = participant.meeting
    meeting.case = case
    fresh_talk(meeting, MeetingState.CALLED, MeetingState.SHARED)
    said = clean(text)
    group = MINUTES if kind in consultation_rules()["svar"][MINUTES] else CALLING
    problems = check_reply(group, kind, said)
    if group == MINUTES and meeting.shared_version is None:
        problems["slag"] = str(consultation_rules()["fel"]["inte_delat"])
    if came_on > timezone.localdate():
        problems["dag"] = "Dagen har inte varit än."
    if problems:
        raise Refused(problems)
    last = participant.replies.order_by("-at", "-pk").first()
    if last is not None and (last.kind, last.text, last.came_on) == (kind, said, came_on):
        about(last, case_id=case.pk, again=True)
        return last
    reply = MeetingReply.objects.create(
        **{**stamp(answerer or by), "owner_id": case.owner_id},
        participant=participant,
        kind=kind,
        choices=dict(choices or {}),
        text=said,
        version=meeting.shared_version if group == MINUTES else meeting.calling_version,
        came_on=came_on,
        entered_by="" if answerer else by.name,
    )
    _register(reply, case, by=by)
    tell(case, by=by, kind="meeting.reply", subject=meeting.pk, on=came_on, meeting=meeting.kind)
    about(reply, case_id=case.pk, category=group)
    asked = meeting.participants.filter(dropped_at=None, shut_at=None).exclude(receiver_unit=None)
    if group == CALLING and all(is_answered(one) for one in asked.exclude(called_at=None)):
        stop_watching(case, meeting.pk, by=by, only="kallelse")
    return reply


def _register(reply: MeetingReply, case: Case, *, by: Actor) -> None:
    """Words of another authority's are a document of the case (OSL 5:1); a bare yes or no is too little to be one."""
    unit = reply.participant.receiver_unit
    if unit is None or not reply.text:
        return
    add_record(
        case=case,
        direction="in",
        kind="svar",
        party=unit_name(unit),
        subject="Svar om möte",
        registered_on=reply.came_on,
        subject_id=reply.pk,
        is_told=False,
        by=by,
    )
