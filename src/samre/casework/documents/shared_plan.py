"""Who gets the agreed plan of a consultation, and what the guard says of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from samre.accounts.models import Unit

from ..models import Consultation, ConsultationQuestion
from ..queries.known_names import names_of_others
from ..rules.consent_lists import category_names
from ..rules.consultations import consultation_rules
from ..rules.guard import judge_texts
from ..rules.talks import unit_covers
from .judged import own_of
from .meeting_texts import TextAlarm, Told, alarm_sentences, note_alarm


def took_part(consultation: Consultation) -> list[ConsultationQuestion]:
    """Those who were asked and answered, or came to the talk."""
    rows = consultation.questions.filter(sent_at__isnull=False).prefetch_related("replies")
    rows = rows.select_related("receiver", "receiver_unit__authority").order_by("number")
    return [one for one in rows if one.replies.all() or one.slot is not None]


def plan_alarms(consultation: Consultation, units: Iterable[Unit], text: str) -> tuple[TextAlarm, ...]:
    """What points somebody else out, or a protected person herself, and words that no consent lets out to one of the units."""
    case, rules, units = consultation.case, consultation_rules(), list(units)
    covers = unit_covers(
        case, units, categories=category_names(), purpose=rules["ändamål"], at=timezone.now()
    )
    own, others = own_of(case), names_of_others(case, [text])
    told: dict[bool, Told] = {}
    for unit in units:
        covered = {category for category, cover in covers[unit.pk].items() if cover is not None}
        if case.person.is_protected:
            covered.discard("kontakt")
        for alarm in judge_texts("plan", [text], own=own, others=others, covered=covered):
            note_alarm(told.setdefault(alarm.is_hard, {}), alarm, unit)
    label = str(rules["vakt_möte"]["var"]["plan"])
    return tuple(
        TextAlarm("plan", label, alarm_sentences("plan", found), is_hard) for is_hard, found in told.items()
    )
