"""Cases that stand still: found by themselves, with the reason (codes of `arenden.yaml`, stillastående)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ..models import Case, CertificateFile, Deadline, OpenStep
from ..models.steps import StepState
from .settings import days


def stuck_reasons(case: Case, live: Sequence[OpenStep], *, on: date) -> tuple[str, ...]:
    """Why an open case stands still on a day; none = it moves.

    samma_steg: a step older than the days of arenden.yaml. ingen_aktiv: every step's day has passed. intyg_utgatt: the
    last certificate has ended. frist_loper: a last day for reconsideration or appeal is ahead.
    """
    found = []
    if any(step.since < on - timedelta(days=days("stillastående_dagar")) for step in live):
        found.append("samma_steg")
    if live and all(_last_day(step) < on for step in live):
        found.append("ingen_aktiv")
    ends = (
        CertificateFile.objects.filter(case=case, ends_on__isnull=False)
        .order_by("-ends_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    if ends is not None and ends < on:
        found.append("intyg_utgatt")
    if Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False, due__gte=on).exists():
        found.append("frist_loper")
    return tuple(found)


def _last_day(step: OpenStep) -> date:
    waits = step.state == StepState.WAITING and step.waiting_until is not None
    return step.waiting_until if waits and step.waiting_until else step.due
