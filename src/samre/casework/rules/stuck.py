"""Cases that stand still: found by themselves, with the reason (codes of `arenden.yaml`, stillastående)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Max, Min, QuerySet

from samre.accounts.models import Assignment
from samre.accounts.models.assignments import AssignmentQuerySet
from samre.accounts.roles import CASE_ROLES

from ..models import Case, CertificateFile, Deadline, OpenStep, Task
from ..models.steps import LIVE, StepState
from .deadlines import first_day_rules, statutory_rules
from .settings import days

NOBODY = "ingen_handlaggare"
# The answer that the next step waits for can't come. Found at each write (actions/standing.py) and by nothing else: whatever
# makes it so, or no longer so, is a write.
IN_VAIN = "svar_kommer_inte"


def stuck_reasons(case: Case, live: Sequence[OpenStep], *, on: date) -> tuple[str, ...]:
    """Why an open case stands still on a day; none = it moves.

    ingen_handlaggare: the one who has it no longer works with cases here. samma_steg: a step older than the days of
    arenden.yaml. ingen_aktiv: every step's day has passed. intyg_utgatt: the last certificate has ended. frist_loper: a
    last day for reconsideration or appeal is ahead.
    """
    found = []
    if not at_work(case.owner_id, on=on).filter(user_id=case.handler_id).exists():
        found.append(NOBODY)
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
    running = Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False, due__gte=on)
    if running.exclude(rule__in=first_day_rules()).exists():
        found.append("frist_loper")
    return tuple(found)


def at_work(owner: UUID, *, on: date) -> AssignmentQuerySet:
    """The assignments on which somebody works with cases at the nämnd that day. She who has none has left, or is paused."""
    return Assignment.objects.in_force(on).filter(unit__authority_id=owner, role__in=CASE_ROLES)


def _last_day(step: OpenStep) -> date:
    waits = step.state == StepState.WAITING and step.waiting_until is not None
    return step.waiting_until if waits and step.waiting_until else step.due


def standing_still(
    owner: UUID, cases: Sequence[UUID], *, on: date
) -> dict[UUID, tuple[str, date | None, date | None]]:
    """Of many open cases `stuck` and `watch_on`, as `actions.standing.restate` writes them, and the law's first last day. The
    questions do not grow with the cases."""
    steps: dict[UUID, list[tuple[date, date]]] = {}
    live = OpenStep.objects.filter(owner_id=owner, case_id__in=cases, state__in=LIVE)
    for case, state, since, due, until in live.values_list(
        "case_id", "state", "since", "due", "waiting_until"
    ):
        steps.setdefault(case, []).append((since, until if state == StepState.WAITING and until else due))
    ends = _extreme(CertificateFile.objects.filter(ends_on__isnull=False), Max("ends_on"), cases)
    running = Deadline.objects.filter(met_on__isnull=True, lapsed=False)
    first_due, last_due = (
        _extreme(running, Min("due"), cases),
        _extreme(running.exclude(rule__in=first_day_rules()), Max("due"), cases),
    )
    of_law = _extreme(running.filter(rule__in=statutory_rules()), Min("due"), cases)
    tasks = _extreme(Task.objects.filter(done_at__isnull=True), Min("due_on"), cases)
    warning, longest = (
        timedelta(days=days("intyg_varning_dagar")),
        timedelta(days=days("stillastående_dagar")),
    )
    rows = Case.objects.filter(owner_id=owner, pk__in=cases).values_list("pk", "handler_id", "stuck")
    kept = {pk: (handler, stuck.split()) for pk, handler, stuck in rows}
    here = set(at_work(owner, on=on).values_list("user_id", flat=True))
    found = {}
    for case in cases:
        own, end, limit = steps.get(case, []), ends.get(case), last_due.get(case)
        reasons = {
            NOBODY: kept[case][0] not in here,
            "samma_steg": any(since < on - longest for since, _ in own),
            "ingen_aktiv": bool(own) and all(until < on for _, until in own),
            "intyg_utgatt": end is not None and end < on,
            "frist_loper": limit is not None and limit >= on,
            IN_VAIN: IN_VAIN in kept[case][1],
        }
        watched = [tasks.get(case), first_due.get(case), end - warning if end else None]
        found[case] = (
            " ".join(code for code, holds in reasons.items() if holds),
            min((day for day in watched if day), default=None),
            of_law.get(case),
        )
    return found


def _extreme(rows: QuerySet[Any, Any], best: Aggregate, cases: Sequence[UUID]) -> dict[UUID, date]:
    return dict(
        rows.filter(case_id__in=cases)
        .order_by()
        .values("case_id")
        .annotate(best=best)
        .values_list("case_id", "best")
    )
