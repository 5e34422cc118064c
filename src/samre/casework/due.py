"""Which last days follow from what is known of a case and from its steps, for writing and for showing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from samre.pathway.person.limits import due as last_day

from .facts import facts_for
from .models import Case, Deadline, OpenStep, StepState
from .rules.deadlines import Proposal, proposals
from .rules.settings import pathway_of

OPENED, DONE = "öppnat", "klart"


def proposed_deadlines(case: Case, *, on: date) -> tuple[Proposal, ...]:
    """The last days that follow from the case and are not entered yet, soonest first."""
    entered = set(Deadline.objects.filter(case=case).values_list("rule", "counted_from"))
    known = facts_for(case, on=on, pathway=pathway_of(case.pathway)).facts.values
    return tuple(
        item
        for item in proposals(known, on=on, steps=steps_taken(OpenStep.objects.filter(case=case)))
        if (item.rule.id, item.counted_from) not in entered
    )


def law_day(step: OpenStep, *, on: date) -> date | None:
    """The law's last day for an open step, also where an earlier day was agreed; None where the law sets none."""
    if step.due_is_law:
        return step.due
    pathway = pathway_of(step.case.pathway)
    box = pathway.steps.get(step.step)
    if box is None or not (box.law_limits or box.limit.statutory):
        return None
    known = facts_for(step.case, on=on, pathway=pathway).facts.values
    day, limit = last_day(pathway, box, known, on=timezone.localdate(step.at))
    return day if limit.statutory else None


def steps_taken(steps: Iterable[OpenStep]) -> list[tuple[str, str, date]]:
    """What has happened with the steps, as the rules count from it."""
    found = []
    for step in steps:
        found.append((step.step, OPENED, timezone.localdate(step.at)))
        if step.state == StepState.DONE and step.ended_at is not None:
            found.append((step.step, DONE, timezone.localdate(step.ended_at)))
    return found
