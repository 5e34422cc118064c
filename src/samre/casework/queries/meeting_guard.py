"""What the guard will say when a meeting is called to or its minutes are shared, for the page that asks for reasons beforehand."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from ..documents.meeting_texts import TextAlarm, calling_texts, meeting_alarms, minutes_texts
from ..models import AgreedMeasure, Meeting, MeetingState, Minutes, Participant
from ..rules.consultations import consultation_rules
from ..rules.talks import unit_covers


def calling_alarms(meeting: Meeting) -> tuple[TextAlarm, ...]:
    """Of the calling as it would go out now, to those who wait for it."""
    if meeting.state not in (MeetingState.PLANNED, MeetingState.CALLED):
        return ()
    seats = _seats(meeting)
    return _alarms(
        meeting, seats, "kallelse", calling_texts(meeting, seats), lambda seat: seat.waits_for_calling
    )


def minutes_alarms(meeting: Meeting) -> tuple[TextAlarm, ...]:
    """Of the minutes as they stand, to those who were called."""
    if meeting.state not in (MeetingState.CALLED, MeetingState.SHARED):
        return ()
    last = Minutes.objects.filter(meeting=meeting).order_by("-version").first()
    if last is None:
        return ()
    measures = AgreedMeasure.objects.filter(meeting=meeting, dropped_at=None).order_by("due_on", "at", "id")
    texts = minutes_texts(meeting, last, list(measures))
    return _alarms(meeting, _seats(meeting), "protokoll", texts, lambda seat: seat.called_at is not None)


def _alarms(
    meeting: Meeting,
    seats: list[Participant],
    sort: str,
    texts: dict[str, list[str]],
    goes_to: Callable[[Participant], bool],
) -> tuple[TextAlarm, ...]:
    """To the units that a consent lets have it at all: the others get nothing."""
    rules = consultation_rules()
    units = [seat.receiver_unit for seat in seats if seat.receiver_unit is not None and goes_to(seat)]
    covers = unit_covers(
        meeting.case,
        units,
        categories=rules["möteskategorier"][sort],
        purpose=rules["möten"][meeting.kind]["ändamål"],
        at=timezone.now(),
    )
    return meeting_alarms(meeting, [unit for unit in units if all(covers[unit.pk].values())], texts, seats)


def _seats(meeting: Meeting) -> list[Participant]:
    rows = meeting.participants.filter(dropped_at=None).select_related("receiver_unit__authority")
    found = list(rows.order_by("number"))
    for seat in found:
        seat.meeting = meeting
    return found
