"""Meetings of a case as pages show them, and the card that tells of consultations and meetings together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from samre.accounts.protected import ColleagueNames

from ..documents.meeting_copy import participant_name, place_words, when_words
from ..documents.talk_results import party_name
from ..models import Case, Meeting, MeetingReply, MeetingState, Minutes, Participant
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consultations import consultation_rules
from ..rules.talks import meeting_line, unit_covers
from .case_frame import HIDDEN
from .consultations import Agreed, Said, TalkRow, agreed_rows, consultation_rows, said


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is called. `missing`: the categories without consent, so that she can't be called; `told` what she answered."""

    id: UUID
    name: str
    part: str
    kind: str
    is_unit: bool
    is_called: bool
    is_shared: bool
    came: bool | None
    missing: tuple[str, ...]
    replies: tuple[Said, ...]
    comments: tuple[Said, ...]
    may_go: bool
    waits: bool
    is_shut: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda."""

    id: UUID
    text: str
    is_persons: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting."""

    id: UUID
    kind: str
    name: str
    about: str
    law: str
    state: str
    line: str
    is_open: bool
    is_sip: bool
    purpose: str
    when: str
    where: str
    starts_at: datetime
    has_been: bool
    interpreter: str
    keeper: str
    answer_by: date
    agreed_on: date | None
    needs: str
    lead: str
    lead_name: str
    evaluate_on: date | None
    seats: tuple[Seat, ...]
    agenda: tuple[Point, ...]
    minutes: str
    version: int
    written_by: str
    shared_version: int | None
    agreed: tuple[Agreed, ...]
    revision: int
    note: UUID | None
    number: int
    reason: str
    ended_by: str

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def may_be_written(self) -> bool:
        return self.state in (MeetingState.CALLED, MeetingState.SHARED)

    @property
    def is_shared_as_it_stands(self) -> bool:
        return self.state == MeetingState.SHARED and self.version == self.shared_version

    @property
    def uncalled(self) -> tuple[Seat, ...]:
        """Those who have not had the calling as it is now."""
        return tuple(seat for seat in self.seats if seat.waits)

    @property
    def is_changed(self) -> bool:
        """Something has been changed since the calling went out, and not been told."""
        return any(seat.is_called and not seat.is_shut for seat in self.uncalled)

    @property
    def may_be_changed(self) -> bool:
        return self.state in (MeetingState.PLANNED, MeetingState.CALLED) and not self.version


@dataclass(frozen=True, slots=True)
class ConsultationCard:
    """What the hub says: what goes on, and how much there has been."""

    ongoing: tuple[TalkRow, ...]
    ended: int


def talk_rows(case: Case, *, on: date) -> tuple[TalkRow, ...]:
    """Every consultation and meeting: those that go on first, the newest first in each. Two queries."""
    rows = [*consultation_rows(case, on=on), *meeting_rows(case)]
    return tuple(sorted(rows, key=lambda row: (not row.is_open, -row.at.timestamp())))


def consultation_card(case: Case, on: date) -> ConsultationCard:
    """The card of the hub."""
    rows = talk_rows(case, on=on)
    return ConsultationCard(tuple(row for row in rows if row.is_open), sum(not row.is_open for row in rows))


def meeting_rows(case: Case) -> list[TalkRow]:
    """Every meeting of the case, the newest first."""
    rules = consultation_rules()
    return [
        TalkRow(row.pk, "meeting", rules["möten"][row.kind]["namn"], _line(row), "", row.at, row.is_open)
        for row in Meeting.objects.filter(case=case).select_related("result").order_by("-at", "-pk")
    ]


def find_meeting(case: Case, id_: UUID) -> Meeting | None:
    """The row itself, for actions; None where the case has none with that id."""
    found = Meeting.objects.filter(case=case, pk=id_).select_related("result").first()
    if found is not None:
        found.case = case
    return found


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes as they stand."""
    return Minutes.objects.filter(meeting=meeting).order_by("-version").first()


def meeting_page(meeting: Meeting) -> MeetingPage:
    """A meeting that has been found, for its page."""
    rules, case = consultation_rules(), meeting.case
    row, last, names = rules["möten"][meeting.kind], minutes_of(meeting), ColleagueNames(meeting.owner_id)
    return MeetingPage(
        id=meeting.pk,
        kind=meeting.kind,
        name=row["namn"],
        about=row["till"],
        law=row["lag"],
        state=meeting.state,
        line=_line(meeting),
        is_open=meeting.is_open,
        is_sip=row["innehåll_krävs"],
        purpose=meeting.purpose,
        when=when_words(meeting),
        where=place_words(meeting),
        starts_at=meeting.starts_at,
        has_been=meeting.starts_at <= timezone.now(),
        interpreter=meeting.interpreter,
        keeper=names.of(meeting.keeper),
        answer_by=meeting.answer_by,
        agreed_on=meeting.agreed_on,
        needs=meeting.needs,
        lead=meeting.lead,
        lead_name=party_name(case, meeting.lead) if meeting.lead else "",
        evaluate_on=meeting.evaluate_on,
        seats=_seats(meeting),
        agenda=tuple(
            Point(one.pk, one.text, one.is_persons)
            for one in meeting.agenda.filter(dropped_at=None).order_by("number", "pk")
        ),
        minutes=last.text if last else "",
        version=last.version if last else 0,
        written_by=names.of(last.by_name) if last else "",
        shared_version=meeting.shared_version,
        agreed=agreed_rows(case, meeting.measures.all()),
        revision=meeting.revision,
        note=meeting.result_id,
        number=meeting.result.number if meeting.result else 0,
        reason=meeting.end_reason,
        ended_by=names.of(meeting.ended_by),
    )


def _line(row: Meeting) -> str:
    return meeting_line(
        row.state,
        starts_at=row.starts_at,
        ended=timezone.localdate(row.ended_at) if row.ended_at else None,
        note=row.result.number if row.result else 0,
    )


def _seats(meeting: Meeting) -> tuple[Seat, ...]:
    """Those who are called, in order, with what no consent lets out to each."""
    rules, replies = consultation_rules(), MeetingReply.objects.select_related("by").order_by("at", "pk")
    rows = list(
        meeting.participants.filter(dropped_at=None)
        .select_related("receiver_unit__authority")
        .prefetch_related(Prefetch("replies", queryset=replies))
        .order_by("number")
    )
    units = [row.receiver_unit for row in rows if row.receiver_unit is not None and meeting.is_open]
    sorts: Mapping[str, list[str]] = rules["möteskategorier"]
    covers = unit_covers(
        meeting.case,
        units,
        categories=[*sorts["kallelse"], *sorts["protokoll"]],
        purpose=rules["möten"][meeting.kind]["ändamål"],
        at=timezone.now(),
    )
    names, seats = category_names(), []
    for row in rows:
        told = covers.get(row.receiver_unit_id, {}) if row.receiver_unit_id else {}
        row.meeting = meeting
        needed = sorts["protokoll" if row.called_at else "kallelse"]
        missing = [in_sentence(names.get(code, code)) for code in needed if told and told[code] is None]
        seats.append(_seat(meeting, row, missing))
    return tuple(seats)


def _seat(meeting: Meeting, row: Participant, missing: Sequence[str]) -> Seat:
    rules = consultation_rules()
    told = list(row.replies.all())
    comments = rules["svar"]["protokoll"]
    return Seat(
        id=row.pk,
        name=participant_name(meeting, row),
        part=HIDDEN if row.part and meeting.case.person.is_protected else row.part,
        kind=row.kind,
        is_unit=row.receiver_unit_id is not None,
        is_called=row.called_at is not None,
        is_shared=row.shared_at is not None,
        came=row.came,
        missing=tuple(missing),
        replies=tuple(_answer(row, one) for one in told if one.kind not in comments),
        comments=tuple(said("protokoll", one) for one in told if one.kind in comments),
        may_go=row.called_at is None and row.kind != Participant.Kind.PERSON,
        waits=row.waits_for_calling,
        is_shut=row.shut_at is not None,
    )


def _answer(row: Participant, reply: MeetingReply) -> Said:
    """An answer to the calling; to an earlier one, where a new has gone out since."""
    told = said("kallelse", reply)
    if row.recalled_at is None or reply.at >= row.recalled_at:
        return told
    earlier = str(consultation_rules()["läge"]["tidigare_kallelse"])
    return replace(told, how=f"{told.how}. {earlier}" if told.how else earlier)
