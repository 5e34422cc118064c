"""The open cases that follow an older version of the map, as those who may move them or say yes to it see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Authority
from samre.accounts.protected import colleague_name
from samre.accounts.roles import AuthorityKind, Role
from samre.pathway.model import Pathway

from ..models import Case, CaseEvent
from ..models.cases import CaseQuerySet
from ..moving import STAYS, Course, courses, following_another, reasons_to_stay, staying
from ..rules.settings import came_along, pathway_now
from .work_rows import COLUMNS, WorkRow, work_rows

MOST = 50


@dataclass(frozen=True, slots=True)
class UnitMoving:
    """A unit: how many of its cases can move at once, and how many take a yes."""

    id: UUID
    name: str
    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class CasesByCourse:
    """How many follow the version in force, and the others: those that lie before what changed (`ahead`), those that take a yes
    (`behind`) and those of which somebody has said that they stay (`stays`). `units`: the first two, unit by unit; `asks`: who
    says yes to how many."""

    following: int
    ahead: tuple[UUID, ...]
    behind: tuple[UUID, ...]
    stays: tuple[UUID, ...]
    units: tuple[UnitMoving, ...]
    asks: tuple[tuple[str, int], ...]


def own_cases(actor: Actor) -> CaseQuerySet:
    """The open cases that are the reader's to see moved: her own, or her unit's. A process leader's are the kommun's, for her to
    count and move; she reads none of them."""
    if actor.role == Role.PROCESS_LEAD:
        return Case.objects.filter(owner_id=actor.authority_id).open()
    own = Case.objects.assigned_to(actor).open()
    return own.filter(unit_id=actor.unit_id or UUID(int=0)) if actor.is_manager else own


def cases_by_course(actor: Actor, *, on: date) -> CasesByCourse:
    """The reader's open cases by what the version in force means for them."""
    to, owner, cases = pathway_now(), Authority.objects.get(pk=actor.authority_id), own_cases(actor)
    left = courses(owner, to, on=on, among=cases)
    said = set(staying(following_another(owner, to, among=cases), to).values_list("pk", flat=True))
    ahead = tuple(one.case for one in left if one.is_ahead)
    behind = tuple(one.case for one in left if not one.is_ahead and one.case not in said)
    stays = tuple(one.case for one in left if not one.is_ahead and one.case in said)
    following = cases.filter(pathway=to.id).count()
    return CasesByCourse(following, ahead, behind, stays, _units(cases, ahead, behind), _asks(cases, behind))


def movers_of(actor: Actor, *, on: date) -> tuple[str, ...]:
    """Who moves the cases that lie ahead on the reader's unit: its heads and the kommun's process leaders, by name."""
    heads = Q(role=Role.MANAGER, unit_id=actor.unit_id)
    leads = Q(role=Role.PROCESS_LEAD, unit__authority_id=actor.authority_id)
    rows = Assignment.objects.in_force(on).filter(heads | leads).order_by("role", "user__name")
    named = rows.values_list("user__name", "user__is_protected")
    return tuple(
        dict.fromkeys(colleague_name(name, is_protected=is_protected) for name, is_protected in named)
    )


def rows_of(ids: Sequence[UUID], actor: Actor, *, on: date) -> tuple[WorkRow, ...]:
    """The first MOST of the cases as rows of a list, of those that are hers; a process leader reads none."""
    if not actor.may_have_cases or not ids:
        return ()
    found = own_cases(actor).filter(pk__in=ids[:MOST]).order_by("urgent_on", "pk").values(*COLUMNS)
    return work_rows(list(found), actor, on=on, watched=False)


def to_move(actor: Actor) -> int:
    """How many of the reader's cases follow an older version and nobody has said that they stay. Asked for only where the map has
    had a new version."""
    to = pathway_now()
    if actor.authority_kind != AuthorityKind.KOMMUN or to.id == came_along().id:
        return 0
    left = own_cases(actor).exclude(pathway=to.id)
    return left.count() - staying(left, to).count()


def course_of(case: Case, to: Pathway) -> Course | None:
    """What a version means for one case; None where it follows it already, or is closed."""
    owner = Authority.objects.get(pk=case.owner_id)
    found = courses(owner, to, on=timezone.localdate(), among=Case.objects.filter(pk=case.pk))
    return found[0] if found else None


def steps_taken(case: Case) -> frozenset[str]:
    """The steps that are going on or done in a case."""
    return frozenset(case.steps.exclude(state="avbrutet").values_list("step", flat=True))


def why_it_stays(case: UUID, to: Pathway) -> str:
    """Why somebody has said that a case stays although there is `to`; empty where nobody has."""
    said = CaseEvent.objects.filter(case_id=case, kind=STAYS, data__version=to.id).order_by("-at")
    data = said.values_list("data", flat=True).first()
    return reasons_to_stay().get(str(data.get("why")), "") if data else ""


def _asks(cases: CaseQuerySet, behind: Sequence[UUID]) -> tuple[tuple[str, int], ...]:
    rows = cases.filter(pk__in=behind).values_list("handler__name", "handler__is_protected")
    found = Counter(colleague_name(name, is_protected=is_protected) for name, is_protected in rows)
    return tuple(sorted(found.items()))


def _units(cases: CaseQuerySet, ahead: Sequence[UUID], behind: Sequence[UUID]) -> tuple[UnitMoving, ...]:
    unit_of = dict(cases.values_list("pk", "unit_id"))
    first, later = (Counter(unit_of[case] for case in some if case in unit_of) for some in (ahead, behind))
    names = dict(cases.values_list("unit_id", "unit__name").order_by("unit__name").distinct())
    return tuple(
        UnitMoving(id_, name, first[id_], later[id_])
        for id_, name in names.items()
        if first[id_] or later[id_]
    )
