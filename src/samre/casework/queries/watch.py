"""What is watched in a case: tasks, last days that run, and last days that follow from what is known but nobody has entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samre.accounts.protected import ColleagueNames

from ..actions.place_queues import PLACE_TASK
from ..actions.placements import DRAFT_TASK
from ..actions.plan_follow_ups import FOLLOWS
from ..actions.tasks import TOO_OLD
from ..due import proposed_deadlines
from ..models import Case, Deadline, Task
from ..rules.deadlines import DeadlineRule, LastDay, deadline_rules, first_day_rules, last_day
from ..rules.reminder_ladder import reminder_kinds
from ..rules.settings import pathway_of
from .timeline_words import deadline_name, task_words

DONE_SHOWN = 10
OWN = "egen"
ORDERS = (DRAFT_TASK, PLACE_TASK)


@dataclass(frozen=True, slots=True)
class WatchedTask:
    """A task. `done_by` is empty while it is not done. `at_plan`: it is a follow-up of the plan, which is written there.
    `answer_to`: the disclosure whose answer has not come; `asks`: the question to ask again; `order`: the order of an insats that
    is not sent."""

    id: UUID
    text: str
    due: date
    is_late: bool
    is_own: bool
    at_plan: bool
    answer_to: str
    asks: str
    order: str
    done_by: str


@dataclass(frozen=True, slots=True)
class WatchedDeadline:
    """A last day, or a first one (`is_first`). `last.counted` is the day by the calendar; `is_late`: it has passed, or was met
    after it. `state`: löper, klar or passerad."""

    id: UUID
    name: str
    meaning: str
    event: str
    counted_from: date
    last: LastDay
    law: tuple[str, ...]
    origin: str
    checked: date | None
    uncertain: str
    is_law: bool
    is_first: bool
    is_late: bool
    state: str
    met_on: date | None
    days_left: int


@dataclass(frozen=True, slots=True)
class ProposedDeadline:
    """A last day that follows from what is known."""

    rule: str
    name: str
    meaning: str
    event: str
    counted_from: date
    last: LastDay
    law: tuple[str, ...]
    is_law: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that is watched in a case; `rules` are those that can be chosen."""

    tasks: tuple[WatchedTask, ...]
    done: tuple[WatchedTask, ...]
    running: tuple[WatchedDeadline, ...]
    ended: tuple[WatchedDeadline, ...]
    proposed: tuple[ProposedDeadline, ...]
    rules: tuple[DeadlineRule, ...]


def case_watch(case: Case, *, on: date) -> Watch:
    """The watch page of a case. The number of queries does not depend on how much is watched."""
    pathway, names = pathway_of(case.pathway), ColleagueNames(case.owner_id)
    tasks = [
        WatchedTask(
            id=row.pk,
            text=task_words(row.kind, row.about, row.text, pathway),
            due=row.due_on,
            is_late=row.due_on < on and row.done_at is None,
            is_own=row.kind == OWN,
            at_plan=row.kind in FOLLOWS,
            answer_to=row.about if row.kind in reminder_kinds() else "",
            asks=row.about if row.kind == TOO_OLD and row.about in pathway.facts else "",
            order=row.about if row.kind in ORDERS else "",
            done_by=names.of(row.done_by) if row.done_at else "",
        )
        for row in Task.objects.filter(case=case).order_by("due_on", "id")
    ]
    limits = [_deadline(row, on=on) for row in Deadline.objects.filter(case=case).order_by("due", "id")]
    done = [task for task in tasks if task.done_by]
    return Watch(
        tasks=tuple(task for task in tasks if not task.done_by),
        done=tuple(reversed(done[-DONE_SHOWN:])),
        running=tuple(item for item in limits if item.state == "löper"),
        ended=tuple(item for item in reversed(limits) if item.state != "löper"),
        proposed=tuple(
            ProposedDeadline(
                rule=item.rule.id,
                name=item.rule.name,
                meaning=item.rule.meaning,
                event=item.rule.event,
                counted_from=item.counted_from,
                last=item.last,
                law=item.rule.law,
                is_law=item.rule.statutory,
                is_first=item.rule.is_first,
            )
            for item in (proposed_deadlines(case, on=on) if case.is_open else ())
        ),
        rules=tuple(deadline_rules().values()),
    )


def task_of(case: Case, id_: UUID) -> Task | None:
    """One task of the case; None where it has none with that id."""
    return Task.objects.select_related("case__person").filter(case=case, pk=id_).first()


def deadline_of(case: Case, id_: UUID) -> Deadline | None:
    """One last day of the case; None where it has none with that id."""
    return Deadline.objects.select_related("case__person").filter(case=case, pk=id_).first()


def _deadline(row: Deadline, *, on: date) -> WatchedDeadline:
    rule = deadline_rules().get(row.rule)
    counted = last_day(rule, row.counted_from) if rule else LastDay(row.due, row.due)
    moved_here = counted.due != row.due
    return WatchedDeadline(
        id=row.pk,
        name=deadline_name(row.rule),
        meaning=rule.meaning if rule else "",
        event=rule.event if rule else "",
        counted_from=row.counted_from,
        last=LastDay(row.due, row.due) if moved_here else counted,
        law=rule.law if rule else (),
        origin=rule.origin if rule else "",
        checked=rule.checked if rule else None,
        uncertain=rule.uncertain if rule else "",
        is_law=rule is not None and rule.statutory,
        is_first=row.rule in first_day_rules(),
        is_late=row.rule not in first_day_rules() and row.due < (row.met_on or on),
        state="klar" if row.met_on else "passerad" if row.lapsed else "löper",
        met_on=row.met_on,
        days_left=(row.due - on).days,
    )
