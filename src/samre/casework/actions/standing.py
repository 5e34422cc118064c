"""Where a case stands: whose turn, since when, until when. Worked out at each write and kept on the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from samre.pathway.model import Evaluation
from samre.pathway.person.evaluate import evaluate

from ..facts import CaseFacts, facts_for
from ..models import Case, CasePeriod, CertificateFile, Deadline, OpenStep, Task, Turn
from ..models.steps import LIVE, StepState
from ..queries.shut_waits import shut_waits
from ..rules.deadlines import statutory_rules
from ..rules.settings import days, own_party, pathway_of
from ..rules.stuck import IN_VAIN, stuck_reasons


@dataclass(frozen=True, slots=True)
class Standing:
    """A case on a day: what is known, and what the map says of it."""

    known: CaseFacts
    evaluation: Evaluation


def stand(case: Case, *, on: date, known: date | None = None) -> Standing:
    """What the map says of the case on `on`, by what was known at the end of `known`."""
    pathway = pathway_of(case.pathway)
    facts = facts_for(case, on=on, known=known, pathway=pathway)
    return Standing(facts, evaluate(pathway, facts.facts, on=on))


def next_of(steps: Iterable[OpenStep]) -> OpenStep:
    """The step that names the case's next responsible: what is ours first, then what comes back first, then the oldest."""
    return min(
        steps, key=lambda step: (step.state != StepState.ACTIVE, holder_until(step), step.since, step.at)
    )


def holder_until(step: OpenStep) -> date:
    """The day by which the one who has the step must have acted."""
    if step.state == StepState.WAITING and step.waiting_until is not None:
        return step.waiting_until
    return step.due


def restate(case: Case, *, on: date, standing: Standing | None = None) -> None:
    """Writes anew what the worklists show. The case's live steps must already be in the database."""
    live = list(OpenStep.objects.filter(case=case, state__in=LIVE))
    case.recommended = (standing or stand(case, on=on)).evaluation.primary or ""
    if case.is_open and live:
        first = next_of(live)
        waits = first.state == StepState.WAITING
        case.next_step = first
        case.turn = Turn.OTHERS if waits else Turn.OURS
        case.next_party = first.waiting_for if waits else own_party()
        case.next_since = first.waiting_since if waits else first.since
        case.next_due = holder_until(first)
        in_vain = waits and any(one.step == first.pk for one in shut_waits(case))
        # What can't be answered is our turn from today, and stands among what is ours.
        case.urgent_on = on if in_vain else _urgent_on(case, case.next_due)
        case.phase = pathway_of(case.pathway).steps[first.step].phase
        case.stuck = " ".join((*stuck_reasons(case, live, on=on), *((IN_VAIN,) if in_vain else ())))
        case.watch_on = _watch_on(case)
    elif not case.is_open:
        case.next_step, case.turn, case.phase, case.stuck = None, Turn.NONE, "", ""
        case.next_party, case.next_since, case.next_due, case.urgent_on = "", None, None, None
        case.watch_on = _follow_up_on(case)
    case.save(
        update_fields=[
            "next_step",
            "turn",
            "phase",
            "next_party",
            "next_since",
            "next_due",
            "urgent_on",
            "watch_on",
            "stuck",
            "recommended",
        ]
    )


def _urgent_on(case: Case, next_due: date) -> date:
    """The first of the next step's day and the law's last days that run."""
    running = Deadline.objects.filter(
        case=case, met_on__isnull=True, lapsed=False, rule__in=statutory_rules(), due__lt=next_due
    )
    return running.order_by("due").values_list("due", flat=True).first() or next_due


def _follow_up_on(case: Case) -> date | None:
    """When somebody asks how it went after the last closing; None where nobody does, or it is done."""
    last = CasePeriod.objects.filter(case=case).order_by("-closed_on", "-pk").first()
    return last.follow_up_on if last is not None and last.followed_up_on is None else None


def _watch_on(case: Case) -> date | None:
    """The first day somebody has to look at something: a task, a last day, a certificate that soon ends."""
    found = [
        Task.objects.filter(case=case, done_at__isnull=True)
        .order_by("due_on")
        .values_list("due_on", flat=True)
        .first(),
        Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False)
        .order_by("due")
        .values_list("due", flat=True)
        .first(),
    ]
    ends = (
        CertificateFile.objects.filter(case=case, ends_on__isnull=False)
        .order_by("-ends_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    if ends is not None:
        found.append(ends - timedelta(days=days("intyg_varning_dagar")))
    return min((day for day in found if day is not None), default=None)
