"""The inbox of a unit: what has been delivered to it, what of it waits for an answer, and one delivery with its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames

from ..documents.changed_copy import Change, calling_changes
from ..models import Delivery, DeliveryAnswer, DeliveryKind
from ..rules.answer_forms import AnswerForm, answer_forms, in_words, inbox_rules
from ..rules.inbox import ENDED, KINDS, answers_of, ended_words, references_in, written_reference

# What a list needs; the sealed rest is opened on its own page only.
LISTED = ("id", "kind", "answered_as", "reference", "sender", "subject", "delivered_at", "answer_by", "is_protected",
          "read_at", "reminded_on", "excused_on", "source_ref")  # fmt: skip
PER_PAGE = 50
CALLING = "kallelse"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A delivery in the list: never whom it is about, nor anything of her health. `answered`: the last answer's name and day.
    `ended`: that the consent it came by has ended."""

    id: UUID
    kind: str
    subject: str
    sender: str
    reference: str
    delivered_on: date
    delivered_at: datetime
    answer_by: date | None
    is_unread: bool
    is_protected: bool
    is_late: bool
    reminded_on: date | None
    answered: str
    answered_on: date | None
    is_waiting: bool
    excused_on: date | None
    ended: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """The unit's inbox: what waits for an answer, the most urgent first, and a page of what has been answered, of `done` in all."""

    waiting: tuple[InboxRow, ...]
    answered: tuple[InboxRow, ...]
    done: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as its writer's colleagues read it."""

    name: str
    rows: tuple[tuple[str, str], ...]
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenedDelivery:
    """One delivery with the ways to answer it and what has been answered. `earlier`: what it was asked for in. `ended`: that the
    consent it came by has ended, in words. `changes`: what a calling says otherwise than the one it replaces."""

    delivery: Delivery
    kind: str
    mark: str
    reference: str
    forms: tuple[AnswerForm, ...]
    answers: tuple[GivenAnswer, ...]
    earlier: tuple[tuple[UUID, str], ...]
    ended: str
    changes: tuple[Change, ...]


def unit_inbox(actor: Actor, *, on: date, page: int = 1) -> Inbox:
    """What has been delivered to the actor's unit and is still open to it. Five queries however much there is."""
    found = _own(actor).filter(closed_at__isnull=True)
    final = Q(answers__kind__in=_final_kinds()) | Q(excused_on__isnull=False)
    answered_ids = found.filter(final).values("pk")
    waiting = list(found.exclude(pk__in=answered_ids).only(*LISTED))
    start = (page - 1) * PER_PAGE
    done = list(
        found.filter(pk__in=answered_ids).only(*LISTED).order_by("-delivered_at", "-id")[start : start + PER_PAGE + 1]
    )  # fmt: skip
    last = _last_answers([*waiting, *done])
    open_ids = {one.pk for one in waiting}
    ended = _ended([*waiting, *done])
    rows = {
        one.pk: _row(one, last.get(one.pk), on=on, waits=one.pk in open_ids, ended=ended.get(one.source_ref))
        for one in [*waiting, *done]
    }
    urgent = sorted(waiting, key=lambda one: (one.answer_by or date.max, -one.delivered_at.timestamp()))
    return Inbox(
        waiting=tuple(rows[one.pk] for one in urgent),
        answered=tuple(rows[one.pk] for one in done[:PER_PAGE]),
        done=found.filter(pk__in=answered_ids).count(),
        has_more=len(done) > PER_PAGE,
    )


def find_delivery(actor: Actor, id_: UUID) -> Delivery | None:
    """A delivery in the inbox of the actor's unit, closed ones too; None for everybody else's."""
    return _own(actor).filter(pk=id_).first()


def opened(delivery: Delivery, actor: Actor) -> OpenedDelivery:
    """What the page of a delivery shows, for one that the actor has opened."""
    forms = answer_forms(answers_of(delivery), actor.authority_kind)
    ended = _ended([delivery]).get(delivery.source_ref)
    names = ColleagueNames(delivery.owner_id)
    rows = DeliveryAnswer.objects.filter(delivery=delivery).order_by("at", "id")
    return OpenedDelivery(
        delivery=delivery,
        kind=inbox_rules()["slag"][answers_of(delivery)]["namn"],
        mark=mark_of(delivery.sha256),
        reference=written_reference(delivery.reference),
        forms=() if ended and delivery.kind == DeliveryKind.CONSULTATION else forms,
        answers=tuple(_given(row, forms, names) for row in rows),
        earlier=_earlier(delivery, actor),
        ended=_ended_text(delivery, forms, ended),
        changes=_changes(delivery, actor),
    )


def _changes(delivery: Delivery, actor: Actor) -> tuple[Change, ...]:
    """What a calling says otherwise than the one before it that somebody here has read: what nobody read has changed for nobody."""
    if delivery.kind != DeliveryKind.MEETING or delivery.snapshot.get("answers") != CALLING:
        return ()
    before = _own(actor).filter(
        source_ref=delivery.source_ref,
        kind=delivery.kind,
        answered_as=delivery.answered_as,
        delivered_at__lt=delivery.delivered_at,
        read_at__isnull=False,
    )
    last = before.order_by("-delivered_at", "-pk").first()
    if last is None:
        return ()
    hidden = delivery.is_protected or last.is_protected
    return calling_changes(last.snapshot, delivery.snapshot, is_protected=hidden)


def _earlier(delivery: Delivery, actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """What the unit got before from the same sender and asked for more in: id and reference, as the sender names them."""
    snapshot = delivery.snapshot
    if not snapshot.get("on_request"):
        return ()
    named = references_in(str(snapshot.get("asked", "")))
    found = _own(actor).filter(
        source_authority=delivery.source_authority, reference__in=named, closed_at__isnull=True
    )
    rows = found.exclude(pk=delivery.pk).order_by("delivered_at", "pk").values_list("pk", "reference")
    return tuple((pk, written_reference(reference)) for pk, reference in rows)


def mark_of(sha256: str) -> str:
    """The first of the hash, in pairs of four: enough to see that two have the same copy before them."""
    return f"{sha256[:4]} {sha256[4:8]}".upper()


def _own(actor: Actor) -> QuerySet[Delivery]:
    kinds = KINDS.get(actor.role, frozenset())
    if actor.unit_id is None:
        return Delivery.objects.none()
    own = Delivery.objects.filter(owner_id=actor.authority_id, unit_id=actor.unit_id, kind__in=kinds)
    return own.exclude(answered_as__in=ENDED)


def _ended(deliveries: Sequence[Delivery]) -> dict[UUID, tuple[str, date]]:
    """How and when the consents ended that some of them came by, by what they came from: the last word beside each."""
    words = Delivery.objects.filter(
        source_ref__in={one.source_ref for one in deliveries}, answered_as__in=ENDED
    )
    rows = words.order_by("delivered_at").values_list("source_ref", "answered_as", "delivered_at")
    return {ref: (how, timezone.localdate(at)) for ref, how, at in rows}


def _ended_text(delivery: Delivery, forms: Sequence[AnswerForm], ended: tuple[str, date] | None) -> str:
    """As its page says it; of a question with a name also that it can't be answered."""
    if ended is None:
        return ""
    text = ended_words(ended[0], "text", ended[1])
    is_shut = bool(forms) and delivery.kind == DeliveryKind.CONSULTATION
    return f"{text} {ended_words(ended[0], 'frågan', ended[1])}" if is_shut else text


def _final_kinds() -> list[str]:
    """The answers after which nobody waits any more."""
    return [row.get("kod", kind) for kind, row in inbox_rules()["svar"].items() if not row.get("väntar_kvar")]


def _last_answers(deliveries: Sequence[Delivery]) -> dict[UUID, tuple[str, datetime]]:
    """Kind and time of the newest answer to each."""
    rows = DeliveryAnswer.objects.filter(delivery__in=[one.pk for one in deliveries]).order_by("at", "id")
    found: Iterable[tuple[UUID, str, datetime]] = rows.values_list("delivery_id", "kind", "at")
    return {delivery: (kind, at) for delivery, kind, at in found}


def _row(
    one: Delivery,
    last: tuple[str, datetime] | None,
    *,
    on: date,
    waits: bool,
    ended: tuple[str, date] | None,
) -> InboxRow:
    words = inbox_rules()
    return InboxRow(
        id=one.pk,
        kind=words["slag"][answers_of(one)]["namn"],
        subject=words["ord"]["skyddad"] if one.is_protected else one.subject,
        sender=one.sender,
        reference=written_reference(one.reference),
        delivered_on=timezone.localdate(one.delivered_at),
        delivered_at=one.delivered_at,
        answer_by=one.answer_by,
        is_unread=one.read_at is None,
        is_protected=one.is_protected,
        is_late=one.answer_by is not None and one.answer_by < on,
        reminded_on=one.reminded_on,
        answered=_answer_name(last[0]) if last else "",
        answered_on=timezone.localdate(last[1]) if last else None,
        is_waiting=waits,
        excused_on=one.excused_on,
        ended=ended_words(ended[0], "kort", ended[1]) if ended else "",
    )


def _answer_name(kind: str) -> str:
    for id_, row in inbox_rules()["svar"].items():
        if kind in (id_, row.get("kod")):
            return str(row["namn"])
    return kind


def _given(row: DeliveryAnswer, forms: Sequence[AnswerForm], names: ColleagueNames) -> GivenAnswer:
    form = next((one for one in forms if one.kind == row.kind), None)
    return GivenAnswer(
        name=form.name if form else _answer_name(row.kind),
        rows=tuple(in_words(form, row.choices)) if form else (),
        text=row.text,
        by=names.of(row.by_name),
        at=row.at,
    )
