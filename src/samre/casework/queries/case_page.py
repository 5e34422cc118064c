"""Everything the case page shows of one case: open steps, what to watch, what stands still, and what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames, colleague_name
from samre.pathway.model import Pathway

from ..actions.steps import ANSWERED
from ..facts import end_of
from ..models import (
    Case,
    CaseEvent,
    CasePeriod,
    CertificateFile,
    Deadline,
    EmergencyAccess,
    LastSeen,
    OpenStep,
    Representative,
    StepState,
    Task,
)
from ..models.steps import LIVE
from ..rules.deadlines import first_day_rules, statutory_rules
from ..rules.outside import CHILDREN, outside_facts
from ..rules.settings import case_rules, days
from ..rules.stuck import stuck_reasons
from .asked_more import AskedMore, asked_more
from .case_facts import CaseStanding, case_standing
from .case_frame import actor_name, clock, handler_name, step_name
from .handover import HandedOver, unread_handover
from .timeline import TimelineRow, since
from .timeline_words import deadline_name, task_words

NEWS = 6


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the case. `holder` has it now; `until` is her day, `since` when she got it; `does`: what she is
    to do when it is somebody else ("ska svara"). `mark` goes with forms, so
    that nothing somebody else changed is overwritten."""

    id: UUID
    step: str
    name: str
    state: str
    responsible: str
    holder: str
    holder_id: str
    does: str
    since: date
    until: date
    due: date
    due_is_law: bool
    is_late: bool
    days_since: int
    then: str
    reason: str
    recommended: str
    outcome: str
    ended_at: datetime | None
    ended_by: str
    mark: str

    @property
    def waits(self) -> bool:
        return self.state == StepState.WAITING

    @property
    def waits_too_long(self) -> bool:
        """Whether the waiting goes on after the day the step itself should be done."""
        return self.waits and self.until > self.due

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_dropped(self) -> bool:
        return self.state == StepState.DROPPED


@dataclass(frozen=True, slots=True)
class Watched:
    """Something to look at on a day: a task (`kind` "uppgift") or a last day ("frist")."""

    id: UUID
    kind: str
    text: str
    due: date
    is_late: bool
    is_law: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for the person. Name and contact are empty where the person is protected."""

    id: UUID
    kind: str
    scope: str
    name: str
    contact: str
    valid_from: date
    valid_to: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Children:
    """That there are children in the household, and what that asks for."""

    count: int
    advice: str
    law: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last period of a closed case ended, in words. `follow_up_on`: when to ask how it went, while it is not done."""

    outcome: str
    income_before: str
    income_after: str
    reason: str
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class Emergency:
    """That a colleague can read the case by emergency access now: who, and until what time (`06.17`)."""

    who: str
    until: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the case page shows besides its head.

    `stuck`: sentences; `next_step`: the one the case names as its next; `news`: what others have done since `seen`, when the
    reader last was here (None = never). `handed`: the words of the hand-over to her, until she has read them. `undoable`:
    the steps whose answer the reader noted today and can still take back. `asked_more`: what receivers have asked for in addition.
    `is_new`: the reader opened the case today and has not seen it yet.
    """

    standing: CaseStanding
    steps: tuple[StepLine, ...]
    next_step: StepLine | None
    watched: tuple[Watched, ...]
    stuck: tuple[str, ...]
    certificate_until: date | None
    speakers: tuple[Speaker, ...]
    ended: Ended | None
    children: Children | None
    asks_children: bool
    seen: datetime | None
    news: tuple[TimelineRow, ...]
    handed: HandedOver | None = None
    undoable: frozenset[UUID] = frozenset()
    is_new: bool = False
    emergencies: tuple[Emergency, ...] = ()
    asked_more: tuple[AskedMore, ...] = ()

    @property
    def has_news(self) -> bool:
        return bool(self.news) or self.handed is not None


def case_page(case: Case, actor: Actor) -> CasePage:
    """The page of one case today. The number of queries does not depend on how much there is in the case."""
    on, seen = timezone.localdate(), last_seen(case, actor)
    standing = case_standing(case, on=on)
    rows = list(OpenStep.objects.filter(case=case, state__in=LIVE).order_by("since", "id"))
    lines = step_lines(rows, standing.pathway, case, on=on)
    handed = unread_handover(case, actor, seen)
    mine_today = case.handler_id == actor.user_id and case.opened_on == on
    return CasePage(
        standing=standing,
        steps=tuple(sorted(lines, key=lambda line: (line.id != case.next_step_id, line.waits, line.until))),
        next_step=next((line for line in lines if line.id == case.next_step_id), None),
        watched=watched_in(case, standing.pathway, on=on),
        stuck=stuck_in_words(stuck_reasons(case, rows, on=on)) if case.is_open else (),
        certificate_until=CertificateFile.objects.filter(case=case).aggregate(last=Max("ends_on"))["last"],
        speakers=tuple(item for item in speakers_of(case, on=on) if item.holds),
        ended=None if case.is_open else _ended(case, standing.pathway),
        children=_children(standing),
        asks_children=CHILDREN not in standing.known.weighed,
        seen=seen,
        news=since(case, actor, seen, most=NEWS),
        handed=handed,
        undoable=_undoable(rows, case, actor),
        emergencies=_emergencies(case, actor),
        asked_more=asked_more(case) if case.is_open else (),
        is_new=seen is None and handed is None and mine_today,
    )


def _emergencies(case: Case, actor: Actor) -> tuple[Emergency, ...]:
    """Who else can read the case by emergency access now, for those who handle it. One query."""
    rows = (
        EmergencyAccess.objects.filter(case=case, until__gt=timezone.now())
        .select_related("by")
        .order_by("until")
    )
    return tuple(
        Emergency(
            colleague_name(row.by_name, is_protected=row.by is not None and row.by.is_protected),
            clock(row.until),
        )
        for row in rows
        if row.by_id != actor.user_id
    )


def _undoable(rows: Iterable[OpenStep], case: Case, actor: Actor) -> frozenset[UUID]:
    """One query, and only where a step became ours today."""
    on = timezone.localdate()
    ours = [row.pk for row in rows if row.state == StepState.ACTIVE and row.since == on]
    events = CaseEvent.objects.filter(case=case, subject__in=ours).order_by("at", "id")
    last = {
        event.subject: event for event in events.only("case_id", "subject", "kind", "by_id", "happened_on")
    }
    return frozenset(
        id_
        for id_, event in last.items()
        if id_ and event.kind == ANSWERED and event.by_id == actor.user_id and event.happened_on == on
    )


def step_lines(rows: Iterable[OpenStep], pathway: Pathway, case: Case, *, on: date) -> tuple[StepLine, ...]:
    """Steps as they are shown. The own name of a party is left out where the person is protected: it tells a place."""
    hidden, names = case.person.is_protected, ColleagueNames(case.owner_id)
    return tuple(_step_line(row, pathway, case, on=on, hidden=hidden, names=names) for row in rows)


def steps_on(case: Case, pathway: Pathway, *, day: date) -> tuple[StepLine, ...]:
    """The steps that were open on a past day. Their dates and waiting are as they are now: the timeline has each change."""
    rows = OpenStep.objects.filter(case=case, at__lt=end_of(day)).exclude(ended_at__lt=end_of(day))
    return step_lines(rows.order_by("at", "id"), pathway, case, on=day)


def all_steps(case: Case, pathway: Pathway, *, on: date) -> tuple[StepLine, ...]:
    """Every step there has been, those that are open first, then the latest."""
    lines = step_lines(OpenStep.objects.filter(case=case).order_by("-at", "-id"), pathway, case, on=on)
    return tuple(sorted(lines, key=lambda line: not line.is_live))


def step_of(case: Case, id_: UUID) -> OpenStep | None:
    """One step of the case; None where the case has none with that id."""
    return OpenStep.objects.select_related("case__person", "case__handler").filter(case=case, pk=id_).first()


def live_codes(case: Case) -> frozenset[str]:
    """Which steps of the map are open in the case."""
    return frozenset(OpenStep.objects.filter(case=case, state__in=LIVE).values_list("step", flat=True))


def _step_line(
    row: OpenStep, pathway: Pathway, case: Case, *, on: date, hidden: bool, names: ColleagueNames
) -> StepLine:
    waits = row.state == StepState.WAITING
    begun = row.waiting_since if waits and row.waiting_since else row.since
    until = row.waiting_until if waits and row.waiting_until else row.due
    party = "" if hidden else row.party
    return StepLine(
        id=row.pk,
        step=row.step,
        name=step_name(pathway, row.step),
        state=row.state,
        responsible=actor_name(pathway, row.responsible),
        holder=(party or actor_name(pathway, row.waiting_for)) if waits else handler_name(case),
        holder_id=row.waiting_for if waits else "",
        does=_does(row, pathway),
        since=begun,
        until=until,
        due=row.due,
        due_is_law=row.due_is_law,
        is_late=row.is_live and until < on,
        days_since=max((on - begun).days, 0),
        then=row.waiting_then,
        reason=row.reason,
        recommended=step_name(pathway, row.recommended) if row.recommended != row.step else "",
        outcome=row.outcome,
        ended_at=row.ended_at,
        ended_by=names.of(row.ended_by),
        mark=row.mark,
    )


def _does(row: OpenStep, pathway: Pathway) -> str:
    texts, box = case_rules()["ärendets_huvud"], pathway.steps.get(row.step)
    applies = box is not None and box.starts == row.waiting_for == texts["söker"]["aktör"]
    return str(texts["gör"]["söker" if applies else "svarar"])


def watched_in(case: Case, pathway: Pathway, *, on: date) -> tuple[Watched, ...]:
    """Open tasks and running last days, the first one first. Two queries."""
    tasks = Task.objects.filter(case=case, done_at__isnull=True).order_by("due_on")
    limits = Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False).order_by("due")
    found = [
        Watched(
            row.pk,
            "uppgift",
            task_words(row.kind, row.about, row.text, pathway),
            row.due_on,
            row.due_on < on,
            False,
        )
        for row in tasks
    ]
    for limit in limits:
        found.append(
            Watched(
                limit.pk,
                "frist",
                deadline_name(limit.rule),
                limit.due,
                limit.due < on and limit.rule not in first_day_rules(),
                limit.rule in statutory_rules(),
            )
        )
    return tuple(sorted(found, key=lambda item: item.due))


def stuck_in_words(codes: Iterable[str]) -> tuple[str, ...]:
    """Why the case stands still, as sentences of `arenden.yaml`."""
    texts = case_rules()["stillastående"]
    return tuple(
        str(texts[code].format(dagar=days("stillastående_dagar"))) for code in codes if code in texts
    )


def speakers_of(case: Case, *, on: date, hidden: bool | None = None) -> tuple[Speaker, ...]:
    """Everybody who speaks or has spoken for the person, those who still do first. Of a protected person (unless `hidden`
    is False: somebody has asked to see her) neither name nor contact."""
    hidden = case.person.is_protected if hidden is None else hidden
    rows = Representative.objects.filter(person_id=case.person_id).order_by("ended_at", "-valid_from")
    found = [
        Speaker(
            id=row.pk,
            kind=row.get_kind_display(),
            scope=row.scope,
            name="" if hidden else row.name,
            contact="" if hidden else row.contact,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            holds=row.ended_at is None
            and row.valid_from <= on
            and (row.valid_to is None or on <= row.valid_to),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda item: not item.holds))


def speaker_row(case: Case, id_: str) -> Representative | None:
    """One representative of the case's person; None where there is none with that id."""
    try:
        return Representative.objects.filter(person_id=case.person_id, pk=UUID(id_)).first()
    except ValueError:
        return None


def _ended(case: Case, pathway: Pathway) -> Ended | None:
    row = CasePeriod.objects.filter(case=case, closed_on__isnull=False).order_by("-closed_on", "-id").first()
    if row is None:
        return None
    goal, incomes = pathway.goals.get(row.outcome), case_rules()["försörjning"]
    return Ended(
        outcome=goal.name if goal else row.outcome,
        income_before=str(incomes.get(row.income_before, row.income_before)),
        income_after=str(incomes.get(row.income_after, row.income_after)),
        reason=row.reason,
        follow_up_on=row.follow_up_on if row.followed_up_on is None else None,
    )


def _children(standing: CaseStanding) -> Children | None:
    weighed = standing.known.others.get(CHILDREN)
    if weighed is None or not weighed.value:
        return None
    row = outside_facts()[CHILDREN]
    return Children(int(weighed.value), row["råd"], row["lag"])


def last_seen(case: Case, actor: Actor) -> datetime | None:
    """When the reader was last in the case, as far as she has been told what was new; None = never."""
    if actor.user_id is None:
        return None
    return LastSeen.objects.filter(case=case, user_id=actor.user_id).values_list("at", flat=True).first()
