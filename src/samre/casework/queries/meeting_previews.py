"""What the other authorities would get of a meeting if it went now: the very copy, to be looked through before it goes (R24)."""

from __future__ import annotations

from copy import copy

from ..documents.consultation_copy import Copy
from ..documents.meeting_copy import calling_copy, minutes_copy
from ..models import AgreedMeasure, Meeting, MeetingState, Minutes, Participant

_SHARES = (MeetingState.CALLED, MeetingState.SHARED)


def calling_preview(meeting: Meeting) -> Copy | None:
    """The calling as it would be delivered; None where no authority waits for one."""
    seats = _seats(meeting)
    is_open = meeting.state in (MeetingState.PLANNED, MeetingState.CALLED)
    if not is_open or not any(one.receiver_unit_id and one.waits_for_calling for one in seats):
        return None
    next_one = copy(meeting)
    next_one.calling_version += 1
    return calling_copy(next_one, seats)


def minutes_preview(meeting: Meeting) -> Copy | None:
    """The minutes as they would be shared; None where there are none, no authority was called, or they are shared as they stand."""
    last = Minutes.objects.filter(meeting=meeting).order_by("-version").first()
    called = any(one.receiver_unit_id and one.called_at for one in _seats(meeting))
    if meeting.state not in _SHARES or last is None or not called or last.version == meeting.shared_version:
        return None
    measures = AgreedMeasure.objects.filter(meeting=meeting, dropped_at=None).order_by("due_on", "at", "id")
    return minutes_copy(meeting, last, list(measures))


def _seats(meeting: Meeting) -> list[Participant]:
    """In the order of the calling itself."""
    rows = meeting.participants.filter(dropped_at=None)
    found = list(rows.select_related("receiver", "receiver_unit__authority").order_by("number"))
    for seat in found:
        seat.meeting = meeting
    return found
