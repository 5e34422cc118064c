"""Who can be asked and called, which of the map's parties each is, and on which consents a name may go to them (R11–R16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.acts import Denied
from samre.accounts.models import Authority, Unit
from samre.certificate.wording import in_words

from ..models import Case, CaseEvent, Consultation, ConsultationState, MeetingState
from .consents import Cover, covers_and_gaps
from .consents import find_covers as consents_of
from .consultations import consultation_rules


def askable_units(owner: UUID) -> list[Unit]:
    """The units of other authorities that can be asked: of the kinds konsultation.yaml names, real ones or the demo's own."""
    is_demo = Authority.objects.filter(pk=owner).values_list("is_demo", flat=True).first() or False
    order = list(consultation_rules()["parter"])
    units = Unit.objects.filter(
        authority__kind__in=order, authority__is_demo=is_demo, is_active=True
    ).select_related("authority")
    return sorted(units, key=lambda one: (order.index(one.authority.kind), one.authority.name, one.name))


def party_of(kind: str) -> str:
    """The map's party for a kind of authority: its own id where the map has none."""
    rules = consultation_rules()
    return str(rules["parter"].get(kind, rules["kommunens_part"] if kind == "kommun" else kind.upper()))


def unit_name(unit: Unit) -> str:
    """`Försäkringskassan, Sjukförsäkring Sydost`."""
    return f"{unit.authority.short}, {unit.name}"


def check_covers(
    case: Case, unit: Unit, *, categories: Iterable[str], purpose: str, at: datetime
) -> list[dict[str, str]]:
    """The consents that let every category out to a unit, as they are kept beside what was sent. Raises Denied for the first that
    is missing. The caller has locked the consents."""
    covers, gaps = covers_and_gaps(
        case, receiver=unit.authority_id, unit=unit.pk, categories=categories, purpose=purpose, at=at
    )
    for missing in gaps.values():
        raise Denied(missing)
    return [{"category": category, "consent": str(cover.consent_id)} for category, cover in covers.items()]


def shut_questions(consultation: Consultation) -> dict[UUID, tuple[str, date]]:
    """The questions with a name that were closed at the party since no consent covers them any more: question → how the consent
    ended, and when. A consent given later does not open one again."""
    if consultation.is_anonymous or consultation.state == ConsultationState.DRAFT:
        return {}
    rows = CaseEvent.objects.filter(
        case_id=consultation.case_id, kind="consultation.shut", subject=consultation.pk
    )
    return {UUID(row.data["question"]): (row.data["how"], row.happened_on) for row in rows.order_by("-at")}


def unit_covers(
    case: Case, units: Iterable[Unit], *, categories: Iterable[str], purpose: str, at: datetime
) -> Mapping[UUID, Mapping[str, Cover | None]]:
    """Unit → category → what covers it now, for a page that says what is missing. One query."""
    receivers = {one.pk: (one.authority_id, one.pk) for one in units}
    found = consents_of(case, receivers=receivers.values(), categories=categories, purpose=purpose, at=at)
    return {unit: found[receiver] for unit, receiver in receivers.items()}


def find_covers(
    case: Case, unit: Unit, *, categories: Iterable[str], purpose: str, at: datetime
) -> Mapping[str, Cover | None]:
    """As `unit_covers`, for one."""
    return unit_covers(case, [unit], categories=categories, purpose=purpose, at=at)[unit.pk]


def consultation_line(
    state: str, *, replied: int, asked: int, answer_by: date | None, ended: date | None, note: int, on: date
) -> str:
    """How far a consultation has come, in words: "2 av 3 har svarat"."""
    words: Mapping[str, Any] = consultation_rules()["läge"]["konsultation"]
    row = state
    if state == ConsultationState.SENT and asked and replied == asked:
        row = "alla"
    elif state == ConsultationState.SENT and answer_by is not None and answer_by < on:
        row = "sent"
    last = ended or answer_by
    day = in_words(last) if last else ""
    return str(words[row].format(svar=replied, alla=asked, dag=day, nummer=note))


def meeting_line(state: str, *, starts_at: datetime, ended: date | None, note: int) -> str:
    """How far a meeting has come, in words."""
    words: Mapping[str, Any] = consultation_rules()["läge"]["möte"]
    row = "varit" if state == MeetingState.CALLED and starts_at <= timezone.now() else state
    day = in_words(ended or timezone.localdate(starts_at))
    return str(words[row].format(dag=day, nummer=note))
