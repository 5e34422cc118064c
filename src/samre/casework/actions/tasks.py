"""Tasks (Bevaka): something to look at on a day, the caseworker's own or put there by the system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from importlib import import_module
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, Task
from ..models.base import stamp
from ..rules.permissions import Need
from .core import action, tell
from .standing import restate
from .steps import check_open

OWN = "egen"
# A fact that was known is out of date: ask again.
TOO_OLD = "uppgift_inaktuell"
LONGEST = 300
# What else is done when a task of such a kind is finished or moved: a module of casework/actions with `finish_watched` and
# `check_moved`. Imported when it happens, since it builds on this one.
BEHIND = {
    "plan_aktivitet": "plan_follow_ups",
    "plan_uppfoljning": "plan_follow_ups",
    "plan_utvardering": "plan_follow_ups",
}


@action("task.add", needs=Need.WRITE)
def add_task(*, case: Case, text: str, due_on: date, by: Actor) -> Task:
    """The caseworker's own: what, and which day. The same again while it is open is the same: a form sent twice is one."""
    check_open(case)
    problems = {}
    if not text.strip():
        problems["text"] = "Skriv vad som ska bevakas."
    elif len(text) > LONGEST:
        problems["text"] = (
            f"Skriv kortare, högst {LONGEST} tecken. Det som är längre hör hemma i en anteckning."
        )
    if due_on < timezone.localdate():
        problems["dag"] = "Dagen har redan varit. Välj i dag eller en dag som kommer."
    if problems:
        raise Refused(problems)
    there = Task.objects.filter(case=case, kind=OWN, due_on=due_on, done_at__isnull=True).order_by("at", "id")
    same = next((task for task in there if task.text == text.strip()), None)
    if same is not None:
        about(same, task=OWN, again=True)
        return same
    task = Task.objects.create(**stamp(by), case=case, kind=OWN, text=text.strip(), due_on=due_on)
    tell(case, by=by, kind="task.add", subject=task.pk, task=OWN, due=due_on)
    about(task, task=OWN)
    restate(case, on=timezone.localdate())
    return task


@action("task.done", needs=Need.WRITE)
def finish_task(*, task: Task, by: Actor) -> Task:
    """Looked at and dealt with, also in what the task came from."""
    _check_undone(task)
    if behind := _behind(task):
        behind.finish_watched(task, by=by)
    task.done_at, task.done_by = timezone.now(), by.name
    task.save(update_fields=["done_at", "done_by"])
    tell(task.case, by=by, kind="task.done", subject=task.pk, task=task.kind)
    restate(task.case, on=timezone.localdate())
    return task


@action("task.move", needs=Need.WRITE)
def move_task(*, task: Task, due_on: date, by: Actor) -> Task:
    """Looked at another day instead."""
    _check_undone(task)
    if due_on < timezone.localdate():
        raise Refused({"dag": "Dagen har redan varit. Välj i dag eller en dag som kommer."})
    if behind := _behind(task):
        behind.check_moved(task, due_on)
    move(task, due_on, by=by)
    restate(task.case, on=timezone.localdate())
    return task


@action("task.remind", needs=Need.WRITE)
def remind(
    *, case: Case, kind: str, about_what: str, due_on: date, since: date | None = None, by: Actor
) -> Task | None:
    """A task of the system's by itself (`put_task`), for the nightly round."""
    task = put_task(case=case, kind=kind, about_what=about_what, due_on=due_on, since=since, by=by)
    about(task, task=kind) if task else about(task=kind)
    restate(case, on=timezone.localdate())
    return task


@action("task.settle", needs=Need.WRITE)
def settle_tasks(*, case: Case, tasks: Sequence[Task], by: Actor) -> int:
    """Tasks of the system's whose reason is gone: the fact is known again, a new certificate has come."""
    settled = settle(tasks, by=by)
    restate(case, on=timezone.localdate())
    return settled


def open_tasks(case: Case, kind: str, about_what: Iterable[str]) -> QuerySet[Task]:
    """The tasks of a kind that are not done, about these things."""
    return Task.objects.filter(case=case, kind=kind, about__in=list(about_what), done_at__isnull=True)


def settle(tasks: Iterable[Task], *, is_gone: bool = False, by: Actor) -> int:
    """The rows themselves, for actions that say the rest. `is_gone`: nobody did it; what it was about is no more."""
    count, kind = 0, "task.gone" if is_gone else "task.done"
    for task in tasks:
        task.done_at, task.done_by = timezone.now(), by.name
        task.save(update_fields=["done_at", "done_by"])
        tell(task.case, by=by, kind=kind, subject=task.pk, task=task.kind, about=task.about)
        count += 1
    return count


def move(task: Task, due_on: date, *, by: Actor) -> None:
    """The row itself, for actions that say the rest."""
    before, task.due_on = task.due_on, due_on
    task.save(update_fields=["due_on"])
    tell(task.case, by=by, kind="task.move", subject=task.pk, task=task.kind, before=before, due=due_on)


def put_task(
    *, case: Case, kind: str, about_what: str, due_on: date, since: date | None = None, by: Actor
) -> Task | None:
    """A task of the system's, for actions and jobs that say the rest.

    None where one is already there and not done, or was made (and maybe done) on or after `since`, the day its reason arose.
    """
    if is_reminded(case, kind, about_what, since=since):
        return None
    task = Task.objects.create(**stamp(by), case=case, kind=kind, about=about_what, due_on=due_on)
    tell(case, by=by, kind="task.add", subject=task.pk, task=kind, about=about_what, due=due_on)
    return task


def is_reminded(case: Case, kind: str, about_what: str, *, since: date | None = None) -> bool:
    """Whether there is a task of the kind that is not done, or any that was made on or after `since`."""
    there = Q(done_at__isnull=True)
    if since is not None:
        there |= Q(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return Task.objects.filter(there, case=case, kind=kind, about=about_what).exists()


def _behind(task: Task) -> Any:
    """The module that knows what the task came from; None where there is nothing behind it."""
    return import_module(f"{__package__}.{BEHIND[task.kind]}") if task.kind in BEHIND else None


def _check_undone(task: Task) -> None:
    check_open(task.case)
    task.refresh_from_db()
    if task.done_at is not None:
        raise Refused("Uppgiften är redan klar. Ladda om sidan för att se vad som har hänt.")
