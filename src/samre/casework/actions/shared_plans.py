"""The agreed plan of a consultation goes back to those who took part, each as a delivery of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..documents.paper import Paper
from ..documents.plan_copy import plan_copy
from ..documents.shared_plan import plan_alarms, took_part
from ..models import Consultation, ConsultationQuestion, ConsultationState, DeliveryKind
from ..post import deliver
from ..rules.consents import lock_consents
from ..rules.consultations import check_anonymous, clean, consultation_rules, too_much
from ..rules.permissions import Need
from ..rules.talks import check_covers, unit_name
from ..rules.unlisted_words import check_unlisted
from .agreed_measures import measures_of
from .core import action, tell
from .papers import keep_paper
from .talks import fresh_talk


@action("consultation.share_plan", needs=Need.WRITE)
def share_plan(
    *,
    consultation: Consultation,
    text: str,
    seen: int,
    paper: Paper,
    content: bytes,
    why: str = "",
    is_looked_through: bool = False,
    by: Actor,
) -> list[str]:
    """`text` to the inbox of everybody who answered or came to the talk; gives the reason for each that no consent covers.

    Without a name it may point nobody out, and `is_looked_through` says that no word nobody knows does. With a name `why` says why
    words outside the consent go all the same. `paper` (`content` its PDF) is what the register keeps.
    """
    case, said = consultation.case, clean(text)
    lock_consents(case)
    fresh_talk(consultation, ConsultationState.SENT, ConsultationState.CLOSED, seen=seen)
    parties = took_part(consultation)
    _check(consultation, said, parties, is_looked_through=is_looked_through)
    left_out, sent, reason = [], [], ""
    for one in parties:
        try:
            reason = _send(consultation, one, said, why, by=by) or reason
            sent.append(one)
        except Denied as denied:
            left_out.append(denied.reason)
    if not sent:
        raise Denied(" ".join(left_out))
    consultation.revision += 1
    _keep_reason(consultation, reason, by=by)
    consultation.save(update_fields=["let_through", "revision"])
    party = "; ".join(unit_name(one.receiver_unit) for one in sent)
    keep_paper(case=case, paper=paper, content=content, party=party, about=consultation.pk, by=by)
    tell(case, by=by, kind="consultation.share_plan", subject=consultation.pk, parties=len(sent))
    about(
        consultation,
        mode=consultation.mode,
        parties=len(sent),
        left_out=len(left_out),
        reasoned=int(bool(reason)),
    )
    return left_out


def _check(
    consultation: Consultation,
    text: str,
    parties: Iterable[ConsultationQuestion],
    *,
    is_looked_through: bool,
) -> None:
    wrong = consultation_rules()["fel"]
    if not measures_of(consultation):
        raise Refused({"atgard": str(wrong["plan"])})
    if problem := too_much(text, "utfall") or ("" if text else str(wrong["plan"])):
        raise Refused({"plan": problem})
    if not list(parties):
        raise Refused(str(wrong["ingen_deltog"]))
    if consultation.is_anonymous:
        problems = check_anonymous(consultation.case, {"plan": text})
        if not problems and not is_looked_through:
            problems = check_unlisted({"plan": text})
        if problems:
            raise Refused(problems)


def _send(
    consultation: Consultation, question: ConsultationQuestion, text: str, why: str, *, by: Actor
) -> str:
    """One party's own delivery; gives the reason where one was needed."""
    case, rules, now = consultation.case, consultation_rules(), timezone.now()
    reason = ""
    if not consultation.is_anonymous:
        question.plan_grounds = check_covers(
            case,
            question.receiver_unit,
            categories=rules["plan_kategorier"],
            purpose=rules["ändamål"],
            at=now,
        )
        reason = _reason_for(consultation, question, text, why)
    copy = plan_copy(consultation, text, sent_on=timezone.localdate(now))
    deliver(
        kind=DeliveryKind.CONSULTATION,
        receiver=question.receiver,
        unit=question.receiver_unit,
        source_ref=question.pk,
        source_authority=case.owner_id,
        sender=f"{by.authority_name}, {case.unit.name}",
        subject=copy.subject,
        snapshot=copy.snapshot,
        packet=None,
        sha256=copy.sha256,
        answer_by=None,
        is_protected=case.person.is_protected and not consultation.is_anonymous,
    )
    question.plan_sent_at = now
    question.save(update_fields=["plan_sent_at", "plan_grounds"])
    return reason


def _reason_for(consultation: Consultation, question: ConsultationQuestion, text: str, why: str) -> str:
    """The reason that was needed. Raises Refused for what points somebody out, and for words outside the consent without one."""
    alarms = plan_alarms(consultation, [question.receiver_unit], text)
    said = clean(why)
    if problem := too_much(said, "skäl"):
        raise Refused({"skal-plan": problem})
    left = [alarm.sentence for alarm in alarms if alarm.is_hard or not said]
    if left:
        raise Refused({"plan": " ".join(left)})
    return said if alarms else ""


def _keep_reason(consultation: Consultation, reason: str, *, by: Actor) -> None:
    if reason:
        said = {"sort": "plan", "field": "plan", "why": reason, "by": by.name}
        consultation.let_through = [
            *consultation.let_through,
            {**said, "at": timezone.now().isoformat()},
        ]
