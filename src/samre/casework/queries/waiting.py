"""How long each party takes to answer: counts and medians for a whole authority, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from ..models import Disclosure, DisclosureState
from ..rules.answer_forms import inbox_rules
from ..rules.disclosures import party_of


@dataclass(frozen=True, slots=True)
class PartyWait:
    """One party (actor of the map): how many were sent to it, how many of them it has answered or is still to answer, how many are
    late, and the median of days from sent to the first answer; None where too few have been answered to say."""

    party: str
    sent: int
    answered: int
    waiting: int
    late: int
    median_days: float | None


def waiting_times(owner: UUID, *, since: date, until: date, on: date) -> tuple[PartyWait, ...]:
    """Per party, for what `owner` sent from `since` to `until` (both included) and wants answered; what was taken back does not
    count. The caller is in the authority's scope. Measured in calendar days from the day it was sent."""
    rows = (
        Disclosure.objects.filter(
            owner_id=owner, sent_at__gte=_begin(since), sent_at__lt=_end(until), answer_by__isnull=False
        )
        .exclude(state=DisclosureState.DROPPED)
        .annotate(first=Min("answers__came_on"))
        .values_list("receiver_kind", "sent_at", "first", "answer_by")
    )
    found: dict[str, list[tuple[int | None, bool]]] = {}
    for kind, sent_at, first, answer_by in rows:
        passed = None if first is None else max((first - timezone.localdate(sent_at)).days, 0)
        found.setdefault(party_of(kind), []).append(
            (passed, first is None and answer_by is not None and answer_by < on)
        )
    return tuple(_wait(party, waits) for party, waits in sorted(found.items()))


def _wait(party: str, waits: list[tuple[int | None, bool]]) -> PartyWait:
    least = int(inbox_rules()["väntetider"]["minst_svar"])
    passed = [days for days, _ in waits if days is not None]
    return PartyWait(
        party=party,
        sent=len(waits),
        answered=len(passed),
        waiting=len(waits) - len(passed),
        late=sum(1 for _, is_late in waits if is_late),
        median_days=float(median(passed)) if len(passed) >= least else None,
    )


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
