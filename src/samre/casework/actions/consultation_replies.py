"""What the consultants answer: from their inbox, or typed in by the caseworker where it was said or came on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..models import Case, ConsultationQuestion, ConsultationReply, ConsultationState
from ..models.base import stamp
from ..rules.consultations import check_anonymous_reply, check_reply, clean
from ..rules.permissions import Need
from ..rules.talks import shut_questions, unit_name
from .core import action, tell
from .records import add_record
from .talks import fresh_talk, stop_watching, watch_for

NO_CONSENT = (
    "Samtycket som frågan ställdes på gäller inte längre, så den går inte att besvara. Ring avsändaren."
)
CLOSED = "Konsultationen är avslutad. Ring avsändaren om du vill tillägga något."


def take_reply(
    *,
    source_ref: UUID,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> ConsultationReply:
    """An answer from a party's inbox, taken in the kommun's scope. `by` is the kommun's own job; `answerer` who wrote it."""
    question = (
        ConsultationQuestion.objects.select_related("consultation__case__person")
        .filter(pk=source_ref, owner_id=by.authority_id)
        .first()
    )
    if question is None or question.receiver_id != answerer.authority_id:
        raise Denied(CLOSED)
    if question.pk in shut_questions(question.consultation):
        raise Denied(NO_CONSENT)
    return add_reply(
        case=question.consultation.case,
        question=question,
        kind=kind,
        choices=choices,
        text=text,
        came_on=came_on,
        answerer=answerer,
        by=by,
    )


@action("consultation.reply", needs=Need.WRITE)
def add_reply(
    *,
    case: Case,
    question: ConsultationQuestion,
    kind: str,
    text: str,
    came_on: date,
    choices: Mapping[str, Any] | None = None,
    answerer: Actor | None = None,
    by: Actor,
) -> ConsultationReply:
    """A party's proposal. Without `answerer` it is typed in by `by`, who heard it or has it on paper. What points somebody out in
    an answer to an anonymous question is refused: nobody is to be pointed out, by either side."""
    consultation = question.consultation
    consultation.case = case
    fresh_talk(consultation, ConsultationState.SENT)
    said = clean(text)
    problems = check_reply("konsultation", kind, said)
    if came_on > timezone.localdate() or (
        consultation.sent_at and came_on < timezone.localdate(consultation.sent_at)
    ):
        problems["dag"] = "Välj en dag från det att frågan skickades till i dag."
    if consultation.is_anonymous:
        problems |= check_anonymous_reply(said)
    if problems:
        raise Refused(problems)
    last = question.replies.order_by("-at", "-pk").first()
    if last is not None and (last.kind, last.text, last.came_on) == (kind, said, came_on):
        about(last, case_id=case.pk, again=True)
        return last
    reply = ConsultationReply.objects.create(
        **{**stamp(answerer or by), "owner_id": case.owner_id},
        question=question,
        kind=kind,
        choices=dict(choices or {}),
        text=said,
        came_on=came_on,
        entered_by="" if answerer else by.name,
    )
    _register(reply, case, by=by)
    asked = consultation.questions.count()
    replied = consultation.questions.filter(replies__isnull=False).distinct().count()
    tell(
        case,
        by=by,
        kind="consultation.reply",
        subject=consultation.pk,
        on=came_on,
        count=f"{replied} av {asked}",
    )
    about(reply, case_id=case.pk, replied=replied, asked=asked)
    if replied == asked:
        stop_watching(case, consultation.pk, by=by, only="svar")
        watch_for(case, "resultat", consultation.pk, due_on=timezone.localdate(), by=by)
    return reply


def _register(reply: ConsultationReply, case: Case, *, by: Actor) -> None:
    """What came is a document of the case by whatever road it came (OSL 5:1)."""
    add_record(
        case=case,
        direction="in",
        kind="svar",
        party=unit_name(reply.question.receiver_unit),
        subject="Svar på konsultation",
        registered_on=reply.came_on,
        subject_id=reply.pk,
        is_told=False,
        by=by,
    )
