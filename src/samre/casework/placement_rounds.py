"""The nightly round's part about insatser: those from which nothing has been heard, and those whose time is out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .actions.place_queues import PLACE_TASK
from .actions.placements import DRAFT_TASK, close_access
from .models import CaseState, Placement, PlacementState
from .rules.consents import lock_consents
from .rules.free_places import first_in_queue
from .rules.interventions import days_of, intervention_rules

if TYPE_CHECKING:
    from .rounds import Round


def remind_silent(this: Round) -> int:
    """A task where an insats goes on and nothing has come for so long (insatser.yaml): neither a week, an absence nor a report."""
    before = this.on - timedelta(days=days_of("tyst_dagar"))
    quiet = Q(heard_on__lt=before) | Q(heard_on__isnull=True, starts_on__lt=before)
    rows = _going_on(this).filter(quiet, starts_on__lte=this.on, ends_on__gte=this.on)
    kind = intervention_rules()["kommer_in"]["bevaka"]["tyst"]
    return this.each(
        list(rows),
        lambda row: row.case,
        lambda row: this.remind(row.case, kind, str(row.pk), since=_silent_since(row, this.on)),
    )


def remind_unsent(this: Round) -> int:
    """A task where an order has been begun and nobody has written in it for so long (insatser.yaml); done when it is sent or struck
    out."""
    before = this.now - timedelta(days=days_of("utkast_kvar_dagar"))
    untouched = Q(changed_at__lt=before) | Q(changed_at__isnull=True, at__lt=before)
    rows = Placement.objects.filter(
        untouched, owner=this.owner, state=PlacementState.DRAFT, case__state=CaseState.OPEN
    ).select_related("case__person")
    return this.each(
        list(rows.defer("packet")),
        lambda row: row.case,
        lambda row: this.remind(
            row.case, DRAFT_TASK, str(row.pk), since=timezone.localdate(row.changed_at or row.at)
        ),
    )


def tell_the_queue(this: Round) -> int:
    """A task for those who have waited longest for an insats where there are places now, as many as there are places.
    Most are told at once by the action that frees a place (`tell_queue`); here those whose place came free by a day that passed."""
    first = first_in_queue(this.owner.pk, on=this.on)
    return this.each(
        first,
        lambda row: row.case,
        lambda row: this.remind(row.case, PLACE_TASK, str(row.pk), since=_queued_on(row)),
    )


def _queued_on(row: Placement) -> date:
    assert row.queued_at is not None
    return timezone.localdate(row.queued_at)


def close_what_is_over(this: Round) -> int:
    """Ends the supplier's access where the time for the last report is out. The insats itself is ended by whoever has the case."""
    before = this.on - timedelta(days=days_of("frist_efter_slut_dagar"))
    rows = _going_on(this).filter(ends_on__lt=before)
    return this.each(list(rows), lambda row: row.case, _close)


def _close(row: Placement) -> int | None:
    with transaction.atomic():
        # The case first, as everywhere: a visitor with a one-time link holds it while she reads.
        lock_consents(row.case)
        return close_access(row, why="tiden för rapporten är ute") or None


def _silent_since(row: Placement, on: date) -> date:
    """The day from which silence counts: a task made after it is the same task."""
    return row.heard_on or row.starts_on or on


def _going_on(this: Round) -> QuerySet[Placement]:
    rows = Placement.objects.filter(
        owner=this.owner, state=PlacementState.ORDERED, case__state=CaseState.OPEN
    )
    return rows.select_related("case__person", "receiver").defer("packet")
