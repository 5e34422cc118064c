"""Who gets the agreed plan of a consultation, for the page where it is read through before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..documents.meeting_texts import TextAlarm
from ..documents.shared_plan import plan_alarms, took_part
from ..models import Consultation, ConsultationQuestion
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consultations import consultation_rules
from ..rules.talks import unit_covers, unit_name


@dataclass(frozen=True, slots=True)
class PlanReceiver:
    """A party that was asked. `missing`: the categories no consent covers; `sent_on`: when the plan last went to it."""

    name: str
    took_part: bool
    missing: tuple[str, ...]
    sent_on: date | None

    @property
    def gets_it(self) -> bool:
        return self.took_part and not self.missing


def plan_receivers(consultation: Consultation) -> tuple[PlanReceiver, ...]:
    """Everybody who was asked, in order."""
    rows = list(
        consultation.questions.filter(sent_at__isnull=False)
        .select_related("receiver_unit__authority")
        .order_by("number")
    )
    there = {one.pk for one in took_part(consultation)}
    missing = _missing(consultation, rows)
    return tuple(
        PlanReceiver(
            unit_name(row.receiver_unit),
            row.pk in there,
            missing.get(row.pk, ()),
            timezone.localdate(row.plan_sent_at) if row.plan_sent_at else None,
        )
        for row in rows
    )


def plan_guard(consultation: Consultation, text: str) -> tuple[TextAlarm, ...]:
    """What the guard will say of a text with a name; without one, nothing is asked of any consent."""
    if consultation.is_anonymous:
        return ()
    rows = took_part(consultation)
    missing = _missing(consultation, rows)
    units = [row.receiver_unit for row in rows if not missing[row.pk]]
    return plan_alarms(consultation, units, text)


def _missing(consultation: Consultation, rows: list[ConsultationQuestion]) -> dict[object, tuple[str, ...]]:
    if consultation.is_anonymous:
        return {}
    rules, names = consultation_rules(), category_names()
    covers = unit_covers(
        consultation.case,
        [row.receiver_unit for row in rows],
        categories=rules["plan_kategorier"],
        purpose=rules["ändamål"],
        at=timezone.now(),
    )
    return {
        row.pk: tuple(
            in_sentence(names[code]) for code, cover in covers[row.receiver_unit_id].items() if cover is None
        )
        for row in rows
    }
