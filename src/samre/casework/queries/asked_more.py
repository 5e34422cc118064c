"""What receivers have asked to get besides what they got, and have not got yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ..documents.fact_words import written_day
from ..models import AnswerKind, Case, DeliveryKind, Disclosure, DisclosureAnswer, DisclosureState
from ..rules.answer_forms import answer_form, fields_of, in_words
from ..rules.disclosures import disclosure_rules
from ..rules.inbox import written_reference
from .disclosures import shown_receiver


@dataclass(frozen=True, slots=True)
class AskedMore:
    """A request for more: what was chosen (question and answer) and the receiver's own words. `disclosure` is what she answered;
    `receiver` its authority and unit, `reference` what both sides call it. `fields`: what to choose for what she asked for."""

    disclosure: UUID
    receiver: tuple[UUID | None, UUID | None]
    reference: str
    to: str
    came_on: date
    rows: tuple[tuple[str, str], ...]
    text: str
    fields: frozenset[str]

    @property
    def request(self) -> str:
        """What stands as asked for in what is given for it: names the first by its reference, and repeats nothing of it."""
        words = disclosure_rules()["mer"]["begäran"]
        return str(words).format(referens=self.reference, dag=written_day(str(self.came_on)))


def asked_more(case: Case) -> tuple[AskedMore, ...]:
    """Until something more has been sent to the same place, or she has answered something else. The newest first; one query."""
    later = DisclosureAnswer.objects.filter(disclosure=OuterRef("disclosure"), at__gt=OuterRef("at"))
    sent = Disclosure.objects.filter(
        Q(receiver_unit=OuterRef("disclosure__receiver_unit"))
        | Q(receiver_unit__isnull=True, receiver=OuterRef("disclosure__receiver")),
        case=case,
        sent_at__gt=OuterRef("at"),
    ).exclude(state=DisclosureState.DROPPED)
    rows = (
        DisclosureAnswer.objects.filter(disclosure__case=case, kind=AnswerKind.MORE)
        .exclude(disclosure__state=DisclosureState.DROPPED)
        .exclude(Exists(later.exclude(kind=AnswerKind.RECEIVED)))
        .exclude(Exists(sent))
        .select_related("disclosure__receiver", "disclosure__receiver_unit")
        .defer("disclosure__snapshot", "disclosure__packet")
    )
    return tuple(_line(row, case) for row in rows.order_by("-at", "-pk"))


def asked_of(disclosure: Disclosure) -> AskedMore | None:
    """What the receiver of a draft has asked for and not got yet."""
    receiver = (disclosure.receiver_id, disclosure.receiver_unit_id)
    return next((one for one in asked_more(disclosure.case) if one.receiver == receiver), None)


def _line(row: DisclosureAnswer, case: Case) -> AskedMore:
    row.disclosure.case = case
    form = answer_form(DeliveryKind.DISCLOSURE, row.disclosure.receiver_kind, row.kind)
    return AskedMore(
        disclosure=row.disclosure_id,
        receiver=(row.disclosure.receiver_id, row.disclosure.receiver_unit_id),
        reference=written_reference(row.disclosure.reference),
        to=shown_receiver(row.disclosure),
        came_on=row.came_on,
        rows=tuple((label, written_day(text)) for label, text in in_words(form, row.choices)) if form else (),
        text=row.text,
        fields=fields_of(form, row.choices) if form else frozenset(),
    )
