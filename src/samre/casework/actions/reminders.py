"""Reminding the one we wait for: the waiting goes on from its first day, until a new one."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused

from ..due import law_day
from ..models import OpenStep, StepState
from ..rules.permissions import Need
from .core import action, tell
from .standing import restate
from .steps import check_live


@action("step.remind", needs=Need.WRITE)
def remind(*, step: OpenStep, until: date, seen: str = "", by: Actor) -> OpenStep:
    """Says that the party has been reminded today, and until when we now wait. A last day of the law can't be passed."""
    check_live(step, seen)
    if step.state != StepState.WAITING:
        raise Refused("Steget väntar inte på någon.")
    if until <= timezone.localdate():
        raise Refused({"till": "Välj en dag som kommer, så att steget kommer tillbaka den dagen."})
    if (law := law_day(step, on=timezone.localdate())) and until > law:
        raise Refused({"till": f"Lagens sista dag är {law}. Välj den dagen eller en tidigare."})
    step.waiting_until = until
    step.save(update_fields=["waiting_until"])
    tell(
        step.case,
        by=by,
        kind="step.remind",
        subject=step.pk,
        step=step.step,
        party=step.waiting_for,
        until=until,
    )
    restate(step.case, on=timezone.localdate())
    return step
