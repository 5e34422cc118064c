"""What was answered when we waited, and taking it back when it was noted by mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused

from ..models import CaseEvent, OpenStep, StepState
from ..rules.permissions import Need
from ..rules.settings import case_rules
from .core import action, tell
from .standing import restate
from .steps import ANSWERED, check_live, take_back


def note_answer(*, step: OpenStep, answer: str, came_on: date, seen: str = "", by: Actor) -> OpenStep:
    """The answer came: which day, and what it was (a code of `svar_på_väntan` in arenden.yaml). It is our turn."""
    on = timezone.localdate()
    problems = {}
    if answer not in case_rules()["svar_på_väntan"]:
        problems["svarade"] = "Välj vad de svarade."
    if came_on > on:
        problems["kom"] = "Dagen har inte varit än. Skriv vilken dag svaret kom."
    elif step.waiting_since is not None and came_on < step.waiting_since:
        problems["kom"] = "Då väntade ni inte ännu. Skriv vilken dag svaret kom."
    if problems:
        raise Refused(problems)
    return take_back(step=step, answered=True, answer=answer, came_on=came_on, seen=seen, by=by)


@action("step.wait_again", needs=Need.WRITE)
def undo_answer(*, step: OpenStep, seen: str = "", by: Actor) -> OpenStep:
    """The answer had not come after all: the waiting goes on with the same dates. Only on the day it was noted, by who did it."""
    check_live(step, seen)
    event = last_answer(step, by=by)
    if event is None or step.state != StepState.ACTIVE:
        raise Refused("Det går inte längre att ångra. Börja vänta igen i stället.")
    data = event.data
    step.state = StepState.WAITING
    noted, step.since, step.due = step.due, _day(data, "begun"), _day(data, "before")
    # An earlier, agreed day that is given back is not the law's.
    step.due_is_law = step.due_is_law and step.due == noted
    step.waiting_for, step.waiting_since = data["party"], _day(data, "since")
    step.waiting_until = _day(data, "until")
    step.save()
    tell(step.case, by=by, kind="step.wait_again", subject=step.pk, step=step.step, party=step.waiting_for)
    restate(step.case, on=timezone.localdate())
    return step


def last_answer(step: OpenStep, *, by: Actor) -> CaseEvent | None:
    """The answer that can be taken back: noted today by the same user, with nothing done to the step since."""
    last = CaseEvent.objects.filter(case=step.case, subject=step.pk).order_by("-at", "-id").first()
    mine = last is not None and last.by_id == by.user_id and last.happened_on == timezone.localdate()
    return last if last is not None and mine and last.kind == ANSWERED and "begun" in last.data else None


def _day(data: dict[str, Any], name: str) -> date:
    return date.fromisoformat(data[name])
