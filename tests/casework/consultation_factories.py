"""Consultations and meetings for tests: written, sent, answered; papers are a few bytes here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.casework.consent_factories import make_consent, make_receiver

from samre.accounts.actors import Actor
from samre.accounts.models import Unit
from samre.casework.actions.consultations import (
    Written,
    send_consultation,
    start_consultation,
    write_consultation,
)
from samre.casework.actions.meetings import MeetingWords, call_meeting, plan_meeting
from samre.casework.documents.forms import b04_consultation, b11_calling
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Case, Consultation, Meeting
from samre.sealing.ids import new_id

PDF = b"%PDF-1.7 prov"
QUESTION = "Är samordning rätt väg för någon som prövat arbetsträning i tre månader?"
BACKGROUND = "Sjukskriven sedan i våras. Har prövat arbetsträning fyra timmar i veckan.\nVill arbeta."


def askable(*kinds: str) -> list[Unit]:
    """A unit of each kind of authority."""
    return [make_receiver(kind) for kind in kinds or ("fk", "af", "region")]


def make_consultation(
    case: Case, by: Actor, units: list[Unit], *, form: str = "konsultation", mode: str = "utan_namn"
) -> Consultation:
    """An empty one."""
    return start_consultation(
        case=case, consultation_id=new_id(), form=form, mode=mode, units=[unit.pk for unit in units], by=by
    )


def words_for(consultation: Consultation, **texts: str) -> Written:
    """Everything that has to be written, with something of one's own."""
    questions = consultation.questions.order_by("number")
    return Written(
        texts={
            "fraga": QUESTION,
            "bakgrund": BACKGROUND,
            "forvantan": "Vill arbeta halvtid.",
            "praktiskt": "Tolk behövs inte.",
            "risk": "Ingen känd.",
        }
        | {name: text for name, text in texts.items() if name != "delfraga"},
        asked={one.pk: texts.get("delfraga", "Vad kan ni erbjuda nu?") for one in questions},
        categories=("sjukskrivning",),
        answer_by=timezone.localdate() + timedelta(days=10),
    )


def write(consultation: Consultation, by: Actor, **texts: str) -> Consultation:
    """Written whole."""
    return write_consultation(
        consultation=consultation,
        written=words_for(consultation, **texts),
        seen=consultation.revision,
        by=by,
    )


def send(consultation: Consultation, by: Actor, **more: Any) -> Consultation:
    """Sent, with its paper."""
    questions = list(consultation.questions.select_related("receiver", "receiver_unit__authority"))
    paper = b04_consultation.paper(
        consultation, questions, sender=sender_for(consultation.case, by), on=timezone.localdate()
    )
    return send_consultation(
        consultation=consultation, seen=consultation.revision, paper=paper, content=PDF, by=by, **more
    )


def make_sent(case: Case, by: Actor, units: list[Unit], **more: Any) -> Consultation:
    """Begun, written and sent; with a name, on a consent."""
    consultation = make_consultation(case, by, units, **more)
    if not consultation.is_anonymous:
        make_consent(case, by, to=units, categories=("kontakt", "sjukskrivning"), purpose="konsultation")
    return send(write(consultation, by), by)


def meeting_words(**more: Any) -> MeetingWords:
    """A meeting in a week that the person has said yes to."""
    today = timezone.localdate()
    given: dict[str, Any] = {
        "purpose": "Bestämma vem som gör vad",
        "starts_at": timezone.now() + timedelta(days=7),
        "minutes": 60,
        "channel": "video",
        "place": "Möte 4711",
        "keeper": "Sara Lind",
        "answer_by": today + timedelta(days=3),
        "agreed_on": today,
    }
    return MeetingWords(**(given | more))


def make_meeting(
    case: Case, by: Actor, units: list[Unit], *, kind: str = "sip", consented: bool = True, **more: Any
) -> Meeting:
    """A planned meeting; the person has consented to calling and minutes unless told otherwise."""
    if consented and units:
        purpose = "plan" if kind == "sip" else "samordning"
        make_consent(case, by, to=units, categories=("kontakt", "planering"), purpose=purpose)
    return plan_meeting(
        case=case,
        meeting_id=new_id(),
        kind=kind,
        words=meeting_words(**more),
        units=[unit.pk for unit in units],
        by=by,
    )


def call(meeting: Meeting, by: Actor, **more: Any) -> list[str]:
    """Called to, with its letter."""
    seats = list(meeting.participants.select_related("receiver_unit__authority").order_by("number"))
    paper = b11_calling.paper(meeting, seats, sender=sender_for(meeting.case, by), on=timezone.localdate())
    return call_meeting(meeting=meeting, seen=meeting.revision, paper=paper, content=PDF, by=by, **more)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
