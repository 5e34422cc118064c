"""Who does what by when: rows agreed in a consultation or a meeting, which can be watched and open steps in the case."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import AgreedMeasure, Case, Consultation, Meeting, Task
from ..models.base import stamp
from ..rules.consultations import clean, consultation_rules, too_much
from ..rules.permissions import Need
from ..rules.settings import pathway_of
from .core import action, tell
from .standing import restate
from .steps import choose_step
from .talks import fresh_talk
from .tasks import settle

WHO_LONGEST = 120


@action("measure.agree", needs=Need.WRITE)
def agree_measure(
    *,
    talk: Consultation | Meeting,
    party: str,
    who: str = "",
    what: str,
    due_on: date | None,
    is_watched: bool = True,
    step: str = "",
    by: Actor,
) -> AgreedMeasure:
    """A row of the agreed plan. `is_watched`: it comes back in Bevaka on its day. `step`: a step of the map that it opens. The same
    row again is the same."""
    fresh_talk(talk)
    case = talk.case
    _check(case, party, who, what, due_on)
    assert due_on is not None
    of = {"consultation": talk} if isinstance(talk, Consultation) else {"meeting": talk}
    said = (party, who.strip(), clean(what), due_on)
    there = next(
        (
            one
            for one in AgreedMeasure.objects.filter(dropped_at=None, **of)
            if (one.party, one.who, one.what, one.due_on) == said
        ),
        None,
    )
    if there is not None:
        about(there, again=True)
        return there
    row = AgreedMeasure(
        **stamp(by), case=case, party=party, who=who.strip(), what=clean(what), due_on=due_on, **of
    )
    if is_watched:
        row.task = _watch(case, row, by=by)
    row.save(force_insert=True)
    tell(case, by=by, kind="measure.agree", subject=row.pk, party=party, due=due_on)
    if step:
        reason = str(consultation_rules()["steg_skäl"])
        choose_step(case=case, step=step, reason=reason, party=who.strip(), due=due_on, by=by)
    restate(case, on=timezone.localdate())
    about(row, watched=is_watched)
    return row


@action("measure.take_away", needs=Need.WRITE)
def take_away_measure(*, case: Case, measure: AgreedMeasure, by: Actor) -> None:
    """A row that was not agreed after all, while the talk is open. What it opened in the case stays, but for its own reminder."""
    talk = measure.consultation or measure.meeting
    assert talk is not None
    talk.case = case
    fresh_talk(talk)
    about(measure)
    if measure.task is not None and measure.task.done_at is None:
        measure.task.case = case
        settle([measure.task], by=by)
    measure.dropped_at = timezone.now()
    measure.save(update_fields=["dropped_at"])
    tell(case, by=by, kind="measure.take_away", subject=measure.pk)
    restate(case, on=timezone.localdate())


def measures_of(talk: Consultation | Meeting) -> list[AgreedMeasure]:
    """What is agreed, in the order of its days."""
    of = {"consultation": talk} if isinstance(talk, Consultation) else {"meeting": talk}
    return list(AgreedMeasure.objects.filter(dropped_at=None, **of).order_by("due_on", "at", "id"))


def _check(case: Case, party: str, who: str, what: str, due_on: date | None) -> None:
    wrong, problems = consultation_rules()["fel"], {}
    if party not in pathway_of(case.pathway).actors:
        problems["part"] = str(wrong["vem"])
    if len(who.strip()) > WHO_LONGEST:
        problems["vem"] = f"Skriv kortare, högst {WHO_LONGEST} tecken."
    if problem := too_much(clean(what), "åtgärd") or ("" if clean(what) else str(wrong["vad"])):
        problems["vad"] = problem
    if due_on is None or due_on < timezone.localdate():
        problems["senast"] = str(wrong["dag"])
    if problems:
        raise Refused(problems)


def _watch(case: Case, row: AgreedMeasure, *, by: Actor) -> Task:
    kind = consultation_rules()["bevaka"]["åtgärd"]
    task = Task.objects.create(
        **stamp(by), case=case, kind=kind, about=str(row.pk), text=row.what, due_on=row.due_on
    )
    tell(case, by=by, kind="task.add", subject=task.pk, task=kind, due=row.due_on)
    return task
