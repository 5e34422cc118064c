"""Consultations, meetings and offered times in the demo: one of each that tells how far such a thing can have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import Role
from samre.definitions import read_yaml
from samre.sealing.ids import new_id

from ..actions.agreed_measures import agree_measure
from ..actions.consultation_endings import close_consultation
from ..actions.consultation_replies import add_reply
from ..actions.consultations import (
    Written,
    send_consultation,
    start_consultation,
    write_consultation,
)
from ..actions.meetings import MeetingWords, plan_meeting
from ..actions.offered_times import offer_times
from ..documents.forms.b04_consultation import paper as referral
from ..documents.forms.letterhead import sender_for
from ..documents.paper_text import paper_text
from ..models import Case, Consultation, OfferedTime
from ..queries.consultations import questions_of
from ..rules.talks import askable_units, party_of
from .content import Content
from .samverkan import handler_of

WEEKS = 4


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return dict(read_yaml("demo_konsultation.yaml"))


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """A consultation for each row of `demo_konsultation.yaml`, and a meeting that is planned. Protected people have none."""
    units = askable_units(authority.pk)
    if not units:
        return 0
    _offer(units, on=on)
    fit = [case for case in cases if not case.person.is_protected]
    chosen = rng.sample(fit, min(len(fit), len(_words()["konsultationer"]) + len(_words()["möten"])))
    made = 0
    for case, row in zip(chosen, _words()["konsultationer"], strict=False):
        _consult(case, row, units, by=handler_of(case), on=on)
        made += 1
    for case, row in zip(chosen[made:], _words()["möten"], strict=False):
        _meet(case, row, units, by=handler_of(case), on=on)
        made += 1
    return made


def _consult(case: Case, row: Mapping[str, Any], units: Sequence[Unit], *, by: Actor, on: date) -> None:
    asked = [unit for unit in units if unit.authority.kind in row["frågor"]]
    begun = start_consultation(
        case=case,
        consultation_id=new_id(),
        form=row["form"],
        mode="utan_namn",
        units=[unit.pk for unit in asked],
        by=by,
    )
    questions = questions_of(begun)
    write_consultation(
        consultation=begun,
        written=Written(
            texts=row["texter"],
            asked={one.pk: row["frågor"][one.receiver.kind] for one in questions},
            answer_by=on + timedelta(days=row["svar_dagar"]),
        ),
        seen=begun.revision,
        by=by,
    )
    if row["läge"] == "utkast":
        return
    paper = referral(begun, questions_of(begun), sender=sender_for(case, by), on=on)
    # The demo keeps the text: a PDF takes time, and the page makes one when it is asked for.
    content = paper_text(paper).encode()
    send_consultation(consultation=begun, seen=begun.revision, paper=paper, content=content, by=by)
    _answer(begun, row, by=by, on=on)
    if row["läge"] == "avslutad":
        for plan in row["plan"]:
            agree_measure(
                talk=begun,
                party=party_of(plan["part"]),
                what=plan["vad"],
                due_on=on + timedelta(days=plan["dagar"]),
                by=by,
            )
        begun.refresh_from_db()
        close_consultation(consultation=begun, result=row["utfall"], seen=begun.revision, by=by)


def _answer(begun: Consultation, row: Mapping[str, Any], *, by: Actor, on: date) -> None:
    """Those who have answered, typed in as said in the talk."""
    for question in questions_of(begun):
        if text := row.get("svar", {}).get(question.receiver.kind):
            question.consultation = begun
            add_reply(case=begun.case, question=question, kind="forslag", text=text, came_on=on, by=by)


def _meet(case: Case, row: Mapping[str, Any], units: Sequence[Unit], *, by: Actor, on: date) -> None:
    day = on + timedelta(days=row["dagar"])
    plan_meeting(
        case=case,
        meeting_id=new_id(),
        kind=row["slag"],
        words=MeetingWords(
            purpose=row["syfte"],
            starts_at=_at(day, row["klockan"]),
            minutes=row["minuter"],
            channel=row["kanal"],
            keeper=by.name,
            answer_by=on + timedelta(days=row["svar_dagar"]),
            agreed_on=on,
        ),
        units=[unit.pk for unit in units if unit.authority.kind in row["kallas"]],
        by=by,
    )


def _offer(units: Sequence[Unit], *, on: date) -> None:
    """The consultants' weekly hours. Another kommun may have put them there already."""
    for unit in units:
        row = Assignment.objects.with_names().filter(unit=unit, role=Role.PARTNER).order_by("id").first()
        if row is None or OfferedTime.objects.filter(offered_by=unit).exists():
            continue
        for time_ in _words()["tider"]:
            day = on + timedelta(days=1 + (time_["veckodag"] - on.isoweekday() - 1) % 7)
            offer_times(
                starts_at=_at(day, time_["klockan"]),
                minutes=time_["minuter"],
                channel=time_["kanal"],
                weeks=WEEKS,
                by=actor_for(row),
            )


def _at(day: date, clock: str) -> datetime:
    hour, _, minute = clock.partition(".")
    return timezone.make_aware(datetime.combine(day, time(int(hour), int(minute))))
