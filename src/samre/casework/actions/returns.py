"""What comes back by itself when its day has come: nobody has to remember what was waited for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor

from ..models import OpenStep
from .steps import take_back
from .tasks import remind

UNANSWERED = "svar_uteblev"


def come_back(*, step: OpenStep, by: Actor) -> OpenStep:
    """A step waited for until today or earlier is our turn again, with a task that says the answer did not come."""
    on, until = timezone.localdate(), step.waiting_until
    assert until is not None
    with transaction.atomic():
        returned = take_back(step=step, answered=False, by=by)
        remind(case=returned.case, kind=UNANSWERED, about_what=step.step, due_on=on, since=until, by=by)
    return returned
