"""Those who wait for a place are told the moment there is one: for the actions that free it, in their transaction."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import system_actor
from samre.accounts.models import Authority

from ..models import Case
from ..rules.free_places import first_in_queue
from .tasks import is_reminded, remind

# That a place has become free for somebody who waited.
PLACE_TASK = "insats_plats"
JOB = "Kön till insatser"


def tell_queue(owner: UUID, intervention: UUID | None) -> int:
    """A task in the cases that stand first in the queue, as many as there are places. A case that somebody writes in just then is
    left for the nightly round: two who each hold a case never wait for each other's."""
    if intervention is None:
        return 0
    on, count = timezone.localdate(), 0
    first = first_in_queue(owner, on=on, intervention=intervention)
    by = system_actor(Authority.objects.get(pk=owner), JOB) if first else None
    for row in first:
        since = timezone.localdate(row.queued_at)
        free = Case.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=row.case_id)
        if by is None or is_reminded(row.case, PLACE_TASK, str(row.pk), since=since) or not list(free):
            continue
        remind(case=row.case, kind=PLACE_TASK, about_what=str(row.pk), due_on=on, since=since, by=by)
        count += 1
    return count
