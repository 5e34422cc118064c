"""What the library of the plan offers in a case: what is typical of its steps, but for what has been done already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ..models import (
    Case,
    Consultation,
    ConsultationState,
    Disclosure,
    DisclosureState,
    PaperDraft,
    Placement,
)
from ..rules.consents import unended_scopes
from ..rules.plans import Suggestion, library, plan_rules

Proof = tuple[str, str]
YES = "ja"


def offered(case: Case, steps: Sequence[str], *, on: date) -> tuple[tuple[str, tuple[Suggestion, ...]], ...]:
    """The library's rows by step. The number of queries does not depend on the steps."""
    done = _done(case, on=on)
    return tuple(
        (step, tuple(one for one in found if not done.intersection(one.done_by)))
        for step, found in library(steps)
    )


def _done(case: Case, *, on: date) -> frozenset[Proof]:
    """What shows in the case that something has been done lately."""
    first = on - timedelta(days=int(plan_rules()["bibliotek_gjort_dagar"]))
    since = timezone.make_aware(datetime.combine(first, time.min))
    told = Disclosure.objects.filter(case=case, sent_at__gte=since).exclude(state=DisclosureState.DROPPED)
    letters = PaperDraft.objects.filter(case=case, finished_at__gte=since)
    asked = Consultation.objects.filter(case=case, at__gte=since).exclude(
        state__in=(ConsultationState.DRAFT, ConsultationState.DROPPED)
    )
    found = [("underlag", kind) for kind in told.values_list("receiver_kind", flat=True)]
    found += [("brev", form) for form in letters.values_list("form", flat=True)]
    found += [("konsultation", form) for form in asked.values_list("form", flat=True)]
    if Placement.objects.filter(case=case, sent_at__gte=since).exists():
        found.append(("insats", YES))
    own = unended_scopes(case, at=timezone.now()).filter(consent__discloser_id=case.owner_id)
    if own.filter(consent__valid_to__gte=on).exists():
        found.append(("samtycke", YES))
    return frozenset(found)
