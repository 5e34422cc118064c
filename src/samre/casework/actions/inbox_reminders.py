"""Answers that do not come: the receiver is reminded in her inbox, and the handler is told what to do next."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import about

from ..documents.snapshots import receiver_name
from ..models import Case, Disclosure, DisclosureState, Road, Task
from ..models.base import stamp
from ..post import remind_delivery
from ..rules.disclosures import party_of, receiver_kinds
from ..rules.inbox import written_reference
from ..rules.permissions import Need
from ..rules.reminder_ladder import Rung, reminder_kinds
from .core import action, tell
from .standing import restate
from .tasks import is_reminded, settle

WHY = "avsändaren påminner om svaret"
WAITS = (DisclosureState.SENT, DisclosureState.RECEIVED)


@action("disclosure.climb", needs=Need.WRITE)
def climb(*, disclosure: Disclosure, rung: Rung, by: Actor) -> Disclosure | None:
    """What a rung of the ladder says, once: reminds in the inbox, gives the handler a task, or both. None when it is done already,
    or the answer has come meanwhile."""
    disclosure.refresh_from_db(fields=["state", "reminded_on", "answer_by"])
    if disclosure.state not in WAITS or disclosure.answer_by is None:
        return None
    since = rung.day(disclosure.answer_by)
    reminded = rung.reminds and remind_in_inbox(disclosure, since=since, by=by)
    task = rung.task or ("" if has_inbox(disclosure) else rung.task_without_inbox)
    told = bool(task) and _give_task(disclosure, task, since=since, by=by)
    if not reminded and not told:
        return None
    about(disclosure, category="utlämnande", task=task, reminded=reminded)
    restate(disclosure.case, on=timezone.localdate())
    return disclosure


def remind_in_inbox(disclosure: Disclosure, *, since: date | None = None, by: Actor) -> bool:
    """The reminder itself, for actions that say the rest: at the delivery, on the disclosure and in the timeline. Whether there was
    an inbox to remind in, and nobody has reminded since `since`."""
    done = since is not None and disclosure.reminded_on is not None and disclosure.reminded_on >= since
    if done or not has_inbox(disclosure) or disclosure.receiver is None:
        return False
    remind_delivery(receiver=disclosure.receiver, source_ref=disclosure.pk, why=WHY)
    note_reminder(disclosure, by=by)
    return True


def note_reminder(disclosure: Disclosure, *, by: Actor) -> None:
    """That the receiver has been reminded today, on the disclosure and in the timeline."""
    disclosure.reminded_on = timezone.localdate()
    disclosure.save(update_fields=["reminded_on"])
    tell(
        disclosure.case,
        by=by,
        kind="disclosure.remind",
        subject=disclosure.pk,
        party=party_of(disclosure.receiver_kind),
    )


def settle_reminders(disclosure: Disclosure, *, by: Actor) -> int:
    """The answer is there: the tasks about its absence are done. For actions that say the rest."""
    return settle(list(reminder_tasks(disclosure.case, [str(disclosure.pk)])), by=by)


def reminder_tasks(case: Case, about_what: list[str]) -> list[Task]:
    """The tasks of the ladder about these disclosures that are not done."""
    return list(
        Task.objects.filter(
            case=case, kind__in=reminder_kinds(), about__in=about_what, done_at__isnull=True
        ).select_related("case__person")
    )


def has_inbox(disclosure: Disclosure) -> bool:
    return disclosure.road == Road.INBOX and disclosure.receiver_id is not None


def _give_task(disclosure: Disclosure, kind: str, *, since: date, by: Actor) -> bool:
    case, about_what = disclosure.case, str(disclosure.pk)
    if is_reminded(case, kind, about_what, since=since):
        return False
    # One task at a time: the rung before is done with when the next one comes.
    settle_reminders(disclosure, by=by)
    task = Task.objects.create(
        **stamp(by),
        case=case,
        kind=kind,
        about=about_what,
        text=f"{_whom(disclosure)}, referens {written_reference(disclosure.reference)}",
        due_on=timezone.localdate(),
    )
    tell(case, by=by, kind="task.add", subject=task.pk, task=kind, due=task.due_on)
    return True


def _whom(disclosure: Disclosure) -> str:
    """Who is to answer; of a protected person's case only what sort of body."""
    if disclosure.case.person.is_protected:
        return receiver_kinds().get(disclosure.receiver_kind, disclosure.receiver_kind)
    return receiver_name(disclosure)
