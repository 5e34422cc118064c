"""What a hand-over, a distribution and a closing show: colleagues, parts in the case, what follows along, what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, User
from samre.accounts.protected import shown_user
from samre.accounts.roles import CASE_ROLES

from ..models import (
    Case,
    CaseAssignment,
    CasePeriod,
    CaseState,
    Deadline,
    DecisionBasis,
    Handover,
    NoteDraft,
    OpenStep,
    StepState,
    Task,
)
from ..models.cases import in_force
from ..models.steps import LIVE
from ..rules.settings import case_rules, days, pathway_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody at the nämnd who works with cases; `open_cases` helps whoever distributes."""

    id: UUID
    name: str
    title: str
    unit: str
    open_cases: int
    is_own_unit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A user's part in the case today."""

    id: UUID
    name: str
    part: str
    until: date | None
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPage:
    """What goes along with the case, and what does not: `own_drafts` stay with their writer."""

    colleagues: tuple[Colleague, ...]
    parts: tuple[PartRow, ...]
    steps: int
    waiting: int
    tasks: int
    deadlines: int
    bases: int
    own_drafts: int
    others_drafts: int
    read_until: date
    handler: str
    is_handler: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What the new handler gets to read: from whom, when, and the words. `by`: who moved the case, where it was somebody else."""

    sender: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A time the case was open, in words."""

    opened_on: date
    closed_on: date | None
    outcome: str
    income_before: str
    income_after: str
    reason: str
    follow_up_on: date | None
    followed_up_on: date | None
    income_later: str
    follow_up_note: str

    @property
    def awaits_follow_up(self) -> bool:
        return self.follow_up_on is not None and self.followed_up_on is None


def handover_page(case: Case, actor: Actor) -> HandoverPage:
    """Everything the page shows. The same number of queries however many colleagues and rows there are."""
    on = timezone.localdate()
    live = OpenStep.objects.filter(case=case, state__in=LIVE).values_list("state", flat=True)
    states = list(live)
    writers = list(NoteDraft.objects.filter(case=case).values_list("author_id", flat=True))
    own = sum(writer == case.handler_id for writer in writers)
    return HandoverPage(
        colleagues=colleagues(case, actor),
        parts=parts(case),
        steps=len(states),
        waiting=states.count(StepState.WAITING),
        tasks=Task.objects.filter(case=case, done_at__isnull=True).count(),
        deadlines=Deadline.objects.filter(case=case, met_on__isnull=True, lapsed=False).count(),
        bases=DecisionBasis.objects.filter(case=case, closed_at__isnull=True).count(),
        own_drafts=own,
        others_drafts=len(writers) - own,
        read_until=on + timedelta(days=days("läsning_efter_överlämning_dagar")),
        handler=shown_user(case.handler),
        is_handler=case.handler_id == actor.user_id,
    )


def colleagues(case: Case, actor: Actor) -> tuple[Colleague, ...]:
    """Who can have the case: the nämnd's own case roles today but its handler; the case's own unit first."""
    on = timezone.localdate()
    rows = (
        Assignment.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            unit__authority_id=case.owner_id,
            unit__is_active=True,
            user__is_active=True,
            role__in=CASE_ROLES,
            ended_at__isnull=True,
            valid_from__lte=on,
        )
        .exclude(user_id=case.handler_id)
        .select_related("user", "unit")
        .order_by("user__name", "user_id", "pk")
    )
    mine = Case.objects.visible_to(actor).filter(state=CaseState.OPEN)
    counts = Counter(dict(mine.values_list("handler_id").annotate(count=Count("pk")).order_by()))
    # The same number as in the colleague's own list: there she has also those where she is beside the handler.
    beside = CaseAssignment.objects.filter(
        in_force(on), owner_id=case.owner_id, part=CaseAssignment.Part.CO, case__state=CaseState.OPEN
    ).exclude(user_id=F("case__handler_id"))
    counts.update(dict(beside.values_list("user_id").annotate(count=Count("pk")).order_by()))
    found: dict[UUID, Colleague] = {}
    for row in sorted(rows, key=lambda one: one.unit_id != case.unit_id):
        found.setdefault(
            row.user_id,
            Colleague(
                id=row.user_id,
                name=shown_user(row.user),
                title=row.title or row.get_role_display(),
                unit=row.unit.name,
                open_cases=counts.get(row.user_id, 0),
                is_own_unit=row.unit_id == case.unit_id,
            ),
        )
    return tuple(found.values())


def find_colleague(case: Case, text: str) -> User | None:
    """The user with that id in a form, when she is of the case's nämnd; None otherwise."""
    try:
        id_ = UUID(text)
    except ValueError:
        return None
    return User.objects.filter(pk=id_, assignments__unit__authority_id=case.owner_id).distinct().first()


def parts(case: Case) -> tuple[PartRow, ...]:
    """Who has a part in the case today: the responsible first."""
    rows = (
        CaseAssignment.objects.filter(in_force(timezone.localdate()), case=case)
        .select_related("user")
        .order_by("since", "pk")
    )
    order = {CaseAssignment.Part.MAIN.value: 0, CaseAssignment.Part.CO.value: 1}
    return tuple(
        PartRow(
            id=row.pk,
            name=shown_user(row.user),
            part=CaseAssignment.Part(row.part).label,
            until=row.until,
            may_end=row.part != CaseAssignment.Part.MAIN,
        )
        for row in sorted(rows, key=lambda one: order.get(one.part, 2))
    )


def find_part(case: Case, part_id: UUID) -> CaseAssignment | None:
    """The part of that id in the case."""
    part = CaseAssignment.objects.filter(case=case, pk=part_id, ended_at__isnull=True).first()
    if part is not None:
        part.case = case
    return part


def find_handover(case: Case, handover_id: UUID | None = None) -> Handover | None:
    """The hand-over of that id, or the latest: for its receipt and for whoever took over. None where there is none."""
    passed = (
        Handover.objects.filter(case=case).select_related("from_user", "to_user", "by").order_by("-at", "-pk")
    )
    return (passed.filter(pk=handover_id) if handover_id else passed).first()


def unread_handover(case: Case, actor: Actor, seen: datetime | None) -> HandedOver | None:
    """The latest hand-over to the reader, until she has said that she has read it. `seen`: when she last said so.

    One query, and for the responsible handler only. Who moved a case to herself knows why.
    """
    if actor.user_id is None or case.handler_id != actor.user_id:
        return None
    row = find_handover(case)
    if row is None or row.to_user_id != actor.user_id or row.by_id == actor.user_id:
        return None
    if seen is not None and seen >= row.at:
        return None
    moved = "" if row.by is None or row.by_id == row.from_user_id else shown_user(row.by)
    return HandedOver(sender=shown_user(row.from_user), by=moved, at=row.at, note=row.note)


def periods(case: Case) -> tuple[PeriodView, ...]:
    """The times the case was open, the latest first."""
    pathway, incomes = pathway_of(case.pathway), case_rules()["försörjning"]
    rows = CasePeriod.objects.filter(case=case).order_by("-opened_on", "-pk")
    return tuple(
        PeriodView(
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            outcome=pathway.goals[row.outcome].name if row.outcome in pathway.goals else row.outcome,
            income_before=incomes.get(row.income_before, row.income_before),
            income_after=incomes.get(row.income_after, row.income_after),
            reason=row.reason,
            follow_up_on=row.follow_up_on,
            followed_up_on=row.followed_up_on,
            income_later=incomes.get(row.income_later, row.income_later),
            follow_up_note=row.follow_up_note,
        )
        for row in rows
    )
