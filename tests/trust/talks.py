"""A consultation with a name and a meeting for the world of two kommuner, with a canary in everything that people write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import (
    askable,
    call,
    in_days,
    make_consultation,
    make_meeting,
    send,
    write,
)

from samre.accounts.actors import Actor
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.meeting_replies import add_meeting_reply
from samre.casework.actions.meeting_seats import add_participant, add_point
from samre.casework.actions.minutes import write_minutes, write_sip
from samre.casework.actions.offered_times import offer_times
from samre.casework.models import Case


def talks_of(case: Case, canary: str, where: str, by: Actor) -> dict[str, UUID]:
    """What stands in the addresses: a consultation that one party has answered, a SIP that has been minuted, an own time."""
    slot, *_ = offer_times(starts_at=timezone.now() + timedelta(days=2), minutes=30, channel="video", by=by)
    return {
        "konsultation": _consultation(case, canary, where, by),
        "mote": _meeting(case, canary, where, by),
        "tid": slot.pk,
    }


def _consultation(case: Case, canary: str, where: str, by: Actor) -> UUID:
    units = askable("fk", "af")
    begun = make_consultation(case, by, units, form="resursteam", mode="med_namn")
    make_consent(case, by, to=units, categories=("kontakt", "sjukskrivning"), purpose="konsultation")
    texts: dict[str, Any] = {
        "fraga": f"{canary}fråga?",
        "bakgrund": f"{canary}bakgrund",
        "delfraga": f"{canary}delfråga",
        "forvantan": f"{canary}förväntan",
        "praktiskt": f"{canary}praktiskt",
        "risk": f"{canary}risk",
    }
    sent = send(write(begun, by, **texts), by)
    question = sent.questions.order_by("number")[0]
    question.consultation = sent
    today = timezone.localdate()
    add_reply(case=case, question=question, kind="forslag", text=f"{canary}förslag", came_on=today, by=by)
    agree_measure(
        talk=sent, party="FK", who=f"{where}kontoret", what=f"{canary}åtgärd", due_on=in_days(8), by=by
    )
    return sent.pk


def _meeting(case: Case, canary: str, where: str, by: Actor) -> UUID:
    meeting = make_meeting(
        case, by, [], purpose=f"{canary}syfte", place=f"{where}lokal", keeper=by.name, interpreter="arabiska"
    )
    friend = add_participant(
        meeting=meeting, kind="stodperson", name=f"{where} Stödperson", part=f"{where}stöd", by=by
    )
    add_point(meeting=meeting, text=f"{canary}punkt", is_persons=True, by=by)
    call(meeting, by)
    write_minutes(meeting=meeting, text=f"{canary}protokoll", came=[friend.pk], seen=0, by=by)
    write_sip(meeting=meeting, needs=f"{canary}behov", lead="KOM", evaluate_on=in_days(60), by=by)
    friend.meeting = meeting
    add_meeting_reply(
        case=case,
        participant=friend,
        kind="kommer",
        text=f"{canary}kommentar",
        came_on=timezone.localdate(),
        by=by,
    )
    return meeting.pk
