"""Disclosures of a case: who can receive, what can be chosen and what it takes, what was sent and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.protected import ColleagueNames

from ..documents.snapshots import receiver_name
from ..models import AnswerKind, Case, DeliveryKind, Disclosure, DisclosureAnswer, DisclosureState, OpenStep
from ..models.steps import LIVE
from ..rules.answer_forms import answer_form, in_words, inbox_rules
from ..rules.consent_choices import receivers_for
from ..rules.consent_lists import closed_lists, purpose_names
from ..rules.disclosure_head import INBOX_ROLES, OWN_UNIT, kind_of
from ..rules.disclosures import disclosure_rules, kind_name
from ..rules.inbox import references_in, written_reference
from ..rules.settings import pathway_of
from .case_frame import HIDDEN, step_name
from .gauge import Gauge, gauge
from .left_out import LeftOut, left_out_at_step

GOING = (DisclosureState.DRAFT, DisclosureState.ASSESSED)
WAITS = (DisclosureState.SENT, DisclosureState.RECEIVED)


@dataclass(frozen=True, slots=True)
class ReceiverUnit:
    """A unit that can receive. `has_inbox`: somebody there reads it in SAMRE."""

    unit: Unit
    authority: Authority
    kind: str
    has_inbox: bool

    @property
    def id(self) -> str:
        return str(self.unit.pk)

    @property
    def name(self) -> str:
        return f"{self.authority.name}, {self.unit.name}"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as it came. `rows`: question and answer in words."""

    kind: str
    came_on: date
    who: str
    authority: str
    rows: tuple[tuple[str, str], ...]
    text: str
    entered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureLine:
    """One disclosure in a list: to whom, what for, how far, and until when it waits. `reply`: the newest answer, once
    there is more than a receipt."""

    id: UUID
    to: str
    purpose: str
    state: str
    state_name: str
    sent_on: date | None
    answer_by: date | None
    is_late: bool
    begun_on: date
    reply: str
    reference: str
    read_on: date | None
    reminded_on: date | None

    @property
    def waits(self) -> bool:
        return self.state in WAITS

    @property
    def is_going(self) -> bool:
        return self.state in GOING


@dataclass(frozen=True, slots=True)
class DisclosuresCard:
    """The card of the hub: what is waited for, what is begun, what each receiver has answered to the newest she got, and
    whether the underlag is right for the open step."""

    waiting: tuple[DisclosureLine, ...]
    going: tuple[DisclosureLine, ...]
    answered: tuple[DisclosureLine, ...]
    sent: int
    gauge: Gauge | None
    left_out: tuple[LeftOut, ...]
    receiver: str


def find_disclosure(case: Case, id_: UUID) -> Disclosure | None:
    """The row itself; None where the case has none with that id."""
    rows = Disclosure.objects.select_related("receiver", "receiver_unit", "step", "by").filter(case=case)
    found = rows.defer("packet").filter(pk=id_).first()
    if found is not None:
        found.case = case
    return found


def disclosures_of(case: Case, *, on: date) -> tuple[DisclosureLine, ...]:
    """Every disclosure of the case: what waits first, then the newest."""
    rows = Disclosure.objects.filter(case=case).select_related("receiver", "receiver_unit", "case__person")
    told = DisclosureAnswer.objects.filter(disclosure__case=case).order_by("at", "pk")
    replies = dict(told.values_list("disclosure_id", "kind"))
    lines = [
        _line(row, on=on, reply=replies.get(row.pk, ""))
        for row in rows.defer("snapshot", "packet").order_by("-at", "-pk")
    ]
    return tuple(sorted(lines, key=lambda line: (not line.waits, line.answer_by or on)))


def receivers(case: Case, *, on: date) -> tuple[ReceiverUnit, ...]:
    """Every unit that can receive something of the case, by kind and name; other units of the own kommun last."""
    with_inbox = set(
        Assignment.objects.in_force(on).filter(role__in=INBOX_ROLES).values_list("unit_id", flat=True)
    )
    found = [
        ReceiverUnit(unit, authority, kind, unit.pk in with_inbox)
        for authority in receivers_for(case)
        if (kind := kind_of(authority, case))
        for unit in authority.units.all()
    ]
    own = Unit.objects.filter(authority_id=case.owner_id, is_active=True).exclude(pk=case.unit_id)
    own_units = [
        ReceiverUnit(unit, unit.authority, OWN_UNIT, unit.pk in with_inbox)
        for unit in own.select_related("authority").order_by("name")
    ]
    order = list(closed_lists()["mottagarslag"])
    return (*sorted(found, key=lambda one: (order.index(one.kind), one.name)), *own_units)


def answers_of(disclosure: Disclosure) -> tuple[AnswerLine, ...]:
    """What came back, newest first, in the words of the answer forms."""
    colleagues = ColleagueNames(disclosure.owner_id)
    rows = DisclosureAnswer.objects.filter(disclosure=disclosure).order_by("-at", "-pk")
    return tuple(
        AnswerLine(
            kind=row.get_kind_display(),
            came_on=row.came_on,
            who=row.by_name,
            authority=row.by_authority,
            rows=_in_words(disclosure, row),
            text=row.text,
            entered_by=colleagues.of(row.entered_by),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Tied:
    """Another disclosure that this one answers a request in, or that was given for a request in this one's answer."""

    id: UUID
    reference: str
    sent_on: date
    is_earlier: bool


def tied_to(disclosure: Disclosure) -> tuple[Tied, ...]:
    """By the reference that the later one names in what was asked for. The earliest first."""
    rows = Disclosure.objects.filter(case=disclosure.case, sent_at__isnull=False).exclude(pk=disclosure.pk)
    named = references_in(disclosure.asked) if disclosure.on_request else frozenset()
    found = []
    for row in rows.defer("snapshot", "packet").order_by("sent_at", "pk"):
        later = row.on_request and disclosure.reference in references_in(row.asked)
        if later or row.reference in named:
            sent = timezone.localdate(row.sent_at)
            found.append(Tied(row.pk, written_reference(row.reference), sent, not later))
    return tuple(found)


def _in_words(disclosure: Disclosure, row: DisclosureAnswer) -> tuple[tuple[str, str], ...]:
    form = answer_form(DeliveryKind.DISCLOSURE, disclosure.receiver_kind, row.kind)
    return tuple(in_words(form, row.choices)) if form else ()


def open_steps(case: Case) -> tuple[tuple[str, str], ...]:
    """The case's open steps: id and name."""
    pathway = pathway_of(case.pathway)
    rows = OpenStep.objects.filter(case=case, state__in=LIVE).order_by("since", "pk")
    return tuple((str(row.pk), step_name(pathway, row.step)) for row in rows)


def find_step(case: Case, id_: str) -> OpenStep | None:
    """The open step with that id; None for "no step"."""
    live = OpenStep.objects.filter(case=case, state__in=LIVE)
    return next((one for one in live if str(one.pk) == id_), None)


def next_step_of(case: Case) -> OpenStep | None:
    """The step that names the next responsible; None in a closed case."""
    return OpenStep.objects.filter(case=case, pk=case.next_step_id).first() if case.next_step_id else None


def disclosures_card(case: Case, on: date) -> DisclosuresCard:
    """For the hub. The gauge is that of the next step, for the receiver it is usually about."""
    lines = disclosures_of(case, on=on)
    step = next_step_of(case)
    kind = _usual_receiver(step.step) if step else ""
    found = gauge(case, step=step.step, receiver_kind=kind, on=on) if step and kind else None
    return DisclosuresCard(
        waiting=tuple(line for line in lines if line.waits),
        going=tuple(line for line in lines if line.is_going),
        answered=tuple(line for line in _newest_of_each(lines) if line.reply),
        sent=sum(line.sent_on is not None for line in lines),
        gauge=found,
        left_out=left_out_at_step(case, found, kind=kind, on=on),
        receiver=kind,
    )


def _newest_of_each(lines: tuple[DisclosureLine, ...]) -> list[DisclosureLine]:
    """The newest that each receiver has got."""
    sent = [line for line in lines if line.sent_on is not None]
    return list({line.to: line for line in sorted(sent, key=lambda line: line.id)}.values())


def _usual_receiver(step: str) -> str:
    """Who as a rule receives something at a step; empty where nobody does."""
    rows = disclosure_rules()["underlag"].values()
    return next((str(row["mottagare"][0]) for row in rows if step in row["steg"]), "")


def shown_receiver(row: Disclosure) -> str:
    """Who receives, as pages of the case may say it: of a protected person's places only the kind."""
    if row.case.person.is_protected:
        return kind_name(row.receiver_kind) or HIDDEN
    return receiver_name(row)


def _short(reply: str) -> str:
    """An answer in a word or two."""
    return str(inbox_rules()["svar"].get(reply, {}).get("kort", AnswerKind(reply).label))


def _line(row: Disclosure, *, on: date, reply: str) -> DisclosureLine:
    late = row.state in WAITS and row.answer_by is not None and row.answer_by < on
    return DisclosureLine(
        id=row.pk,
        to=shown_receiver(row),
        purpose=purpose_names().get(row.purpose, row.purpose),
        state=row.state,
        state_name=DisclosureState(row.state).label,
        sent_on=timezone.localdate(row.sent_at) if row.sent_at else None,
        answer_by=row.answer_by,
        is_late=late,
        begun_on=timezone.localdate(row.at),
        reply=_short(reply) if reply and row.state == DisclosureState.ANSWERED else "",
        reference=written_reference(row.reference),
        read_on=timezone.localdate(row.read_at) if row.read_at else None,
        reminded_on=row.reminded_on,
    )
