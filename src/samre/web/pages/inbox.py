"""What the inbox shows: the list in words, and one delivery with its answer form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from samre.casework.documents.changed_copy import Change
from samre.casework.queries.inbox import GivenAnswer, Inbox, InboxRow, OpenedDelivery
from samre.casework.rules.answer_forms import AnswerForm, inbox_rules
from samre.certificate.wording import in_words

from ..forms.answer_form import Given, ShownForm, shown_form
from ..forms.problems import Problems
from .snapshots import SnapshotView, snapshot_view

PART, ORDER, WAITING, DONE, BY_DAY = "visa", "ordning", "vantar", "besvarade", "svarsdag"
# The parts of what waits, and what belongs to each.
IN: Mapping[str, Callable[[InboxRow], bool]] = {
    WAITING: lambda row: True,
    "nya": lambda row: row.is_unread,
    "paminda": lambda row: row.reminded_on is not None,
    "sena": lambda row: row.is_late,
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list. `when` says until when, `urgency`: late, soon or empty; `state` what has been done with it; `new` what
    the unit has not done anything about yet."""

    id: UUID
    subject: str
    sender: str
    kind: str
    reference: str
    delivered_on: date
    when: str
    urgency: str
    state: str
    new: str
    is_protected: bool
    reminded: str
    ended: str


@dataclass(frozen=True, slots=True)
class InboxLink:
    """A way to see the list: a part of it with how many there are in it, or an order."""

    name: str
    address: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A part of the list, in an order. `is_done`: it is of what has been answered."""

    heading: str
    rows: tuple[ShownRow, ...]
    empty: str
    told: str
    tabs: tuple[InboxLink, ...]
    orders: tuple[InboxLink, ...]
    is_done: bool
    earlier: int
    later: int


@dataclass(frozen=True, slots=True)
class AnswerKindLink:
    """A way to answer: what it is called, and whether its form is open."""

    kind: str
    name: str
    help: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One delivery: what was sent, how long there is to answer, the answers so far and the form that is open. `earlier`: what it
    completes (id, reference)."""

    id: UUID
    title: str
    kind: str
    sender: str
    mark: str
    reference: str
    sha256: str
    delivered_on: date
    when: str
    urgency: str
    read: str
    reminded: str
    is_protected: bool
    has_file: bool
    snapshot: SnapshotView
    answers: tuple[GivenAnswer, ...]
    seen: int
    ways: tuple[AnswerKindLink, ...]
    form: ShownForm | None
    problem: str
    notice: str
    earlier: tuple[tuple[UUID, str], ...]
    ended: str
    changes: tuple[Change, ...]


def inbox_page(inbox: Inbox, *, on: date, page: int, part: str = "", order: str = "") -> InboxPage:
    """A part of the list on a day; what can't be shown or ordered so is as if it had not been asked for."""
    words = inbox_rules()["ord"]
    part = part if part in words["flikar"] else WAITING
    order = order if order in words["ordning"] else BY_DAY
    count = len(inbox.waiting)
    new = sum(1 for row in inbox.waiting if row.is_unread)
    told = f"{count}\N{NO-BREAK SPACE}väntar på svar." if count else "Inget väntar på svar."
    rows = (
        inbox.answered if part == DONE else _ordered([row for row in inbox.waiting if IN[part](row)], order)
    )
    counts = {name: sum(map(belongs, inbox.waiting)) for name, belongs in IN.items()} | {DONE: inbox.done}
    return InboxPage(
        heading=words["flikar"][part]["namn"],
        rows=tuple(_row(row, on=on) for row in rows),
        empty=words["flikar"][part]["tomt"],
        told=f"{told} {new}\N{NO-BREAK SPACE}är {'ny' if new == 1 else 'nya'}." if new else told,
        tabs=tuple(
            InboxLink(row["namn"], _address(name, order), counts[name], name == part)
            for name, row in words["flikar"].items()
        ),
        orders=tuple(
            InboxLink(text, _address(part, name), 0, name == order) for name, text in words["ordning"].items()
        ),
        is_done=part == DONE,
        earlier=page + 1 if inbox.has_more and part == DONE else 0,
        later=page - 1 if part == DONE else 0,
    )


def delivery_page(
    opened: OpenedDelivery,
    *,
    on: date,
    chosen: str,
    given: Given | None = None,
    text: str = "",
    problems: Problems | None = None,
    notice: str = "",
) -> DeliveryPage:
    """The page of a delivery; `chosen` is the answer whose form is open, with what was typed in it."""
    one, wrong = opened.delivery, (problems or Problems())
    words = inbox_rules()["ord"]
    form = next((form for form in opened.forms if form.kind == chosen), None)
    when, urgency = in_time(one.answer_by, on=on, answered=bool(opened.answers))
    return DeliveryPage(
        id=one.pk,
        title=words["skyddad"] if one.is_protected else one.subject,
        kind=opened.kind,
        sender=one.sender,
        mark=opened.mark,
        reference=opened.reference,
        sha256=one.sha256,
        delivered_on=timezone.localdate(one.delivered_at),
        when=inbox_rules()["ord"]["väntar_inte"] if one.excused_on else when,
        urgency="" if one.excused_on else urgency,
        read=in_words(timezone.localdate(one.read_at)) if one.read_at else "",
        reminded=in_words(one.reminded_on) if one.reminded_on else "",
        is_protected=one.is_protected,
        has_file=one.packet is not None,
        snapshot=snapshot_view(one.snapshot),
        answers=opened.answers,
        earlier=opened.earlier,
        ended=opened.ended,
        changes=opened.changes,
        seen=len(opened.answers),
        ways=ways(opened.forms, chosen),
        form=shown_form(form, given or {}, text, wrong.fields) if form else None,
        problem=wrong.whole or wrong.fields.get("svar", ""),
        notice=notice,
    )


def ways(forms: Sequence[AnswerForm], chosen: str) -> tuple[AnswerKindLink, ...]:
    """The answers to choose among."""
    return tuple(AnswerKindLink(form.kind, form.name, form.help, form.kind == chosen) for form in forms)


def in_time(answer_by: date | None, *, on: date, answered: bool = False) -> tuple[str, str]:
    """Until when, in words, and how urgent that is (sent, snart or empty)."""
    words: Mapping[str, str] = inbox_rules()["ord"]["svara_senast"]
    if answer_by is None:
        return words["utan"], ""
    if answered:
        return words["snart"].format(dag=in_words(answer_by)), ""
    left = (answer_by - on).days
    soon = left <= int(inbox_rules()["ord"]["snart_dagar"])
    key = "sent" if left < 0 else "i_dag" if left == 0 else "i_morgon" if left == 1 else "snart"
    return words[key].format(dag=in_words(answer_by)), "sent" if left < 0 else "snart" if soon else ""


def _ordered(rows: Sequence[InboxRow], order: str) -> Sequence[InboxRow]:
    """What came by day stands by day within its sender and its kind."""
    if order == "kom":
        return sorted(rows, key=lambda row: row.delivered_at, reverse=True)
    if order == "avsandare":
        return sorted(rows, key=lambda row: row.sender)
    return sorted(rows, key=lambda row: row.kind) if order == "slag" else rows


def _address(part: str, order: str) -> str:
    """Of the list in a part and an order; the usual ones are not said."""
    given = {PART: part if part != WAITING else "", ORDER: order if order != BY_DAY else ""}
    said = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('web:inbox')}?{said}" if said else reverse("web:inbox")


def _row(row: InboxRow, *, on: date) -> ShownRow:
    when, urgency = in_time(row.answer_by, on=on, answered=not row.is_waiting)
    days = timedelta(days=int(inbox_rules()["ord"]["påminnelse_dagar"]))
    reminded = row.reminded_on is not None and row.reminded_on >= on - days
    state = f"{row.answered}, {in_words(row.answered_on)}" if row.answered and row.answered_on else ""
    if row.excused_on:
        when = inbox_rules()["ord"]["väntar_inte"]
    return ShownRow(
        id=row.id,
        subject=_without_kind(row.subject, row.kind),
        sender=row.sender,
        kind=row.kind,
        reference=row.reference,
        delivered_on=row.delivered_on,
        when=when,
        urgency=urgency,
        state=state or ("Inte öppnad" if row.is_unread else "Öppnad, inte besvarad"),
        new="Ny" if row.is_unread else "Påmind" if row.reminded_on and row.is_waiting else "",
        is_protected=row.is_protected,
        reminded=in_words(row.reminded_on) if reminded and row.reminded_on else "",
        ended=row.ended,
    )


def _without_kind(subject: str, kind: str) -> str:
    """What a row is called: its kind stands above it."""
    return subject.removeprefix(f"{kind}: ")
