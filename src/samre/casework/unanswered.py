"""The part of the nightly round that follows what has been sent: reminders by the ladder, and links whose time is out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .actions.answer_links import end_link
from .actions.inbox_reminders import WAITS, climb
from .actions.tasks import settle_tasks
from .models import AnswerLink, CaseState, Disclosure, LinkDoor, Task
from .rules.reminder_ladder import Rung, longest_before, reminder_kinds, rung_of

if TYPE_CHECKING:
    from .rounds import Round


def remind_unanswered(this: Round) -> int:
    """The rung whose day has come, for each disclosure that waits for an answer."""
    last = this.on + timedelta(days=longest_before())
    waiting = Disclosure.objects.filter(
        owner=this.owner, state__in=WAITS, answer_by__lte=last, case__state=CaseState.OPEN
    ).select_related("case__person", "receiver", "receiver_unit")
    found: list[tuple[Disclosure, Rung]] = []
    for disclosure in waiting.defer("snapshot", "packet").order_by("answer_by", "pk"):
        assert disclosure.answer_by is not None
        rung = rung_of(disclosure.receiver_kind, answer_by=disclosure.answer_by, on=this.on)
        if rung is not None:
            found.append((disclosure, rung))
    return this.each(
        found, lambda item: item[0].case, lambda item: climb(disclosure=item[0], rung=item[1], by=this.by)
    )


def settle_answered(this: Round) -> int:
    """Tasks about answers that have come, or are not waited for any more."""
    tasks = Task.objects.filter(
        owner=this.owner, kind__in=reminder_kinds(), done_at__isnull=True, case__state=CaseState.OPEN
    ).select_related("case__person")
    waits = Disclosure.objects.filter(owner=this.owner, state__in=WAITS).values_list("pk", flat=True)
    waiting = {str(pk) for pk in waits}
    return this.each(
        [task for task in tasks if task.about not in waiting],
        lambda task: task.case,
        lambda task: settle_tasks(case=task.case, tasks=[task], by=this.by),
    )


def end_old_links(this: Round) -> int:
    """One-time links whose time is out, and doors that lead to nothing any more."""
    links = AnswerLink.objects.filter(
        owner=this.owner, ended_at__isnull=True, valid_until__lt=this.now
    ).select_related("disclosure__case__person")
    count = this.each(
        list(links), lambda link: link.disclosure.case, lambda link: end_link(link=link, by=this.by)
    )
    LinkDoor.objects.filter(leads_to=this.owner, valid_until__lt=this.now).delete()
    return count
