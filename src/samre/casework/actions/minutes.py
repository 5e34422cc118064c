"""Minutes of a meeting: written while it goes on, shared with those who were called, and then closed with a signed result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about

from ..documents.meeting_copy import minutes_copy
from ..documents.meeting_texts import check_meeting_texts, minutes_texts
from ..documents.paper import Paper
from ..documents.talk_results import meeting_result
from ..models import (
    AgreedMeasure,
    DeliveryKind,
    Meeting,
    MeetingReply,
    MeetingState,
    Minutes,
    Participant,
)
from ..models.base import stamp
from ..post import deliver, take_back_delivery
from ..rules.consents import lock_consents
from ..rules.consultations import clean, consultation_rules, too_much
from ..rules.permissions import Need
from ..rules.settings import pathway_of
from .agreed_measures import measures_of
from .core import action, tell
from .meeting_seats import seats_of
from .meetings import keep_reasons, meeting_grounds
from .papers import keep_paper
from .talks import check_as_shown, fresh_talk, sign_result, stop_watching

WRITTEN = (MeetingState.CALLED, MeetingState.SHARED)


def last_minutes(meeting: Meeting) -> Minutes | None:
    """The minutes as they stand."""
    return Minutes.objects.filter(meeting=meeting).order_by("-version").first()


@action("minutes.write", needs=Need.WRITE)
def write_minutes(*, meeting: Meeting, text: str, came: Sequence[UUID], seen: int, by: Actor) -> Minutes:
    """The minutes as they are now, as a version of their own. `seen` is the version the writer had in front of her (0: none); Stale
    when there is a newer one. `came`: the participants who were there."""
    fresh_talk(meeting, *WRITTEN)
    said = clean(text)
    if problem := too_much(said, "protokoll") or (
        "" if said else str(consultation_rules()["fel"]["inget_protokoll"])
    ):
        raise Refused({"text": problem})
    for seat in meeting.participants.filter(dropped_at=None):
        there = seat.pk in set(came)
        if seat.came != there:
            seat.came = there
            seat.save(update_fields=["came"])
    last = last_minutes(meeting)
    if last is not None and last.text == said:
        about(last, again=True)
        return last
    if (last.version if last else 0) != seen:
        raise Stale(
            "Någon annan har skrivit i protokollet medan du skrev. Båda texterna står här. Sätt ihop dem och spara igen."
        )
    minutes = Minutes.objects.create(**stamp(by), meeting=meeting, version=seen + 1, text=said)
    about(minutes, version=minutes.version)
    return minutes


@action("meeting.plan_sip", needs=Need.WRITE)
def write_sip(*, meeting: Meeting, needs: str, lead: str, evaluate_on: date | None, by: Actor) -> Meeting:
    """What a SIP holds beside who does what: the needs, who leads, when it is followed up (SoL 10:8)."""
    fresh_talk(meeting, MeetingState.PLANNED, *WRITTEN)
    problems = {}
    if problem := too_much(clean(needs), "bakgrund"):
        problems["behov"] = problem
    if lead and lead not in pathway_of(meeting.case.pathway).actors:
        problems["leder"] = str(consultation_rules()["fel"]["vem"])
    if evaluate_on is not None and evaluate_on <= timezone.localdate():
        problems["foljs_upp"] = str(consultation_rules()["fel"]["dag"])
    if problems:
        raise Refused(problems)
    meeting.needs, meeting.lead, meeting.evaluate_on = clean(needs), lead, evaluate_on
    meeting.revision += 1
    meeting.save(update_fields=["needs", "lead", "evaluate_on", "revision"])
    about(meeting)
    return meeting


@action("minutes.share", needs=Need.WRITE)
def share_minutes(
    *,
    meeting: Meeting,
    version: int,
    paper: Paper,
    content: bytes,
    reasons: Mapping[str, str] = MappingProxyType({}),
    shown: str = "",
    by: Actor,
) -> list[str]:
    """The minutes in version `version` to everybody who was called, before the meeting is closed. Gives the reason for each unit
    that consent does not cover. A SIP is shared whole or not at all. `reasons`, `shown`: as in `call_meeting`. `paper` (`content`
    its PDF) is what the person gets."""
    case = meeting.case
    lock_consents(case)
    fresh_talk(meeting, *WRITTEN)
    wrong, last = consultation_rules()["fel"], last_minutes(meeting)
    if last is None:
        raise Refused({"text": str(wrong["inget_protokoll"])})
    if last.version != version:
        raise Stale("Protokollet har ändrats sedan du läste det. Läs det igen och dela det sedan.")
    measures, last.meeting = measures_of(meeting), meeting
    _check_sip(meeting, measures)
    check_as_shown(minutes_copy(meeting, last, measures), shown)
    left_out, now = [], timezone.now()
    used: dict[str, str] = {}
    seats = [one for one in seats_of(meeting) if one.called_at is not None]
    for seat in seats:
        _end_calling(seat)
        try:
            used |= _share(seat, seats, last, measures, reasons, by=by)
        except Denied as denied:
            left_out.append(denied.reason)
            continue
        seat.shared_at = now
        seat.save(update_fields=["grounds", "shared_at"])
    meeting.state, meeting.shared_at, meeting.shared_version = MeetingState.SHARED, now, last.version
    meeting.revision += 1
    keep_reasons(meeting, "protokoll", last.version, used, by=by)
    meeting.save(update_fields=["state", "shared_at", "shared_version", "let_through", "revision"])
    keep_paper(case=case, paper=paper, content=content, party="Deltagarna", about=meeting.pk, by=by)
    stop_watching(case, meeting.pk, by=by, only="kallelse")
    tell(case, by=by, kind="minutes.share", subject=meeting.pk, meeting=meeting.kind)
    about(meeting, version=last.version, left_out=len(left_out), reasoned=len(used))
    return left_out


@action("meeting.close", needs=Need.WRITE)
def close_meeting(*, meeting: Meeting, result: str, seen: int, by: Actor) -> Meeting:
    """Ended with what came of it, signed. Refused before the minutes have been shared as they are, and without a result."""
    fresh_talk(meeting, MeetingState.SHARED, seen=seen)
    rules, last, text = consultation_rules(), last_minutes(meeting), clean(result)
    if last is None or last.version != meeting.shared_version:
        raise Refused({"": str(rules["fel"]["ändrat_protokoll"])})
    if problem := too_much(text, "utfall") or ("" if text else str(rules["fel"]["utfall_möte"])):
        raise Refused({"utfall": problem})
    measures = measures_of(meeting)
    _check_sip(meeting, measures)
    comments = MeetingReply.objects.filter(participant__meeting=meeting, kind__in=rules["svar"]["protokoll"])
    note = sign_result(
        meeting.case,
        heading=rules["anteckning"]["rubrik"][meeting.kind],
        text=meeting_result(meeting, last, measures, comments.order_by("at", "pk"), text),
        source=rules["anteckning"]["källa"]["möte"],
        happened_at=meeting.starts_at,
        by=by,
    )
    for seat in seats_of(meeting):
        _end_calling(seat)
    meeting.state, meeting.result = MeetingState.CLOSED, note
    meeting.ended_at, meeting.ended_by = timezone.now(), by.name
    meeting.revision += 1
    meeting.save(update_fields=["state", "result", "ended_at", "ended_by", "revision"])
    stop_watching(meeting.case, meeting.pk, by=by)
    tell(
        meeting.case,
        by=by,
        kind="meeting.close",
        subject=meeting.pk,
        meeting=meeting.kind,
        number=note.number,
    )
    about(meeting, measures=len(measures))
    return meeting


def _end_calling(seat: Participant) -> None:
    """The meeting has been: nobody is asked to come any more."""
    if seat.called_at is not None and seat.receiver is not None:
        take_back_delivery(receiver=seat.receiver, source_ref=seat.pk, why="mötet har varit", asking=True)


def _check_sip(meeting: Meeting, measures: Sequence[AgreedMeasure]) -> None:
    """Raises Refused for what a SIP must hold and lacks (SoL 10:8)."""
    rules = consultation_rules()
    if not rules["möten"][meeting.kind]["innehåll_krävs"]:
        return
    told = {
        "behov": (bool(meeting.needs), "vilka behov personen har"),
        "leder": (bool(meeting.lead), "vem som leder planen"),
        "foljs_upp": (meeting.evaluate_on is not None, "när planen följs upp"),
        "atgard": (bool(measures), "minst en insats, vem som ansvarar och när"),
    }
    missing = {
        field: str(rules["fel"]["sip_innehåll"]).format(vad=what)
        for field, (there, what) in told.items()
        if not there
    }
    if missing:
        raise Refused(missing)


def _share(
    seat: Participant,
    seats: Sequence[Participant],
    minutes: Minutes,
    measures: Sequence[AgreedMeasure],
    reasons: Mapping[str, str],
    *,
    by: Actor,
) -> dict[str, str]:
    """Gives the reasons that were needed."""
    meeting = minutes.meeting
    if seat.receiver is None or seat.receiver_unit is None:
        return {}
    grounds = meeting_grounds(meeting, seat, "protokoll")
    texts = minutes_texts(meeting, minutes, measures)
    used = check_meeting_texts(meeting, seat.receiver_unit, texts, seats, reasons)
    # Each sharing stands by itself after the calling's: which version went, and on which consents.
    seat.grounds = [*seat.grounds, *({**one, "minutes": minutes.version} for one in grounds)]
    copy = minutes_copy(meeting, minutes, measures)
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
        answer_by=None,
        is_protected=meeting.case.person.is_protected,
    )
    return used
