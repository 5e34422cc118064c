"""Work that is done by itself: enqueued when it is due, once for each authority and day, and run by a worker (`samre tick`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task as Job
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from samre.accounts.kept_forms import remove_old_forms
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind
from samre.accounts.scope import acting_in
from samre.audit import sink
from samre.audit.chain import verify
from samre.governance.public_writing import write_public_files

from .copies import remove_ended_copies
from .rounds import Round, run_round

# Whoever runs the queue holds this lock: where nobody does, a job that says it is running has lost its process.
TICK = "tick"
# A job that has said nothing for so long has lost its process too, whoever ran it.
LOST_AFTER = timedelta(hours=2)
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: how much was done by part, and what somebody has to look at, as Swedish sentences."""

    name: str
    done: Mapping[str, int]
    alarms: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "done": dict(self.done), "alarms": list(self.alarms)}


def tick(now: datetime, owner: Authority, *, say: Callable[[str], None] | None = None) -> Round:
    """The whole round of one authority, at once. Done again it does nothing more; stopped, it goes on where it was."""
    with acting_in(owner.pk):
        return run_round(owner, now, say=say)


def watch_installation(now: datetime) -> Outcome:
    """What belongs to no authority: the log streamed, anchored and verified, what is too old cleared away, the public map kept."""
    done = {"händelser till den separata loggen": sink.stream()}
    alarms = [*sink.alarms(now=now), *(fault.words for fault in verify())]
    done["inloggningar som gått ut"] = Session.objects.filter(expire_date__lt=now).delete()[0]
    done["kopior hos sociala företag som tagits bort"] = remove_ended_copies(now)
    done["formulär som ingen hämtade"] = remove_old_forms()
    done["versioner av kartan för alla att läsa"] = write_public_files()
    done["gamla jobb"] = DBTaskResult.objects.filter(finished_at__lt=now - KEPT_FOR).delete()[0]
    return Outcome("installationen", done, tuple(alarms))


@task()
def nightly(owner: str, day: str) -> dict[str, Any]:
    """The round of one authority. `day` makes it one job a day."""
    authority = Authority.objects.get(pk=UUID(owner))
    found = tick(timezone.now(), authority)
    return Outcome(authority.short, found.done, (*found.faults, *found.broken)).as_json()


@task()
def nightly_installation(day: str) -> dict[str, Any]:
    """`watch_installation`, once a day."""
    return watch_installation(timezone.now()).as_json()


def enqueue_due(now: datetime, *, alone: bool = False) -> int:
    """Puts what has not been done today in the queue, all or nothing, and gives the number of jobs.

    `alone`: the caller holds the lock TICK, so what was running when a process was killed is taken up again at once.
    """
    day = timezone.localdate(now).isoformat()
    with transaction.atomic():
        _give_up_lost(now if alone else now - LOST_AFTER, now)
        owners = Authority.objects.filter(kind=AuthorityKind.KOMMUN).order_by("name")
        jobs: list[tuple[Job, list[str]]] = [(nightly, [str(owner.pk), day]) for owner in owners]
        waiting = [
            (job, given) for job, given in [*jobs, (nightly_installation, [day])] if _is_due(job, given)
        ]
        for job, given in waiting:
            job.enqueue(*given)
    return len(waiting)


def _is_due(job: Job, given: list[str]) -> bool:
    done = DBTaskResult.objects.filter(
        task_path=job.module_path, args_kwargs={"args": given, "kwargs": {}}
    ).exclude(status=Status.FAILED)
    return not done.exists()


def _give_up_lost(before: datetime, now: datetime) -> None:
    DBTaskResult.objects.filter(status=Status.RUNNING, started_at__lte=before).update(
        status=Status.FAILED, finished_at=now
    )


def running() -> list[tuple[str, datetime]]:
    """What is being done just now, by whose round it is, and since when."""
    rows = DBTaskResult.objects.filter(status=Status.RUNNING).order_by("started_at")
    return [(_name(row.args_kwargs["args"]), row.started_at) for row in rows if row.started_at]


def run_queue(worker: str = "tick") -> None:
    """Runs everything in the queue, one after the other, and returns when it is empty."""
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker,
        excluded_queue_names=[],
    ).run()


def outcomes(day: date) -> list[Outcome]:
    """What the jobs of a day came to. One that failed altogether is an alarm."""
    paths = {job.module_path: job for job in (nightly, nightly_installation)}
    found: dict[str, Outcome] = {}
    # What failed and was done again afterwards is what it came to at last.
    rows = DBTaskResult.objects.filter(
        task_path__in=paths, status__in=(Status.SUCCESSFUL, Status.FAILED)
    ).order_by("finished_at")
    for row in rows:
        given = row.args_kwargs["args"]
        if given[-1] != day.isoformat():
            continue
        found[given[0]] = (
            Outcome(row.return_value["name"], row.return_value["done"], tuple(row.return_value["alarms"]))
            if row.status == Status.SUCCESSFUL
            else Outcome(_name(given), {}, (f"Genomgången avbröts ({row.exception_class_path}).",))
        )
    return list(found.values())


def _name(given: list[str]) -> str:
    if len(given) == 1:
        return "installationen"
    return Authority.objects.filter(pk=given[0]).values_list("short", flat=True).first() or given[0]
