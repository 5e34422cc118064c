"""Consultations of a case as pages show them: how far each has come, who has said what, and what is agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from samre.accounts.protected import ColleagueNames, colleague_name

from ..documents.talk_results import answer_name, party_name
from ..models import (
    AgreedMeasure,
    Case,
    Consultation,
    ConsultationQuestion,
    ConsultationReply,
    ConsultationState,
    MeetingReply,
)
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consents import Cover
from ..rules.consultations import consultation_rules
from ..rules.inbox import ended_words
from ..rules.talks import consultation_line, shut_questions, unit_covers, unit_name
from .case_frame import HIDDEN


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A consultation or a meeting in a list. `noun` says which ("consultation", "meeting"); `line` how far it has come."""

    id: UUID
    noun: str
    name: str
    line: str
    detail: str
    at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered. `how`: typed in by whom, where it did not come from the inbox."""

    kind: str
    text: str
    who: str
    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A party and its question. `missing`: the categories that no consent covers; `exceptions`: what the person keeps back; `shut`:
    why no answer can come from its inbox any more."""

    id: UUID
    short: str
    name: str
    kind: str
    text: str
    hint: str
    replies: tuple[Said, ...]
    missing: tuple[str, ...]
    exceptions: tuple[str, ...]
    comes: bool
    shut: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A row of the agreed plan."""

    id: UUID
    who: str
    what: str
    due: date
    is_watched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPage:
    """One consultation."""

    id: UUID
    form: str
    name: str
    mode: str
    mode_name: str
    is_anonymous: bool
    state: str
    line: str
    is_open: bool
    texts: dict[str, str]
    categories: tuple[str, ...]
    category_names: tuple[str, ...]
    answer_by: date | None
    starts_at: datetime | None
    minutes: int | None
    channel: str
    asked: tuple[Asked, ...]
    agreed: tuple[Agreed, ...]
    revision: int
    note: UUID | None
    number: int
    reason: str
    ended_by: str
    plan_sent_on: date | None

    @property
    def is_draft(self) -> bool:
        return self.state == ConsultationState.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == ConsultationState.SENT

    @property
    def comes(self) -> tuple[str, ...]:
        """Those who are there at the booked time."""
        return tuple(one.short for one in self.asked if one.comes)

    @property
    def lacks_consent(self) -> bool:
        """Whether one of the parties may not be told yet."""
        return any(one.missing for one in self.asked)

    @property
    def has_exceptions(self) -> bool:
        """Whether the person keeps anything back of what is told."""
        return any(one.exceptions for one in self.asked)

    @property
    def has_replies(self) -> bool:
        return any(one.replies for one in self.asked)


def consultation_rows(case: Case, *, on: date) -> list[TalkRow]:
    """Every consultation of the case, the newest first. One query."""
    found = (
        Consultation.objects.filter(case=case)
        .select_related("result")
        .annotate(
            asked=Count("questions", distinct=True),
            replied=Count("questions", filter=Q(questions__replies__isnull=False), distinct=True),
        )
        .order_by("-at", "-pk")
    )
    rules = consultation_rules()
    return [
        TalkRow(
            row.pk,
            "consultation",
            rules["former"][row.form]["namn"],
            _line(row, asked=row.asked, replied=row.replied, on=on),
            rules["sätt"][row.mode]["namn"],
            row.at,
            row.is_open,
        )
        for row in found
    ]


def find_consultation(case: Case, id_: UUID) -> Consultation | None:
    """The row itself, for actions; None where the case has none with that id."""
    found = Consultation.objects.filter(case=case, pk=id_).select_related("result").first()
    if found is not None:
        found.case = case
    return found


def find_question(consultation: Consultation, id_: str) -> ConsultationQuestion | None:
    """A party's question of the consultation, by the id that a form sent."""
    found = next((one for one in consultation.questions.all() if str(one.pk) == id_), None)
    if found is not None:
        found.consultation = consultation
    return found


def questions_of(consultation: Consultation) -> list[ConsultationQuestion]:
    """Every party's question, in order."""
    rows = consultation.questions.select_related("receiver", "receiver_unit__authority")
    return list(rows.order_by("number"))


def consultation_page(consultation: Consultation, *, on: date) -> ConsultationPage:
    """A consultation that has been found, for its page."""
    rules, case = consultation_rules(), consultation.case
    newest = ConsultationReply.objects.select_related("by").order_by("at", "pk")
    rows = list(
        consultation.questions.select_related("receiver", "receiver_unit__authority")
        .prefetch_related(Prefetch("replies", queryset=newest))
        .order_by("number")
    )
    covers, shut = _covers(consultation, rows), shut_questions(consultation)
    asked = tuple(
        _asked(consultation, row, covers.get(row.receiver_unit_id, {}), shut=shut.get(row.pk)) for row in rows
    )
    names = category_names()
    return ConsultationPage(
        id=consultation.pk,
        form=consultation.form,
        name=rules["former"][consultation.form]["namn"],
        mode=consultation.mode,
        mode_name=rules["sätt"][consultation.mode]["namn"],
        is_anonymous=consultation.is_anonymous,
        state=consultation.state,
        line=_line(consultation, asked=len(rows), replied=sum(bool(one.replies) for one in asked), on=on),
        is_open=consultation.is_open,
        texts={
            "fraga": consultation.question,
            "bakgrund": consultation.background,
            "forvantan": consultation.expectations,
            "praktiskt": consultation.practical,
            "risk": consultation.urgency,
        },
        categories=tuple(consultation.categories),
        category_names=tuple(names.get(code, code) for code in consultation.categories),
        answer_by=consultation.answer_by,
        starts_at=consultation.starts_at,
        minutes=consultation.minutes,
        channel=rules["kanaler"].get(consultation.channel, {}).get("namn", ""),
        asked=asked,
        agreed=agreed_rows(case, consultation.measures.all()),
        revision=consultation.revision,
        note=consultation.result_id,
        number=consultation.result.number if consultation.result else 0,
        reason=consultation.end_reason,
        ended_by=ColleagueNames(consultation.owner_id).of(consultation.ended_by),
        plan_sent_on=max((timezone.localdate(at) for row in rows if (at := row.plan_sent_at)), default=None),
    )


def _line(row: Consultation, *, asked: int, replied: int, on: date) -> str:
    return consultation_line(
        row.state,
        replied=replied,
        asked=asked,
        answer_by=row.answer_by,
        ended=timezone.localdate(row.ended_at) if row.ended_at else None,
        note=row.result.number if row.result else 0,
        on=on,
    )


def _covers(
    consultation: Consultation, rows: Sequence[ConsultationQuestion]
) -> Mapping[UUID, Mapping[str, Cover | None]]:
    """Unit → category → what lets it out, while a text with a name is being written."""
    if consultation.is_anonymous or consultation.state != ConsultationState.DRAFT:
        return {}
    rules = consultation_rules()
    return unit_covers(
        consultation.case,
        [row.receiver_unit for row in rows],
        categories=[*rules["alltid_kategorier"], *consultation.categories],
        purpose=rules["ändamål"],
        at=timezone.now(),
    )


def _asked(
    consultation: Consultation,
    row: ConsultationQuestion,
    covers: Mapping[str, Cover | None],
    *,
    shut: tuple[str, date] | None,
) -> Asked:
    rules, names = consultation_rules(), category_names()
    missing = [in_sentence(names.get(code, code)) for code, cover in covers.items() if cover is None]
    exceptions = [words for cover in covers.values() if cover is not None for words in cover.words]
    return Asked(
        id=row.pk,
        short=row.receiver.short,
        name=unit_name(row.receiver_unit),
        kind=row.receiver.kind,
        text=row.text,
        hint=rules["delfrågor"].get(row.receiver.kind, ""),
        replies=tuple(said("konsultation", one) for one in row.replies.all()),
        missing=tuple(missing),
        exceptions=tuple(dict.fromkeys(exceptions)),
        comes=row.slot is not None,
        shut=ended_words(shut[0], "hos_oss", shut[1]) if shut else "",
    )


def said(group: str, reply: ConsultationReply | MeetingReply) -> Said:
    """An answer in words; a colleague with protected data of her own is not named."""
    hidden = reply.by is not None and reply.by.is_protected
    name = colleague_name(reply.by_name, is_protected=hidden)
    return Said(
        kind=answer_name(group, reply.kind),
        text=reply.text,
        who=f"{name}, {reply.by_authority}",
        on=reply.came_on,
        how=f"Inskrivet av {name}" if reply.entered_by else "",
    )


def agreed_rows(case: Case, measures: Iterable[AgreedMeasure]) -> tuple[Agreed, ...]:
    """What is agreed, in the order of its days. Names around a protected person are not shown."""
    rows: Sequence[AgreedMeasure] = sorted(
        (one for one in measures if one.dropped_at is None), key=lambda one: (one.due_on, one.at, one.pk)
    )
    hidden = case.person.is_protected
    return tuple(
        Agreed(
            one.pk,
            party_name(case, one.party, HIDDEN if hidden and one.who else one.who),
            one.what,
            one.due_on,
            one.task_id is not None,
        )
        for one in rows
    )
