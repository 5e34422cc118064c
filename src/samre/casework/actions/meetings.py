"""Meetings: planned with the person, called to, cancelled. Nobody is called before she has said yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..documents.meeting_copy import calling_copy, participant_name
from ..documents.meeting_texts import calling_texts, check_meeting_texts
from ..documents.paper import Paper
from ..models import AgendaPoint, Case, DeliveryKind, Meeting, MeetingKind, MeetingState, Participant
from ..models.base import stamp
from ..post import deliver, take_back_delivery
from ..rules.consents import lock_consents
from ..rules.consultations import consultation_rules
from ..rules.permissions import Need
from ..rules.talks import askable_units, check_covers
from .core import action, tell
from .meeting_seats import add_seat, seats_of
from .papers import keep_paper
from .steps import check_open
from .talks import check_as_shown, fresh_talk, reason_given, stop_watching, watch_for

LONGEST = {"syfte": 400, "plats": 200, "tolk": 120, "protokoll": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingWords:
    """A meeting as it is planned."""

    purpose: str
    starts_at: datetime | None
    minutes: int
    channel: str
    place: str = ""
    interpreter: str = ""
    keeper: str = ""
    answer_by: date | None = None
    agreed_on: date | None = None

    @property
    def columns(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@action("meeting.plan", needs=Need.WRITE)
def plan_meeting(
    *,
    case: Case,
    meeting_id: UUID,
    kind: str,
    words: MeetingWords,
    units: Sequence[UUID] = (),
    by: Actor,
) -> Meeting:
    """A meeting with the agenda its kind usually has, the person, whoever plans it and these units. The same form twice is one."""
    check_open(case)
    there = Meeting.objects.filter(pk=meeting_id, case=case).first()
    if there is not None:
        about(there, again=True)
        return there
    if Meeting.objects.filter(pk=meeting_id).exists():
        raise Refused("Mötet hör till ett annat ärende. Börja på nytt.")
    problems = _wrong(words)
    if kind not in MeetingKind.values:
        problems["slag"] = "Välj vilket slags möte det är."
    if problems:
        raise Refused(problems)
    meeting = Meeting.objects.create(**stamp(by), id=meeting_id, case=case, kind=kind, **words.columns)
    people = [(Participant.Kind.PERSON, "", None), (Participant.Kind.OWN, by.name, None)]
    chosen = [unit for unit in askable_units(case.owner_id) if unit.pk in set(units)]
    for number, (role, name, unit) in enumerate(
        [*people, *((Participant.Kind.AUTHORITY, "", unit) for unit in chosen)], 1
    ):
        add_seat(meeting, number, role, name, "", unit)
    for number, text in enumerate(consultation_rules()["möten"][kind]["dagordning"], 1):
        AgendaPoint.objects.create(owner_id=case.owner_id, meeting=meeting, number=number, text=text)
    tell(case, by=by, kind="meeting.plan", subject=meeting.pk, meeting=kind, due=_day(meeting))
    about(meeting, category=kind)
    return meeting


@action("meeting.change", needs=Need.WRITE)
def change_meeting(*, meeting: Meeting, words: MeetingWords, seen: int, by: Actor) -> Meeting:
    """Another time, place or purpose, until the minutes are begun. Who has been called gets the new calling with the next
    `call_meeting`."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED, seen=seen)
    if meeting.versions.exists():
        raise Denied("Det finns ett protokoll. Mötet kan inte ändras längre.")
    if problems := _wrong(words):
        raise Refused(problems)
    for name, value in words.columns.items():
        setattr(meeting, name, value)
    meeting.revision += 1
    meeting.save(update_fields=["revision", *words.columns, *mark_changed(meeting)])
    if meeting.called_at is not None:
        _watch(meeting, by=by)
    about(meeting, category=meeting.kind)
    return meeting


@action("meeting.call", needs=Need.WRITE)
def call_meeting(
    *,
    meeting: Meeting,
    seen: int,
    paper: Paper,
    content: bytes,
    reasons: Mapping[str, str] = MappingProxyType({}),
    shown: str = "",
    by: Actor,
) -> list[str]:
    """The calling to everybody who has not had it as it is now. Units of other authorities get it in their inbox where consent
    covers; gives the reason for each that is left out. Raises Refused for words that may not go to one of them; `reasons`
    says, field by field, why words outside the consent go all the same. `paper`: the calling letter (`content` its PDF), which the
    person gets. `shown`: the hash of the copy that was looked through."""
    case = meeting.case
    lock_consents(case)
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED, seen=seen)
    rules = consultation_rules()
    if rules["möten"][meeting.kind]["ja_krävs"] and meeting.agreed_on is None:
        raise Refused({"ja": str(rules["fel"]["ja"])})
    if meeting.starts_at <= timezone.now():
        raise Refused({"dag": str(rules["fel"]["tid_passerad"])})
    seats = seats_of(meeting)
    left_out, called = [], []
    used: dict[str, str] = {}
    meeting.calling_version += 1
    check_as_shown(calling_copy(meeting, seats), shown)
    for seat in (one for one in seats if one.waits_for_calling):
        try:
            used |= _call(meeting, seat, seats, reasons, by=by)
            called.append(seat)
        except Denied as denied:
            left_out.append(denied.reason)
    meeting.state, meeting.called_at = MeetingState.CALLED, meeting.called_at or timezone.now()
    meeting.revision += 1
    keep_reasons(meeting, "kallelse", meeting.calling_version, used, by=by)
    meeting.save(update_fields=["state", "called_at", "calling_version", "let_through", "revision"])
    if called:
        party = "; ".join(
            participant_name(meeting, one) for one in called if one.kind != Participant.Kind.OWN
        )
        keep_paper(case=case, paper=paper, content=content, party=party, about=meeting.pk, by=by)
        tell(case, by=by, kind="meeting.call", subject=meeting.pk, meeting=meeting.kind, due=_day(meeting))
    _watch(meeting, by=by)
    about(meeting, called=len(called), left_out=len(left_out), reasoned=len(used))
    return left_out


@action("meeting.cancel", needs=Need.WRITE)
def cancel_meeting(*, meeting: Meeting, reason: str, by: Actor) -> Meeting:
    """The meeting is not held, for a reason; what was delivered is closed at each receiver. What has been held is written."""
    fresh_talk(meeting, MeetingState.PLANNED, MeetingState.CALLED)
    text = reason_given(reason)
    if meeting.versions.exists():
        raise Denied("Det finns ett protokoll. Dela det och avsluta mötet i stället.")
    for seat in seats_of(meeting):
        if seat.called_at is not None and seat.receiver is not None:
            take_back_delivery(receiver=seat.receiver, source_ref=seat.pk, why="mötet ställdes in")
    meeting.state, meeting.end_reason = MeetingState.CANCELLED, text
    meeting.ended_at, meeting.ended_by = timezone.now(), by.name
    meeting.revision += 1
    meeting.save(update_fields=["state", "end_reason", "ended_at", "ended_by", "revision"])
    stop_watching(meeting.case, meeting.pk, by=by)
    tell(meeting.case, by=by, kind="meeting.cancel", subject=meeting.pk, meeting=meeting.kind)
    about(meeting)
    return meeting


def meeting_grounds(meeting: Meeting, seat: Participant, sort: str) -> list[dict[str, str]]:
    """The consents that let a calling or minutes (`sort`) to a participant's unit. Raises Denied where one is missing."""
    if seat.receiver_unit is None:
        return []
    rules = consultation_rules()
    return check_covers(
        meeting.case,
        seat.receiver_unit,
        categories=rules["möteskategorier"][sort],
        purpose=rules["möten"][meeting.kind]["ändamål"],
        at=timezone.now(),
    )


def mark_changed(meeting: Meeting) -> tuple[str, ...]:
    """The column to save beside: what is changed after a calling goes out with a new one."""
    if meeting.called_at is None:
        return ()
    meeting.changed_at = timezone.now()
    return ("changed_at",)


def keep_reasons(meeting: Meeting, sort: str, version: int, used: Mapping[str, str], *, by: Actor) -> None:
    """Why words outside the consent went, beside what went; for actions that save the meeting."""
    said = {"sort": sort, "version": version, "by": by.name, "at": timezone.now().isoformat()}
    kept = [{**said, "field": field, "why": why} for field, why in used.items()]
    meeting.let_through = [*meeting.let_through, *kept]


def _call(
    meeting: Meeting,
    seat: Participant,
    seats: Sequence[Participant],
    reasons: Mapping[str, str],
    *,
    by: Actor,
) -> dict[str, str]:
    """Gives the reasons that were needed."""
    used: dict[str, str] = {}
    is_again = seat.called_at is not None
    if seat.receiver is not None and seat.receiver_unit is not None:
        grounds = meeting_grounds(meeting, seat, "kallelse")
        used = check_meeting_texts(meeting, seat.receiver_unit, calling_texts(meeting, seats), seats, reasons)
        seat.grounds = [*seat.grounds, *({**one, "calling": meeting.calling_version} for one in grounds)]
        copy = calling_copy(meeting, seats)
        if is_again:
            take_back_delivery(receiver=seat.receiver, source_ref=seat.pk, why="ersatt av en ny kallelse")
        deliver(
            kind=DeliveryKind.MEETING,
            receiver=seat.receiver,
            unit=seat.receiver_unit,
            source_ref=seat.pk,
            source_authority=meeting.case.owner_id,
            sender=f"{by.authority_name}, {meeting.case.unit.name}",
            subject=copy.subject,
            snapshot=copy.snapshot,
            packet=None,
            sha256=copy.sha256,
            answer_by=meeting.answer_by,
            is_protected=meeting.case.person.is_protected,
        )
    now = timezone.now()
    seat.shut_at, column = None, "recalled_at" if is_again else "called_at"
    setattr(seat, column, now)
    seat.save(update_fields=["grounds", "shut_at", column])
    return used


def _watch(meeting: Meeting, *, by: Actor) -> None:
    """The answers and the day itself; they follow the meeting when it is moved."""
    for what, day in (("kallelse", meeting.answer_by), ("möte", _day(meeting))):
        watch_for(meeting.case, what, meeting.pk, due_on=day, follows=True, by=by)


def _day(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at)


def _wrong(words: MeetingWords) -> dict[str, str]:
    """Field → sentence for what is missing in a plan."""
    rules, today = consultation_rules(), timezone.localdate()
    problems = {
        field: f"Skriv kortare, högst {most} tecken."
        for field, most in LONGEST.items()
        if len(
            {
                "syfte": words.purpose,
                "plats": words.place,
                "tolk": words.interpreter,
                "protokoll": words.keeper,
            }[field]
        )
        > most
    }
    if not words.purpose.strip():
        problems["syfte"] = "Skriv vad mötet ska leda till."
    if words.starts_at is None or words.starts_at <= timezone.now():
        problems["dag"] = str(rules["fel"]["tid_passerad"])
    if words.minutes not in rules["längder"]:
        problems["minuter"] = "Välj hur långt mötet är."
    if words.channel not in rules["kanaler"]:
        problems["kanal"] = "Välj hur ni ses."
    if not words.keeper.strip():
        problems["protokoll"] = "Skriv vem som skriver protokoll."
    day = timezone.localdate(words.starts_at) if words.starts_at else None
    if words.answer_by is None or words.answer_by < today or (day and words.answer_by > day):
        problems["svara_senast"] = "Välj en dag från i dag till mötesdagen."
    if words.agreed_on is not None and words.agreed_on > today:
        problems["ja"] = "Dagen har inte varit än."
    return problems
