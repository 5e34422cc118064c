"""Disclosures of a case: who can receive, what can be chosen and what it takes, what was sent and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from samre.accounts.acts import Denied
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.protected import ColleagueNames

from ..documents.material import CERTIFICATE, NOTE, Item, material
from ..documents.snapshots import receiver_name
from ..models import Case, DeliveryKind, Disclosure, DisclosureAnswer, DisclosureState, OpenStep
from ..models.steps import LIVE
from ..rules.answer_forms import answer_form, in_words
from ..rules.consent_choices import receivers_for
from ..rules.consent_lists import category_names, closed_lists, purpose_names
from ..rules.consents import Cover, check_cover
from ..rules.disclosure_head import INBOX_ROLES, OWN_UNIT, kind_of
from ..rules.disclosures import disclosure_rules, receiver_kinds
from ..rules.settings import pathway_of
from .case_frame import HIDDEN, step_name
from .gauge import Gauge, gauge

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
class Choice:
    """An item on the page. `chosen`: it is ticked. `proposed`: the gauge asks for it."""

    item: Item
    chosen: bool
    proposed: bool
    category: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """A category with what there is in it. `cover`: the consent that lets it out, None with the reason in `why`."""

    category: str
    name: str
    cover: Cover | None
    why: str
    choices: tuple[Choice, ...]

    @property
    def is_open(self) -> bool:
        return any(one.chosen or one.proposed for one in self.choices)

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.choices)


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
    """One disclosure in a list: to whom, what for, how far, and until when it waits."""

    id: UUID
    to: str
    purpose: str
    state: str
    state_name: str
    sent_on: date | None
    answer_by: date | None
    is_late: bool
    begun_on: date

    @property
    def waits(self) -> bool:
        return self.state in WAITS

    @property
    def is_going(self) -> bool:
        return self.state in GOING


@dataclass(frozen=True, slots=True)
class DisclosuresCard:
    """The card of the hub: what is waited for, what is begun, and whether the underlag is right for the open step."""

    waiting: tuple[DisclosureLine, ...]
    going: tuple[DisclosureLine, ...]
    sent: int
    gauge: Gauge | None
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
    lines = [_line(row, on=on) for row in rows.defer("snapshot", "packet").order_by("-at", "-pk")]
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


def choice_groups(
    disclosure: Disclosure, *, proposed: Iterable[str], on: date, picked: Sequence[str] | None = None
) -> tuple[tuple[ChoiceGroup, ...], tuple[Choice, ...]]:
    """What can be chosen, category by category, and the notes, which have none of their own. `proposed`: fields of the gauge;
    they are ticked while nothing has been chosen yet. `picked`: what a form that came back had ticked."""
    items = material(disclosure.case, on=on)
    wanted = frozenset(proposed)
    kept = {str(one["field"]): str(one.get("category", "")) for one in disclosure.items}
    covers = {code: _cover(disclosure, code, on=timezone.now()) for code in category_names()}
    newest = _newest_certificate(items)
    choices = []
    for item in items:
        is_proposed = _proposes(item, wanted, newest)
        if picked is not None:
            chosen = item.field in picked
        else:
            cover = covers.get(item.category, (None, ""))[0]
            chosen = item.field in kept if kept else is_proposed and cover is not None
        choices.append(
            Choice(item, chosen and not item.obstacle, is_proposed, kept.get(item.field, item.category))
        )
    groups = tuple(
        ChoiceGroup(code, name, *covers[code], tuple(one for one in choices if one.item.category == code))
        for code, name in category_names().items()
    )
    return tuple(one for one in groups if one.choices), tuple(one for one in choices if one.item.kind == NOTE)


def _cover(disclosure: Disclosure, category: str, *, on: datetime) -> tuple[Cover | None, str]:
    if disclosure.receiver_id is None:
        return None, ""
    try:
        cover = check_cover(
            disclosure.case,
            receiver=disclosure.receiver_id,
            unit=disclosure.receiver_unit_id,
            category=category,
            purpose=disclosure.purpose,
            at=on,
        )
    except Denied as denied:
        return None, denied.reason
    return cover, ""


def _newest_certificate(items: Iterable[Item]) -> str:
    """The id of the certificate that comes first: the newest."""
    found = next((item for item in items if item.kind == CERTIFICATE), None)
    return found.field.split(":")[1] if found else ""


def _proposes(item: Item, wanted: frozenset[str], newest: str) -> bool:
    """Whether the gauge asks for the item. Of certificates it means the newest."""
    if item.kind != CERTIFICATE:
        return item.field in wanted
    _, certificate, code = item.field.split(":")
    return certificate == newest and f"{CERTIFICATE}:{code}" in wanted


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


def _in_words(disclosure: Disclosure, row: DisclosureAnswer) -> tuple[tuple[str, str], ...]:
    form = answer_form(DeliveryKind.DISCLOSURE, disclosure.receiver_kind, row.kind)
    return tuple(in_words(form, row.choices)) if form else ()


def open_steps(case: Case) -> tuple[tuple[str, str], ...]:
    """The case's open steps: id and name."""
    pathway = pathway_of(case.pathway)
    rows = OpenStep.objects.filter(case=case, state__in=LIVE).order_by("since", "pk")
    return tuple((str(row.pk), step_name(pathway, row.step)) for row in rows)


def disclosures_card(case: Case, on: date) -> DisclosuresCard:
    """For the hub. The gauge is that of the next step, for the receiver it is usually about."""
    lines = disclosures_of(case, on=on)
    step = OpenStep.objects.filter(pk=case.next_step_id).first() if case.next_step_id else None
    kind = _usual_receiver(step.step) if step else ""
    return DisclosuresCard(
        waiting=tuple(line for line in lines if line.waits),
        going=tuple(line for line in lines if line.is_going),
        sent=sum(line.sent_on is not None for line in lines),
        gauge=gauge(case, step=step.step, receiver_kind=kind, on=on) if step and kind else None,
        receiver=kind,
    )


def _usual_receiver(step: str) -> str:
    """Who as a rule receives something at a step; empty where nobody does."""
    rows = disclosure_rules()["underlag"].values()
    return next((str(row["mottagare"][0]) for row in rows if step in row["steg"]), "")


def shown_receiver(row: Disclosure) -> str:
    """Who receives, as pages of the case may say it: of a protected person's places only the kind."""
    if row.case.person.is_protected:
        return receiver_kinds().get(row.receiver_kind, HIDDEN)
    return receiver_name(row)


def _line(row: Disclosure, *, on: date) -> DisclosureLine:
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
    )
