"""Who is called to a meeting and what is talked about there, for as long as it can be changed."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.accounts.models import Unit

from ..models import AgendaPoint, Meeting, MeetingState, Participant
from ..rules.consultations import clean, too_much
from ..rules.permissions import Need
from ..rules.talks import askable_units
from .core import action
from .talks import fresh_talk


@action("meeting.invite", needs=Need.WRITE)
def add_participant(
    *, meeting: Meeting, kind: str, name: str = "", part: str = "", unit: UUID | None = None, by: Actor
) -> Participant:
    """Somebody more to call, and what she comes for. A unit of another authority once."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED)
    found = next((one for one in askable_units(meeting.case.owner_id) if one.pk == unit), None)
    there = meeting.participants.filter(receiver_unit=found, dropped_at=None).first() if found else None
    if there is not None:
        about(there, again=True)
        return there
    problems = {}
    if kind not in Participant.Kind.values:
        problems["vem"] = "Välj vem det är."
    if kind == Participant.Kind.AUTHORITY and found is None:
        problems["enhet"] = "Välj vilken myndighet och enhet."
    elif kind in (Participant.Kind.SUPPORT, Participant.Kind.OTHER) and not name.strip():
        problems["namn"] = "Skriv vem det är."
    for field, text in (("namn", name), ("del", part)):
        if problem := too_much(clean(text), "punkt"):
            problems[field] = problem
    if problems:
        raise Refused(problems)
    seat = add_seat(meeting, meeting.participants.count() + 1, kind, name.strip(), clean(part), found)
    about(seat, category=kind)
    return seat


@action("meeting.uninvite", needs=Need.WRITE)
def remove_participant(*, meeting: Meeting, participant: Participant, by: Actor) -> None:
    """Somebody who is not to be called after all. Who has been called stays, and so does the person whose meeting it is."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED)
    if participant.called_at is not None:
        raise Denied("Deltagaren är redan kallad.")
    if participant.kind == Participant.Kind.PERSON:
        raise Denied("Mötet är personens. Hon tas inte bort.")
    participant.dropped_at = timezone.now()
    participant.save(update_fields=["dropped_at"])
    about(participant, category=participant.kind)


@action("meeting.add_point", needs=Need.WRITE)
def add_point(*, meeting: Meeting, text: str, is_persons: bool, by: Actor) -> AgendaPoint:
    """Something more to talk about; the person's own questions are told as hers. Who has been called gets a new calling."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED)
    said = clean(text)
    if problem := too_much(said, "punkt") or ("" if said else "Skriv punkten."):
        raise Refused({"punkt": problem})
    there = next((one for one in meeting.agenda.filter(dropped_at=None) if one.text == said), None)
    if there is not None:
        about(there, again=True)
        return there
    point = AgendaPoint.objects.create(
        owner_id=meeting.owner_id,
        meeting=meeting,
        number=meeting.agenda.count() + 1,
        text=said,
        is_persons=is_persons,
    )
    _changed(meeting)
    about(point)
    return point


@action("meeting.remove_point", needs=Need.WRITE)
def remove_point(*, meeting: Meeting, point: AgendaPoint, by: Actor) -> None:
    """Something that is not to be talked about."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED)
    point.dropped_at = timezone.now()
    point.save(update_fields=["dropped_at"])
    _changed(meeting)
    about(point)


def _changed(meeting: Meeting) -> None:
    """What was called to is no longer what it was."""
    if meeting.called_at is not None:
        meeting.changed_at = timezone.now()
        meeting.save(update_fields=["changed_at"])


def add_seat(
    meeting: Meeting, number: int, kind: str, name: str, part: str, unit: Unit | None
) -> Participant:
    """The row itself, for actions that say the rest."""
    return Participant.objects.create(
        owner_id=meeting.owner_id,
        meeting=meeting,
        number=number,
        kind=kind,
        name=name,
        part=part,
        receiver_id=unit.authority_id if unit else None,
        receiver_unit=unit,
    )


def seats_of(meeting: Meeting) -> list[Participant]:
    """Everybody who is to come, in order, with the units of other authorities."""
    seats = meeting.participants.filter(dropped_at=None)
    found = list(seats.select_related("receiver", "receiver_unit__authority").order_by("number"))
    for seat in found:
        seat.meeting = meeting
    return found
