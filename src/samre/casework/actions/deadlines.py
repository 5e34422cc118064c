"""Last days (frister) of a case: entered, met, or passed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.certificate.wording import in_words

from ..due import proposed_deadlines
from ..models import Case, Deadline
from ..models.base import stamp
from ..rules.deadlines import DeadlineRule, deadline_rules, first_day_rules, last_day
from ..rules.permissions import Need
from .core import action, tell
from .standing import restate
from .steps import check_open


@action("deadline.add", needs=Need.WRITE)
def add_deadline(*, case: Case, rule: str, counted_from: date, by: Actor) -> Deadline:
    """A last day by a rule of frister.yaml, counted from the day somebody enters. Once for each rule and day."""
    check_open(case)
    row = deadline_rules().get(rule)
    if row is None:
        raise Refused({"frist": "Välj vilken frist det gäller."})
    if counted_from.year < case.opened_on.year - 10 or counted_from > timezone.localdate():
        raise Refused(
            {"fran": f"Ange {row.event[:1].lower()}{row.event[1:]}. Den kan inte ligga framåt i tiden."}
        )
    if Deadline.objects.filter(case=case, rule=rule, counted_from=counted_from).exists():
        raise Refused({"frist": "Fristen finns redan i ärendet, räknad från samma dag."})
    return _add(case, row, counted_from, by=by)


def _add(case: Case, rule: DeadlineRule, counted_from: date, *, by: Actor) -> Deadline:
    added = Deadline.objects.create(
        **stamp(by),
        case=case,
        rule=rule.id,
        counted_from=counted_from,
        due=last_day(rule, counted_from).due,
    )
    kind = "deadline.add_first" if rule.is_first else "deadline.add"
    tell(case, by=by, kind=kind, subject=added.pk, rule=rule.id, due=added.due)
    about(added, rule=rule.id)
    restate(case, on=timezone.localdate())
    return added


@action("deadline.watch", needs=Need.WRITE)
def watch_deadlines(*, case: Case, by: Actor) -> tuple[Deadline, ...]:
    """Enters the last days that follow from the case's facts and that the definition says are always watched."""
    on = timezone.localdate()
    found = [item for item in proposed_deadlines(case, on=on) if item.rule.watched]
    return tuple(_add(case, item.rule, item.counted_from, by=by) for item in found)


@action("deadline.meet", needs=Need.WRITE)
def meet_deadline(*, deadline: Deadline, on: date | None = None, by: Actor) -> Deadline:
    """What had to be done by the day is done, or what may be done from a first day. Done too late is told as that."""
    _check_running(deadline)
    day = on or timezone.localdate()
    if day > timezone.localdate() or day < deadline.counted_from:
        raise Refused({"dag": f"Välj en dag från {deadline.counted_from} till i dag."})
    is_first = deadline.rule in first_day_rules()
    if is_first and day < deadline.due:
        raise Refused({"dag": f"Det går först från den {in_words(deadline.due)}."})
    deadline.met_on, deadline.met_by = day, by.name
    deadline.save(update_fields=["met_on", "met_by"])
    late = "deadline.meet_late" if day > deadline.due else "deadline.meet"
    tell(
        deadline.case,
        by=by,
        kind="deadline.meet_first" if is_first else late,
        subject=deadline.pk,
        rule=deadline.rule,
        due=deadline.due,
        on=day,
    )
    restate(deadline.case, on=timezone.localdate())
    return deadline


@action("deadline.lapse", needs=Need.WRITE)
def lapse_deadline(*, deadline: Deadline, by: Actor) -> Deadline:
    """The day has passed without anything done, or the last day no longer means anything to the case."""
    _check_running(deadline)
    is_first = deadline.rule in first_day_rules()
    if by.is_system and (is_first or deadline.due >= timezone.localdate()):
        raise Refused("Dagen har inte passerat än.")
    deadline.lapsed = True
    deadline.save(update_fields=["lapsed"])
    tell(
        deadline.case,
        by=by,
        kind="deadline.lapse",
        subject=deadline.pk,
        rule=deadline.rule,
        due="" if is_first else deadline.due,
        passed=not is_first and deadline.due < timezone.localdate(),
    )
    restate(deadline.case, on=timezone.localdate())
    return deadline


@action("deadline.move", needs=Need.WRITE)
def move_deadline(*, deadline: Deadline, due: date, by: Actor) -> Deadline:
    """Another day for a local last day. Nobody here can move one of the law."""
    _check_running(deadline)
    rule = deadline_rules().get(deadline.rule)
    if rule is None or rule.statutory:
        raise Refused({"dag": "Dagen står i lag och kan inte flyttas."})
    if due < timezone.localdate():
        raise Refused({"dag": "Dagen har redan varit. Välj en dag som kommer."})
    before, deadline.due = deadline.due, due
    deadline.save(update_fields=["due"])
    tell(
        deadline.case,
        by=by,
        kind="deadline.move",
        subject=deadline.pk,
        rule=deadline.rule,
        before=before,
        due=due,
    )
    restate(deadline.case, on=timezone.localdate())
    return deadline


def _check_running(deadline: Deadline) -> None:
    check_open(deadline.case)
    deadline.refresh_from_db()
    if deadline.met_on is not None or deadline.lapsed:
        raise Refused("Fristen är redan avslutad. Ladda om sidan för att se vad som har hänt.")
