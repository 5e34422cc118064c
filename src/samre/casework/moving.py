"""Cases and a new version of the map: which can follow it with nothing behind them changed, and which take somebody's yes.

A case is pinned to the version it began with. What a new version changes may lie ahead of a case (it moves by itself when the
kommun lets it) or behind it: a step that is going on or done is another now, or the case would get another next step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.accounts.acts import action as action_of
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.pathway.changes.diff import Change, diff
from samre.pathway.logic import openness
from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import Named, Node, facts_of, walk

from .actions.core import action, tell
from .evaluations import reevaluate
from .models import Case, CaseEvent, CaseState, OpenStep
from .models.base import stamp
from .models.cases import CaseQuerySet
from .rules.permissions import Need
from .rules.settings import case_rules, pathway_now, pathway_of
from .told import CHUNK

FOLLOWS, STAYS = "case.pathway", "case.pathway_kept"
READ_AGAIN = "Kartan har fått en ny version sedan du läste. Läs vad som ändras igen."


@dataclass(frozen=True, slots=True)
class Course:
    """What a new version means for one case. `before` and `after`: its recommended step; `behind`: steps that are going on or
    done in it and that the version changes."""

    case: UUID
    chart: str
    before: str
    after: str
    behind: tuple[str, ...]

    @property
    def is_ahead(self) -> bool:
        """Whether all that changes lies ahead of the case."""
        return self.before == self.after and not self.behind


def courses(
    owner: Authority, to: Pathway, *, on: date, among: CaseQuerySet | None = None
) -> tuple[Course, ...]:
    """What `to` means for each open case that follows another version, by case id; `among`: only for these cases. Nothing is
    written."""
    rows = following_another(owner, to, among=among)
    found = {
        pk: (chart, step)
        for pk, chart, step in rows.values_list("pk", "pathway", "recommended").order_by("pk")
    }
    if not found:
        return ()
    chosen = None if among is None else list(found)
    moved = {item.case: item.after for item in reevaluate(owner, on, to, chosen, keep=False).moved}
    changed = {
        chart: changed_steps(pathway_of(chart), to) for chart in {chart for chart, _ in found.values()}
    }
    taken: Mapping[UUID, list[str]] = defaultdict(list)
    steps = OpenStep.objects.filter(case__in=rows).exclude(state="avbrutet").order_by("since", "step")
    for case, step in steps.values_list("case_id", "step"):
        taken[case].append(step)
    return tuple(
        Course(
            case, chart, step, moved.get(case, step),
            tuple(dict.fromkeys(one for one in taken[case] if one in changed[chart])),
        )
        for case, (chart, step) in found.items()
    )  # fmt: skip


def following_another(owner: Authority, to: Pathway, *, among: CaseQuerySet | None = None) -> CaseQuerySet:
    """The open cases of an authority that do not follow `to`."""
    cases = Case.objects.all() if among is None else among
    return cases.filter(owner=owner, state=CaseState.OPEN).exclude(pathway=to.id)


def staying(cases: CaseQuerySet, to: Pathway) -> CaseQuerySet:
    """Those of which somebody has said that they stay where they are although there is `to`."""
    said = CaseEvent.objects.filter(kind=STAYS, data__version=to.id)
    return cases.filter(pk__in=said.values("case_id"))


def changed_steps(old: Pathway, new: Pathway) -> frozenset[str]:
    """The steps of `old` that mean something else in `new`: gone, or another condition, actor, promise or limit, also through
    what their conditions rest on. Other words for the same thing do not count."""
    found, moving = set(), set()
    for change in diff(old, new):
        if change.thing == "steget" and (change.moves or change.act != "ändrad" or _is_meant(change.part)):
            found.add(change.id)
        elif change.moves:
            moving.add((change.thing, change.id))
    return frozenset(found | set(_readers(old, moving)) | set(_readers(new, moving))) & frozenset(old.steps)


MEANT = ("ansvarig", "den som börjar", "åtagande", "frist")
LAWS = "lagens frist "
Things = Set[tuple[str, str]]


def _is_meant(part: str) -> bool:
    return part in MEANT or part.startswith(LAWS)


def _readers(pathway: Pathway, moving: Things) -> Iterator[str]:
    """The steps whose condition, or the day the law sets, rests on something that has changed."""
    moved = _resting(pathway, moving)
    for step in pathway.steps.values():
        limits = {("uppgiften", limit.source) for limit in step.law_limits}
        nodes = (openness(step), *(limit.when for limit in step.law_limits))
        if moved & limits.union(*map(_read_by, nodes)):
            yield step.id


def _resting(pathway: Pathway, moving: Things) -> Things:
    """What has changed, and every fact that follows from it or is presumed because of it."""
    moved = set(moving)
    while (
        new := {("uppgiften", fact.id) for fact in pathway.facts.values() if moved & _beneath(fact)} - moved
    ):
        moved |= new
    return moved


def _beneath(fact: Fact) -> Things:
    rule, found = fact.derivation, set[tuple[str, str]]()
    if rule is not None:
        found |= {("uppgiften", name) for name in (rule.source, rule.fallback) if name}
        found |= {("värdet", rule.table)} if rule.table else set()
    nodes = (fact.presumed_when, None if rule is None else rule.condition)
    return found.union(*(_read_by(node) for node in nodes if node is not None))


def _read_by(node: Node) -> Things:
    """The facts and the named conditions that a condition reads."""
    named = {("villkoret", part.name) for part in walk(node) if isinstance(part, Named)}
    return named | {("uppgiften", name) for name in facts_of(node)}


def check_moves(by: Actor, unit: UUID | None) -> None:
    """Raises Denied unless the actor is process leader of a kommun, or head of the unit whose cases it is about."""
    if by.role == Role.PROCESS_LEAD and by.authority_kind == AuthorityKind.KOMMUN:
        return
    if not (by.is_manager and unit is not None and by.unit_id == unit):
        raise Denied("Kommunens processledare flyttar ärenden, och enhetschefen flyttar den egna enhetens.")


@action_of("cases.follow", kind="authority")
def move_ahead(*, chart: str, unit: UUID | None = None, by: Actor) -> int:
    """Lets every open case (of a unit) that the version changes nothing behind follow it, with a row in the timeline of each. How
    many. A case that somebody else has just moved is not moved again."""
    check_moves(by, unit)
    to, on = pathway_now(), timezone.localdate()
    if chart != to.id:
        raise Refused(READ_AGAIN)
    owner = Authority.objects.get(pk=by.authority_id)
    among = Case.objects.all() if unit is None else Case.objects.filter(unit_id=unit)
    # Who presses at the same time waits here, and then finds them moved. What is written to a case meanwhile waits too.
    list(
        following_another(owner, to, among=among)
        .select_for_update(no_key=True)
        .order_by("pk")
        .values_list("pk")
    )
    chosen = [course.case for course in courses(owner, to, on=on, among=among) if course.is_ahead]
    for chunk in _chunks(chosen):
        Case.objects.filter(pk__in=chunk).update(pathway=to.id)
    told = [
        CaseEvent(
            **stamp(by), case_id=case, kind=FOLLOWS, subject=case, happened_on=on, data={"version": to.id}
        )
        for case in chosen
    ]
    CaseEvent.objects.bulk_create(told, batch_size=CHUNK)
    about(owner, cases=len(chosen), pathway=to.id, unit=str(unit or ""))
    return len(chosen)


@action(FOLLOWS, needs=Need.WRITE)
def follow_version(*, case: Case, chart: str, by: Actor) -> None:
    """The caseworker says yes: the case follows the version from now on, whatever lies behind."""
    to = _version_read(case, chart)
    owner = Authority.objects.get(pk=case.owner_id)
    reevaluate(owner, timezone.localdate(), to, [case.pk], by=by)
    case.refresh_from_db(fields=["pathway", "recommended"])
    tell(case, by=by, kind=FOLLOWS, subject=case.pk, version=to.id)


@action(STAYS, needs=Need.WRITE)
def stay_behind(*, case: Case, chart: str, why: str, by: Actor) -> None:
    """The caseworker says no, and why (a word of `stanna_på_kartan` in arenden.yaml): the case goes on by the map it follows, and
    nobody is reminded of this version again."""
    to = _version_read(case, chart)
    if why not in reasons_to_stay():
        raise Refused({"skäl": "Välj varför ärendet stannar på kartan det följer."})
    tell(case, by=by, kind=STAYS, subject=case.pk, version=to.id, why=why)


def reasons_to_stay() -> Mapping[str, str]:
    """Why a case stays on an older map: id → words."""
    return {str(id_): str(text) for id_, text in case_rules()["stanna_på_kartan"].items()}


def _version_read(case: Case, chart: str) -> Pathway:
    to = pathway_now()
    if chart != to.id:
        raise Refused(READ_AGAIN)
    if not case.is_open:
        raise Refused("Ärendet är avslutat och stannar på den karta det följde.")
    if case.pathway == to.id:
        raise Refused("Ärendet följer redan den versionen.")
    return to


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def changes_for(case: Case) -> tuple[Change, ...]:
    """What differs between the version a case follows and the one new cases follow, as sentences to read before saying yes."""
    return tuple(
        change for change in diff(pathway_of(case.pathway), pathway_now()) if change.thing != "kartan"
    )
