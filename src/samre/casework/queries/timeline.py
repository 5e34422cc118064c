"""One timeline of everything in a case: what goes on, on top; what has happened, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import HIDDEN_COLLEAGUE, ColleagueNames
from samre.pathway.model import Pathway

from ..models import Case, CaseEvent, Deadline, DecisionBasis, Note, OpenStep, StepState, Task
from ..models.steps import LIVE
from ..rules.policies import BasisState, basis_state
from ..rules.settings import pathway_of
from .case_frame import actor_name, handler_name, step_name
from .timeline_words import deadline_name, groups, kinds_of, task_words, words_of

PER_PAGE = 50
# Where an event names colleagues.
NAMED = {"case.hand_over": ("to", "before"), "case.add_colleague": ("to",), "case.remove_colleague": ("to",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """Something that happened, in words. `at`: when it was written down; `on`: the day it happened, where that is another.

    `noun` and `subject`: what it is about ("note", id), for the link. `dimmed`: dropped or taken back; shown in grey.
    """

    id: UUID
    at: datetime
    on: date | None
    kind: str
    group: str
    group_name: str
    icon: str
    text: str
    more: str
    who: str
    noun: str
    subject: UUID | None
    dimmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OngoingRow:
    """Something that goes on: whose it is and until when."""

    group: str
    group_name: str
    icon: str
    text: str
    who: str
    since: date | None
    due: date | None
    is_late: bool
    noun: str
    subject: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of the timeline. `chosen` is the group shown (empty = all); `ongoing` is on the first page only."""

    ongoing: tuple[OngoingRow, ...]
    rows: tuple[TimelineRow, ...]
    groups: tuple[tuple[str, str], ...]
    chosen: str
    page: int
    has_more: bool


def timeline(
    case: Case, actor: Actor, *, group: str = "", page: int = 1, per_page: int = PER_PAGE
) -> Timeline:
    """Page `page` (1, 2 …) of the case's timeline, all of it or one group. KeyError for a group that does not exist.

    The same number of queries however much has happened.
    """
    names = groups()
    if group and group not in names:
        raise KeyError(group)
    events = CaseEvent.objects.filter(case=case)
    if group:
        events = events.filter(kind__in=kinds_of(group))
    start = (max(page, 1) - 1) * per_page
    found = list(_ordered(events)[start : start + per_page + 1])
    on_top = ongoing(case, on=timezone.localdate()) if page <= 1 else ()
    return Timeline(
        ongoing=tuple(row for row in on_top if group in ("", row.group)),
        rows=_rows(case, actor, found[:per_page]),
        groups=tuple(names.items()),
        chosen=group,
        page=max(page, 1),
        has_more=len(found) > per_page,
    )


def since(case: Case, actor: Actor, at: datetime | None, *, most: int = 20) -> tuple[TimelineRow, ...]:
    """What others have done in the case after `at` (None = never seen: nothing is news), newest first, at most `most`."""
    if at is None:
        return ()
    events = CaseEvent.objects.filter(case=case, at__gt=at)
    if actor.user_id is not None:
        events = events.exclude(by_id=actor.user_id)
    return _rows(case, actor, list(_ordered(events)[:most]))


def _ordered(events: QuerySet[CaseEvent]) -> QuerySet[CaseEvent]:
    return events.select_related("by").order_by("-at", "-id")


def _rows(case: Case, actor: Actor, events: Sequence[CaseEvent]) -> tuple[TimelineRow, ...]:
    pathway = pathway_of(case.pathway)
    headings, dropped, names = _headings(case, events), _dropped(case, events), ColleagueNames(case.owner_id)
    parties = _party_names(case, events)
    return tuple(_row(event, actor, pathway, headings, dropped, names, parties) for event in events)


def _row(
    event: CaseEvent,
    actor: Actor,
    pathway: Pathway,
    headings: dict[UUID, str],
    dropped: frozenset[UUID],
    names: ColleagueNames,
    parties: Mapping[tuple[UUID, str], str],
) -> TimelineRow:
    heading = headings.get(event.subject, "") if event.subject else ""
    data = event.data | {
        key: names.of(str(event.data[key])) for key in NAMED.get(event.kind, ()) if key in event.data
    }
    if event.subject and (named := parties.get((event.subject, str(data.get("party", ""))))):
        data["party"] = named
    words = words_of(event.kind, data, pathway=pathway, heading=heading)
    is_dropped = event.subject in dropped and event.kind.startswith("step.")
    return TimelineRow(
        id=event.pk,
        at=event.at,
        on=event.happened_on if event.happened_on != timezone.localdate(event.at) else None,
        kind=event.kind,
        group=words.group,
        group_name=groups()[words.group],
        icon=words.icon,
        text=words.text,
        more=", ".join(
            part
            for part in (words.more, "steget avbröts senare" if is_dropped and not words.dimmed else "")
            if part
        ),
        who=_who(event, actor),
        noun=event.kind.partition(".")[0],
        subject=event.subject,
        dimmed=words.dimmed or is_dropped,
    )


def _who(event: CaseEvent, actor: Actor) -> str:
    """Who did it, with the title of that day; a colleague with protected data is told by her title."""
    if event.by_id is None:
        return "SAMRE"
    if event.by_id == actor.user_id:
        return "Du"
    if event.by is not None and event.by.is_protected:
        return f"{HIDDEN_COLLEAGUE}, {event.by_title}" if event.by_title else HIDDEN_COLLEAGUE
    return f"{event.by_name}, {event.by_title}" if event.by_title else event.by_name


def _headings(case: Case, events: Iterable[CaseEvent]) -> dict[UUID, str]:
    """The headings of the notes, decision bases and tasks that events are about."""
    notes = {event.subject for event in events if event.kind.startswith("note.") and event.subject}
    bases = {event.subject for event in events if event.kind.startswith("basis.") and event.subject}
    tasks = {event.subject for event in events if event.kind.startswith("task.") and event.subject}
    found = dict(Note.objects.filter(case=case, pk__in=notes).values_list("pk", "heading"))
    found |= dict(DecisionBasis.objects.filter(case=case, pk__in=bases).values_list("pk", "title"))
    return found | dict(Task.objects.filter(case=case, pk__in=tasks).values_list("pk", "text"))


def _party_names(case: Case, events: Iterable[CaseEvent]) -> dict[tuple[UUID, str], str]:
    """The own names of those waited for, by step and actor: the name a step has is that of the last one waited for. Nothing
    where the person is protected. Two queries."""
    steps = {event.subject for event in events if event.subject and event.data.get("party")}
    if not steps or case.person.is_protected:
        return {}
    names = dict(OpenStep.objects.filter(case=case, pk__in=steps).values_list("pk", "party"))
    waited = CaseEvent.objects.filter(case=case, kind="step.wait", subject__in=names).order_by("at", "id")
    last = {event.subject: str(event.data.get("party")) for event in waited}
    return {(step, last[step]): name for step, name in names.items() if name and step in last}


def _dropped(case: Case, events: Iterable[CaseEvent]) -> frozenset[UUID]:
    """The steps among them that were dropped later."""
    steps = {event.subject for event in events if event.kind.startswith("step.") and event.subject}
    return frozenset(
        OpenStep.objects.filter(case=case, pk__in=steps, state=StepState.DROPPED).values_list("pk", flat=True)
    )


def ongoing(case: Case, *, on: date) -> tuple[OngoingRow, ...]:
    """What goes on in the case: open steps, decision bases, last days and tasks; what is due first comes first."""
    rows = [*_steps(case, on), *_bases(case, on), *_deadlines(case, on), *_tasks(case, on)]
    return tuple(sorted(rows, key=lambda row: (row.due or date.max, row.text)))


def _ongoing(
    group: str,
    icon: str,
    text: str,
    who: str,
    due: date | None,
    on: date,
    noun: str,
    subject: UUID,
    since: date | None = None,
) -> OngoingRow:
    return OngoingRow(
        group=group,
        group_name=groups()[group],
        icon=icon,
        text=text,
        who=who,
        since=since,
        due=due,
        is_late=due is not None and due < on,
        noun=noun,
        subject=subject,
    )


def _steps(case: Case, on: date) -> Iterable[OngoingRow]:
    pathway = pathway_of(case.pathway)
    for step in OpenStep.objects.filter(case=case, state__in=LIVE).order_by("due", "pk"):
        waits = step.state == StepState.WAITING
        named = "" if case.person.is_protected else step.party
        who = (named or actor_name(pathway, step.waiting_for)) if waits else handler_name(case)
        due = step.waiting_until if waits else step.due
        begun = step.waiting_since if waits else step.since
        icon = "vantar" if waits else "steg"
        yield _ongoing("steg", icon, step_name(pathway, step.step), who, due, on, "step", step.pk, begun)


def _bases(case: Case, on: date) -> Iterable[OngoingRow]:
    for basis in DecisionBasis.objects.filter(case=case, closed_at__isnull=True).order_by("at", "pk"):
        state = basis_state(basis)
        who = "Personen" if state == BasisState.COMMUNICATED else handler_name(case)
        due = basis.answer_by if state == BasisState.COMMUNICATED else None
        yield _ongoing(
            "underlag", "underlag", f"{basis.title} ({state.value})", who, due, on, "basis", basis.pk
        )


def _deadlines(case: Case, on: date) -> Iterable[OngoingRow]:
    rows = Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False).order_by("due", "pk")
    for row in rows:
        yield _ongoing(
            "bevaka",
            "klocka",
            f"Sista dag: {deadline_name(row.rule)}",
            handler_name(case),
            row.due,
            on,
            "deadline",
            row.pk,
        )


def _tasks(case: Case, on: date) -> Iterable[OngoingRow]:
    for task in Task.objects.filter(case=case, done_at__isnull=True).order_by("due_on", "pk"):
        words = task_words(task.kind, task.about, task.text, pathway_of(case.pathway))
        yield _ongoing("bevaka", "klocka", words, handler_name(case), task.due_on, on, "task", task.pk)
