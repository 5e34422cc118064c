"""The nightly round's part about plans: one that holds always has a follow-up to come, within the time the definition says, and one
that is begun is not forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from .actions.plan_follow_ups import FOLLOWS, watch_follow_up
from .actions.plans import DRAFT_TASK
from .models import CaseState, Plan, PlanFollowUp, PlanState, Task
from .rules.plans import months_after, most_months
from .rules.settings import days

if TYPE_CHECKING:
    from .rounds import Round


def follow_ups_to_come(this: Round) -> int:
    """A follow-up for each plan that goes on without one: all of them were done, or the plan was opened before they were."""
    in_time = Task.objects.filter(
        owner=this.owner,
        kind__in=FOLLOWS,
        done_at__isnull=True,
        due_on__lte=months_after(this.on, most_months()),
    )
    rows = (
        Plan.objects.filter(owner=this.owner, state=PlanState.SETTLED, case__state=CaseState.OPEN)
        .exclude(case__in=in_time.values("case"))
        .select_related("case__person")
        .order_by("case", "-number")
    )
    newest = {row.case_id: row for row in reversed(list(rows))}
    ends = PlanFollowUp.objects.filter(owner=this.owner, outcome=PlanFollowUp.Outcome.ENDS)
    ended = set(ends.values_list("plan_id", flat=True))
    going_on = [row for row in newest.values() if row.pk not in ended]
    return this.each(going_on, lambda row: row.case, lambda row: watch_follow_up(plan=row, by=this.by))


def remind_unsettled(this: Round) -> int:
    """A task where a plan has been begun and nobody has written in it for so long (arenden.yaml); done when it is fastställd or
    thrown away."""
    before = this.now - timedelta(days=days("utkast_kvar_dagar"))
    untouched = Q(changed_at__lt=before) | Q(changed_at__isnull=True, at__lt=before)
    rows = Plan.objects.filter(
        untouched, owner=this.owner, state=PlanState.DRAFT, case__state=CaseState.OPEN
    ).select_related("case__person")
    return this.each(
        list(rows),
        lambda row: row.case,
        lambda row: this.remind(
            row.case, DRAFT_TASK, str(row.pk), since=timezone.localdate(row.changed_at or row.at)
        ),
    )
