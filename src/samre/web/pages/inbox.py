"""What the inbox shows: the list in words, and one delivery with its answer form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.casework.queries.inbox import GivenAnswer, Inbox, InboxRow, OpenedDelivery
from samre.casework.rules.answer_forms import AnswerForm, inbox_rules
from samre.certificate.wording import in_words

from ..forms.answer_form import Given, ShownForm, shown_form
from ..forms.problems import Problems
from .snapshots import SnapshotView, snapshot_view


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list. `when` says until when, `urgency`: late, soon or empty; `state` what has been done with it."""

    id: UUID
    subject: str
    sender: str
    kind: str
    mark: str
    delivered_on: date
    when: str
    urgency: str
    state: str
    is_unread: bool
    is_protected: bool
    reminded: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The list: what waits, and what has been answered."""

    waiting: tuple[ShownRow, ...]
    answered: tuple[ShownRow, ...]
    told: str
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
    """One delivery: what was sent, how long there is to answer, the answers so far and the form that is open."""

    id: UUID
    title: str
    kind: str
    sender: str
    mark: str
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


def inbox_page(inbox: Inbox, *, on: date, page: int) -> InboxPage:
    """The list on a day."""
    count = len(inbox.waiting)
    new = sum(1 for row in inbox.waiting if row.is_unread)
    told = f"{count}\N{NO-BREAK SPACE}väntar på svar." if count else "Inget väntar på svar."
    return InboxPage(
        waiting=tuple(_row(row, on=on) for row in inbox.waiting),
        answered=tuple(_row(row, on=on) for row in inbox.answered),
        told=f"{told} {new}\N{NO-BREAK SPACE}är {'ny' if new == 1 else 'nya'}." if new else told,
        earlier=page + 1 if inbox.has_more else 0,
        later=page - 1,
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
        sha256=one.sha256,
        delivered_on=timezone.localdate(one.delivered_at),
        when=when,
        urgency=urgency,
        read=in_words(timezone.localdate(one.read_at)) if one.read_at else "",
        reminded=in_words(one.reminded_on) if one.reminded_on else "",
        is_protected=one.is_protected,
        has_file=one.packet is not None,
        snapshot=snapshot_view(one.snapshot),
        answers=opened.answers,
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


def _row(row: InboxRow, *, on: date) -> ShownRow:
    when, urgency = in_time(row.answer_by, on=on)
    reminded = row.reminded_on is not None and row.reminded_on >= on - timedelta(days=30)
    state = f"{row.answered}, {in_words(row.answered_on)}" if row.answered and row.answered_on else ""
    return ShownRow(
        id=row.id,
        subject=row.subject,
        sender=row.sender,
        kind=row.kind,
        mark=row.mark,
        delivered_on=row.delivered_on,
        when=when,
        urgency=urgency,
        state=state or ("Ny" if row.is_unread else "Läst"),
        is_unread=row.is_unread,
        is_protected=row.is_protected,
        reminded=in_words(row.reminded_on) if reminded and row.reminded_on else "",
    )
