"""What one authority's cases tell of who took how long in which step: told over from the events, one step at a time.

The caller is in the authority's scope. Nothing here says whose case it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from samre.casework.models import CaseEvent, OpenStep, StepState
from samre.casework.rules.settings import is_ours, pathway_now
from samre.pathway.model import Pathway

WAIT = "step.wait"
WAITS = (WAIT, "step.answered", "step.wait_again", "step.unanswered")
KINDS = ("step.open", *WAITS, "step.finish", "step.drop")
# The kommun takes back what it asked: whoever was to answer has nothing to answer any more.
TAKEN_BACK = ("consultation.drop", "disclosure.take_back")

# So many steps' events are asked for at once.
AT_ONCE = 1000

# Step, who is responsible, state, the day it was opened, the day it ended.
Row = tuple[str, str, str, date, date | None]
# What was told of a step: kind, day, data.
Told = tuple[str, date, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time that an actor had something to do in a step: since when, how many days it took or has taken, whether it is done.
    `is_left`: nobody waits for it any more, though it never was. `times`: how many that went exactly so."""

    actor: str
    step: str
    begun: date
    days: int
    is_done: bool
    is_left: bool = False
    times: int = 1

    def outcome(self, limit: int | None) -> str:
        """How it went against what was promised: "i_tid", "sent", "inget_svar" or "vantar"; empty when nobody can say."""
        if self.is_done:
            return "i_tid" if limit is None or self.days <= limit else "sent"
        if limit is not None and self.days > limit:
            return "inget_svar"
        return "" if self.is_left else "vantar"


@dataclass(slots=True)
class _Wait:
    """A waiting for an actor, `left` once it was given up; a waiting that is taken up again goes on from its first day, but not one
    whose question was taken back."""

    actor: str
    begun: date
    answered: date | None = None
    left: date | None = None
    is_taken_back: bool = False


def occasions(owner: UUID, *, since: date, until: date, on: date) -> Iterator[Occasion]:
    """Every occasion that began from `since` to `until` (both included) in the owner's cases, as it stands on the day `on`.

    A wait goes from the day it began to the day the answer came, also over a reminder. What is ours is counted without the days
    that we waited for others.
    """
    chart = pathway_now()
    first = timezone.make_aware(datetime.combine(since, time.min))
    last = timezone.make_aware(datetime.combine(until, time.max))
    for step, told, times in (*_plain(owner, first, last), *_told(owner, first, last)):
        for one in _of_step(*step, told=told, chart=chart, on=on):
            if since <= one.begun <= until:
                yield replace(one, times=times)


def _plain(owner: UUID, first: datetime, last: datetime) -> Iterator[tuple[Row, list[Told], int]]:
    """The steps that nothing was told of but that they were opened and ended: one question, one row for all that went alike."""
    steps = OpenStep.objects.filter(~_waited(), owner_id=owner, at__range=(first, last))
    days = steps.annotate(begun=TruncDate("at"), ended=TruncDate("ended_at")).order_by()
    rows = days.values_list("step", "responsible", "state", "begun", "ended").annotate(times=Count("pk"))
    for *step, state, begun, ended, times in rows.iterator():
        told: list[Told] = [("step.open", begun, {})]
        if ended is not None:
            told.append(("step.drop" if state == StepState.DROPPED else "step.finish", ended, {}))
        yield (*step, state, begun, ended), told, times


def _told(owner: UUID, first: datetime, last: datetime) -> Iterator[tuple[Row, list[Told], int]]:
    """The steps that somebody was waited for in, each with what was told of it in order: those that began in the time, and earlier
    ones where a waiting began in it. Events are found by their cases, so that a whole nämnd's are never read."""
    steps = OpenStep.objects.filter(
        Q(_waited(), at__gte=first) | Q(_waited(kind=WAIT, at__range=(first, last)), at__lt=first),
        Q(ended_at=None) | Q(ended_at__gte=first),
        owner_id=owner,
        at__lte=last,
    )
    rows = iter(steps.values_list("pk", "case_id", "step", "responsible", "state", "at", "ended_at"))
    for some in iter(lambda: list(islice(rows, AT_ONCE)), []):
        of_steps = Q(subject__in=[row[0] for row in some], kind__in=KINDS)
        events = CaseEvent.objects.filter(
            of_steps | Q(kind__in=TAKEN_BACK), case__in={row[1] for row in some}
        ).order_by("at", "id")
        told: dict[UUID, list[Told]] = {row[0]: [] for row in some}
        in_case: dict[UUID, list[list[Told]]] = {}
        for pk, case, *_ in some:
            in_case.setdefault(case, []).append(told[pk])
        for case, subject, *event in events.values_list("case", "subject", "kind", "happened_on", "data"):
            kind, on, data = event
            for those in in_case[case] if subject not in told else (told[subject],):
                those.append((kind, on, data))
        for pk, _, step, responsible, state, at, ended_at in some:
            ended = timezone.localdate(ended_at) if ended_at else None
            yield (step, responsible, state, timezone.localdate(at), ended), told[pk], 1


def _waited(**more: object) -> Exists:
    """Whether somebody was waited for in a step."""
    same = CaseEvent.objects.filter(case=OuterRef("case"), subject=OuterRef("pk"))
    return Exists(same.filter(**(more or {"kind__in": WAITS})))


def _of_step(
    step: str,
    responsible: str,
    state: str,
    begun: date,
    ended: date | None,
    *,
    told: list[Told],
    chart: Pathway,
    on: date,
) -> Iterator[Occasion]:
    box = chart.steps.get(step)
    waits = _waits(told, (box.starts if box else "") or responsible)
    for wait in waits:
        end = wait.answered or wait.left or on
        yield Occasion(
            wait.actor,
            step,
            wait.begun,
            max((end - wait.begun).days, 0),
            is_done=wait.answered is not None,
            is_left=wait.left is not None,
        )
    if is_ours(responsible) and state != StepState.DROPPED:
        end = ended or on
        waited = sum(max(((one.answered or one.left or on) - one.begun).days, 0) for one in waits)
        yield Occasion(
            responsible, step, begun, max((end - begun).days - waited, 0), is_done=ended is not None
        )


def _waits(told: list[Told], begins: str) -> list[_Wait]:
    """The waitings of one step, in order. `begins`: who has the step when it is opened."""
    waits: list[_Wait] = []
    for kind, day, data in told:
        last = waits[-1] if waits else None
        is_open = last is not None and last.answered is None and last.left is None
        if kind == "step.open" and not is_ours(begins):
            waits.append(_Wait(begins, day))
        elif kind == WAIT:
            _wait_on(waits, str(data["party"]), day)
        elif kind == "step.wait_again" and last is not None:
            last.answered = None
        elif last is not None and is_open:
            if kind == "step.answered":
                last.answered = date.fromisoformat(data["came"]) if "came" in data else day
            elif kind == "step.finish":
                last.answered = day
            elif kind in ("step.unanswered", "step.drop"):
                last.left = day
            elif kind in TAKEN_BACK and _was_for(last, data):
                last.left, last.is_taken_back = day, True
    return waits


def _was_for(wait: _Wait, data: Mapping[str, Any]) -> bool:
    """Whether what the kommun takes back is what the wait began with."""
    return "sent" in data and (wait.actor, str(wait.begun)) == (data.get("party"), data["sent"])


def _wait_on(waits: list[_Wait], actor: str, day: date) -> None:
    """Waits for the actor: goes on where it was given up without an answer, else begins."""
    last = waits[-1] if waits else None
    if last is not None and last.actor == actor and last.answered is None and not last.is_taken_back:
        last.left = None
        return
    if last is not None and last.answered is None and last.left is None:
        last.left = day
    waits.append(_Wait(actor, day))
