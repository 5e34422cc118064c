"""How a consultation ends: with a written result in the file, or dropped with a reason while nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..documents.talk_results import consultation_result
from ..models import Consultation, ConsultationQuestion, ConsultationState
from ..post import take_back_delivery
from ..rules.consultations import clean, consultation_rules, too_much
from ..rules.disclosures import party_of
from ..rules.permissions import Need
from .agreed_measures import measures_of
from .core import action, tell
from .offered_times import release
from .talks import fresh_talk, reason_given, sign_result, stop_watching


@action("consultation.close", needs=Need.WRITE)
def close_consultation(*, consultation: Consultation, result: str, seen: int, by: Actor) -> Consultation:
    """Ended with what came of it: question, every answer, the result and the agreed plan in one signed note. Refused without a
    result in words, and without at least one row of who does what by when."""
    fresh_talk(consultation, ConsultationState.SENT, seen=seen)
    wrong, text = consultation_rules()["fel"], clean(result)
    measures = measures_of(consultation)
    problems = {}
    if problem := too_much(text, "utfall") or ("" if text else str(wrong["utfall"])):
        problems["utfall"] = problem
    if not measures:
        problems["atgard"] = str(wrong["plan"])
    if problems:
        raise Refused(problems)
    words, case = consultation_rules()["anteckning"], consultation.case
    now = timezone.now()
    note = sign_result(
        case,
        heading=words["rubrik"][consultation.form],
        text=consultation_result(consultation, measures, text),
        source=words["källa"][consultation.form],
        happened_at=min(consultation.starts_at or now, now),
        by=by,
    )
    consultation.state, consultation.result = ConsultationState.CLOSED, note
    consultation.ended_at, consultation.ended_by = now, by.name
    consultation.revision += 1
    consultation.save(update_fields=["state", "result", "ended_at", "ended_by", "revision"])
    stop_watching(case, consultation.pk, by=by)
    tell(case, by=by, kind="consultation.close", subject=consultation.pk, number=note.number)
    about(consultation, measures=len(measures))
    return consultation


@action("consultation.drop", needs=Need.WRITE)
def drop_consultation(*, consultation: Consultation, reason: str, by: Actor) -> Consultation:
    """Nothing came of it: with the reason, and only while nobody has answered and no talk has been. What was said is closed with a
    result instead. What lies unanswered at the parties is taken back."""
    fresh_talk(consultation)
    questions = list(consultation.questions.select_related("receiver").order_by("number"))
    replied = consultation.questions.filter(replies__isnull=False).distinct().count()
    if replied:
        raise Denied(str(consultation_rules()["fel"]["har_svar"]).format(antal=replied))
    if consultation.starts_at is not None and consultation.starts_at <= timezone.now():
        raise Denied(str(consultation_rules()["fel"]["har_varit"]))
    text = reason_given(reason)
    release(consultation)
    for one in questions:
        if one.sent_at is not None:
            take_back_delivery(receiver=one.receiver, source_ref=one.pk, why="konsultationen avbröts")
    consultation.state, consultation.end_reason = ConsultationState.DROPPED, text
    consultation.ended_at, consultation.ended_by = timezone.now(), by.name
    consultation.revision += 1
    consultation.save(update_fields=["state", "end_reason", "ended_at", "ended_by", "revision"])
    stop_watching(consultation.case, consultation.pk, by=by)
    party, sent = _asked(questions)
    tell(consultation.case, by=by, kind="consultation.drop", subject=consultation.pk, party=party, sent=sent)
    about(consultation)
    return consultation


def _asked(questions: Sequence[ConsultationQuestion]) -> tuple[str, date | None]:
    """Of whom an answer is waited for, and since when; nobody where nothing was sent."""
    first = next((one for one in questions if one.sent_at is not None), None)
    return ("", None) if first is None else (party_of(first.receiver.kind), timezone.localdate(first.sent_at))
