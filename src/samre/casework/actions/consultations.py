"""Consultations: begun, written, and sent to several parties at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..documents.consultation_copy import consultation_copy
from ..documents.named_texts import pointing_out_others, texts_of, told_categories, uncovered
from ..documents.paper import Paper
from ..models import (
    Case,
    Consultation,
    ConsultationForm,
    ConsultationMode,
    ConsultationQuestion,
    ConsultationState,
    DeliveryKind,
    OpenStep,
)
from ..models.base import stamp
from ..post import deliver
from ..rules.consent_lists import category_names
from ..rules.consents import lock_consents
from ..rules.consultations import age_span, check_anonymous, clean, consultation_rules, too_much
from ..rules.permissions import Need
from ..rules.talks import askable_units, check_covers, party_of, unit_covers, unit_name
from ..rules.unlisted_words import check_unlisted
from .core import action, tell
from .papers import keep_paper
from .steps import check_open, wait_for
from .talks import fresh_talk, watch_for

# Which limit of konsultation.yaml each text has, by its field in the form.
LIMITS = {
    "fraga": "fråga",
    "bakgrund": "bakgrund",
    "forvantan": "förväntan",
    "praktiskt": "praktiskt",
    "risk": "risk",
}
COLUMNS = {
    "fraga": "question",
    "bakgrund": "background",
    "forvantan": "expectations",
    "praktiskt": "practical",
    "risk": "urgency",
}
TEAM_FIELDS = ("forvantan", "praktiskt", "risk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was typed in a consultation: field → text (`LIMITS`), what each party is asked (question id → text), what it tells.
    `is_looked_through`: the writer has seen to it that no word that nobody knows is a name or a place."""

    texts: Mapping[str, str]
    asked: Mapping[UUID, str]
    categories: Sequence[str] = ()
    answer_by: date | None = None
    is_looked_through: bool = False


@action("consultation.start", needs=Need.WRITE)
def start_consultation(
    *, case: Case, consultation_id: UUID, form: str, mode: str, units: Sequence[UUID], by: Actor
) -> Consultation:
    """An empty consultation to these units. `consultation_id` was given to the form: sent twice it is one. A Resursteam takes at
    least two authorities."""
    check_open(case)
    there = Consultation.objects.filter(pk=consultation_id, case=case).first()
    if there is not None:
        about(there, again=True)
        return there
    if Consultation.objects.filter(pk=consultation_id).exists():
        raise Refused("Frågan hör till ett annat ärende. Börja på nytt.")
    rules = consultation_rules()
    chosen = [unit for unit in askable_units(case.owner_id) if unit.pk in set(units)]
    problems = {}
    if form not in ConsultationForm.values:
        problems["form"] = "Välj vad du vill göra."
    if mode not in ConsultationMode.values:
        problems["satt"] = str(rules["fel"]["sätt"])
    if not chosen:
        problems["parter"] = str(rules["fel"]["parter"])
    elif (
        form in rules["former"]
        and len({one.authority_id for one in chosen}) < rules["former"][form]["minst_parter"]
    ):
        problems["parter"] = str(rules["former"][form]["för_få"])
    if problems:
        raise Refused(problems)
    begun = Consultation.objects.create(**stamp(by), id=consultation_id, case=case, form=form, mode=mode)
    for number, unit in enumerate(chosen, 1):
        ConsultationQuestion.objects.create(
            owner_id=case.owner_id,
            consultation=begun,
            number=number,
            receiver_id=unit.authority_id,
            receiver_unit=unit,
        )
    tell(case, by=by, kind="consultation.start", subject=begun.pk, form=form, mode=mode)
    about(begun, category=form, mode=mode)
    return begun


@action("consultation.write", needs=Need.WRITE)
def write_consultation(*, consultation: Consultation, written: Written, seen: int, by: Actor) -> Consultation:
    """The texts as they are now, while it is a draft. Nothing of an anonymous one is stored before all of it has passed the guard:
    one field that points the person out refuses the whole form (R23)."""
    fresh_talk(consultation, ConsultationState.DRAFT, seen=seen)
    texts = {name: clean(written.texts.get(name, "")) for name in LIMITS}
    questions = list(consultation.questions.order_by("number"))
    asked = {one.pk: clean(written.asked.get(one.pk, "")) for one in questions}
    _check_texts(consultation, texts, asked)
    if consultation.is_anonymous and not written.is_looked_through:
        own = {**texts, **{f"delfraga-{pk}": text for pk, text in asked.items()}}
        if problems := check_unlisted(own):
            raise Refused(problems)
    known = category_names()
    consultation.categories = [code for code in dict.fromkeys(written.categories) if code in known]
    consultation.answer_by = _answer_by(written.answer_by)
    for name, column in COLUMNS.items():
        setattr(consultation, column, texts[name])
    for one in questions:
        one.text = asked[one.pk]
        one.save(update_fields=["text"])
    consultation.revision += 1
    consultation.save(update_fields=["categories", "answer_by", "revision", *COLUMNS.values()])
    about(consultation, looked_through=written.is_looked_through)
    return consultation


@action("consultation.send", needs=Need.WRITE)
def send_consultation(
    *,
    consultation: Consultation,
    seen: int,
    paper: Paper,
    content: bytes,
    waiting: OpenStep | None = None,
    exceptions_seen: bool = False,
    by: Actor,
) -> Consultation:
    """To each party's inbox, each its own copy. With a name: on a consent for everything that is told, read and locked now, and
    with what the person keeps back of it seen (`exceptions_seen`). `paper` is the referral as it is kept (`content` its PDF),
    `waiting` the step that now waits for the answers."""
    case = consultation.case
    lock_consents(case)
    fresh_talk(consultation, ConsultationState.DRAFT, seen=seen)
    questions = list(
        consultation.questions.select_related("receiver", "receiver_unit__authority").order_by("number")
    )
    _check_whole(consultation, questions)
    now = timezone.now()
    if not exceptions_seen and _has_exceptions(consultation, questions, at=now):
        raise Refused({"undantag_sett": str(consultation_rules()["fel"]["undantag_sett"])})
    consultation.age_span = age_span(case.person, on=timezone.localdate(now))
    for one in questions:
        _deliver(consultation, one, questions, at=now, by=by)
    consultation.state, consultation.sent_at, consultation.sent_by = ConsultationState.SENT, now, by.name
    consultation.revision += 1
    consultation.save(update_fields=["state", "sent_at", "sent_by", "age_span", "revision"])
    keep_paper(
        case=case,
        paper=paper,
        content=content,
        party="; ".join(unit_name(one.receiver_unit) for one in questions),
        about=consultation.pk,
        by=by,
    )
    tell(
        case,
        by=by,
        kind="consultation.send",
        subject=consultation.pk,
        mode=consultation.mode,
        answer_by=consultation.answer_by,
        parties=len(questions),
    )
    about(consultation, mode=consultation.mode, parties=len(questions))
    watch_for(case, "svar", consultation.pk, due_on=consultation.answer_by, by=by)
    if waiting is not None and consultation.answer_by is not None:
        wait_for(
            step=waiting,
            party=party_of(questions[0].receiver.kind),
            until=consultation.answer_by,
            then=str(consultation_rules()["väntan"]["sedan"]),
            seen=waiting.mark,
            by=by,
        )
    return consultation


def _deliver(
    consultation: Consultation,
    question: ConsultationQuestion,
    questions: Sequence[ConsultationQuestion],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """One party's copy into its inbox. Its reference is the question's own id: it leads to no case."""
    case, unit = consultation.case, question.receiver_unit
    if not consultation.is_anonymous:
        question.grounds = check_covers(
            case,
            unit,
            categories=told_categories(consultation),
            purpose=consultation_rules()["ändamål"],
            at=at,
        )
    copy = consultation_copy(consultation, question, questions, sent_on=timezone.localdate(at))
    deliver(
        kind=DeliveryKind.CONSULTATION,
        receiver=question.receiver,
        unit=unit,
        source_ref=question.pk,
        source_authority=case.owner_id,
        sender=f"{by.authority_name}, {case.unit.name}",
        subject=copy.subject,
        snapshot=copy.snapshot,
        packet=None,
        sha256=copy.sha256,
        answer_by=consultation.answer_by,
        is_protected=case.person.is_protected and not consultation.is_anonymous,
    )
    question.sent_at = at
    question.save(update_fields=["grounds", "sent_at"])


def _check_texts(consultation: Consultation, texts: Mapping[str, str], asked: Mapping[UUID, str]) -> None:
    """Raises Refused for what is too long, and in anonymous mode for what points somebody out."""
    own = {**texts, **{f"delfraga-{pk}": text for pk, text in asked.items()}}
    problems = {
        name: problem
        for name, text in own.items()
        if (problem := too_much(text, LIMITS.get(name, "delfråga")))
    }
    if consultation.is_anonymous:
        problems |= check_anonymous(consultation.case, own)
    if problems:
        raise Refused(problems)


def _check_whole(consultation: Consultation, questions: Sequence[ConsultationQuestion]) -> None:
    """Raises Refused for everything that is missing; what was written earlier passes the guard once more."""
    texts = {name: str(getattr(consultation, column)) for name, column in COLUMNS.items()}
    asked = {one.pk: one.text for one in questions}
    _check_texts(consultation, texts, asked)
    wrong = consultation_rules()["fel"]
    needed = ["fraga", "bakgrund"]
    if consultation.form == ConsultationForm.TEAM:
        needed += TEAM_FIELDS
    problems = {name: str(wrong[LIMITS[name]]) for name in needed if not texts[name]}
    for one in questions:
        if not one.text:
            problems[f"delfraga-{one.pk}"] = str(wrong["delfråga"]).format(part=one.receiver.short)
    if not consultation.is_anonymous:
        told = texts_of(consultation, [(f"delfraga-{one.pk}", one.text) for one in questions])
        problems |= pointing_out_others(consultation, told)
        if not consultation.categories:
            problems["kategorier"] = str(wrong["kategorier"])
        elif beyond := uncovered(consultation, told):
            problems["kategorier"] = " ".join(beyond)
    if consultation.answer_by is None or consultation.answer_by <= timezone.localdate():
        problems["svara_senast"] = str(wrong["dag"])
    if problems:
        raise Refused(problems)


def _has_exceptions(
    consultation: Consultation, questions: Sequence[ConsultationQuestion], *, at: datetime
) -> bool:
    """Whether the person keeps anything back of what is told to one of the parties."""
    if consultation.is_anonymous:
        return False
    told, purpose = told_categories(consultation), consultation_rules()["ändamål"]
    units = [one.receiver_unit for one in questions]
    covers = unit_covers(consultation.case, units, categories=told, purpose=purpose, at=at)
    return any(cover is not None and cover.words for found in covers.values() for cover in found.values())


def _answer_by(day: date | None) -> date | None:
    rules, today = consultation_rules(), timezone.localdate()
    if day is None:
        return None
    if day <= today:
        raise Refused({"svara_senast": str(rules["fel"]["dag"])})
    longest = rules["tider"]["längsta_svar_dagar"]
    if day > today + timedelta(days=longest):
        raise Refused({"svara_senast": str(rules["fel"]["för_sent"]).format(dagar=longest)})
    return day
