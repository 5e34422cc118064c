"""Gallring as its pages show it: the list that waits, who approved it, how far it has come, and what has been done before.

Case numbers, rules and days only: whoever approves need not know whose the cases are (R8, R29).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames

from ..actions.disposal import handed_over, list_hash
from ..models import Case, DisposalItem, DisposalRun, ExportPackage, Hold, Tombstone
from ..rules.disposal import PRESERVE, REMOVE, disposal_rules, finish_by
from .openable import openable

PER_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSummary:
    """A list as a row of the history. `state`: vantar, godkand, klar or tillbaka."""

    id: UUID
    made_at: datetime
    made_by: str
    approved_at: datetime | None
    approved_by: str
    done_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str
    total: int
    looked_at: int

    @property
    def state(self) -> str:
        if self.withdrawn_at:
            return "tillbaka"
        if self.done_at:
            return "klar"
        return "godkand" if self.approved_at else "vantar"

    @property
    def is_begun(self) -> bool:
        return self.looked_at > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One case of a list. `outcome`: "" (not yet), borttaget or kvar. `unit` has the case; empty once it is gone."""

    id: UUID
    case_ref: UUID
    number: str
    is_preserved: bool
    rule: str
    law: str
    last_note_on: date
    due_on: date
    finish_by: date
    outcome: str
    is_handed_over: bool
    unit: str
    may_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalPage:
    """One list. `sha256` is what whoever approves says that she saw; `to_hand_over` counts what can't be removed yet."""

    summary: ListSummary
    rows: tuple[ListRow, ...]
    sha256: str
    page: int
    pages: int
    to_remove: int
    to_preserve: int
    to_hand_over: int
    removed: int
    kept: int
    is_own: bool
    is_whole: bool

    @property
    def left(self) -> int:
        return self.summary.total - self.summary.looked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A case that is held back: its number and since when, not why."""

    case_ref: UUID
    number: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalOverview:
    """The front page of gallring: the list going on (if any), earlier ones, holds, and the table of rules."""

    current: ListSummary | None
    history: tuple[ListSummary, ...]
    holds: tuple[HeldRow, ...]
    rules: tuple[tuple[str, str], ...]
    years: int


def disposal_overview(actor: Actor) -> DisposalOverview:
    """Everything about gallring in the actor's nämnd. Four queries."""
    names = ColleagueNames(actor.authority_id)
    lists = [_summary(run, names) for run in _runs(actor).order_by("-at")[:50]]
    current = next((one for one in lists if one.state in ("vantar", "godkand")), None)
    table = disposal_rules()
    return DisposalOverview(
        current=current,
        history=tuple(one for one in lists if one is not current),
        holds=_holds(actor),
        rules=tuple((row["namn"], row["lag"]) for row in table["undantag"]),
        years=int(table["gallring"]["år_efter_sista_anteckning"]),
    )


def find_run(actor: Actor, run: UUID) -> DisposalRun | None:
    """A list of the actor's own nämnd."""
    return _runs(actor).filter(pk=run).first()


def disposal_page(actor: Actor, run: DisposalRun, *, page: int = 1) -> DisposalPage:
    """A page of a list. The same number of queries however long it is."""
    items = DisposalItem.objects.filter(run=run)
    summary = _summary(run, ColleagueNames(actor.authority_id))
    pages = max(1, -(-summary.total // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = list(items.order_by("case_number")[(page - 1) * PER_PAGE : page * PER_PAGE])
    handed = _handed_over(item.case_ref for item in shown)
    gone = _gone(item.case_ref for item in shown if item.done_at)
    cases = {
        case.pk: case
        for case in Case.objects.filter(
            owner_id=run.owner_id, pk__in=[item.case_ref for item in shown]
        ).select_related("person", "unit")
    }
    doors = openable(actor, cases.values())
    numbers = items.aggregate(
        to_remove=Count("pk", filter=Q(verdict=REMOVE)),
        to_preserve=Count("pk", filter=Q(verdict=PRESERVE)),
        to_hand_over=Count(
            "pk",
            filter=Q(verdict=PRESERVE, done_at__isnull=True) & ~Q(case_ref__in=handed_over().values("pk")),
        ),
        removed=Count("pk", filter=Q(done_at__isnull=False) & Q(case_ref__in=_removed(actor))),
    )
    return DisposalPage(
        summary=summary,
        rows=tuple(_row(item, cases.get(item.case_ref), doors, handed, gone) for item in shown),
        sha256=run.list_sha256,
        page=page,
        pages=pages,
        **numbers,
        kept=summary.looked_at - numbers["removed"],
        is_own=run.by_id == actor.user_id,
        # Read whole only where somebody is to approve it; to approve checks it again.
        is_whole=summary.state != "vantar" or list_hash(items) == run.list_sha256,
    )


def item_of(case: Case) -> DisposalItem | None:
    """The case's row in an approved list that is going on; None where there is none."""
    return (
        DisposalItem.objects.select_related("run")
        .filter(
            owner_id=case.owner_id,
            case_ref=case.pk,
            done_at__isnull=True,
            run__approved_at__isnull=False,
            run__done_at__isnull=True,
            run__withdrawn_at__isnull=True,
        )
        .first()
    )


def case_holds(case: Case) -> tuple[Hold, ...]:
    """The case's holds, the newest first."""
    return tuple(Hold.objects.filter(case=case).order_by("-at"))


def hold_of(case: Case, hold: UUID) -> Hold | None:
    """A hold of this case."""
    return Hold.objects.select_related("case").filter(case=case, pk=hold).first()


def packages_of(case: Case) -> tuple[ExportPackage, ...]:
    """When and where the case has been handed over."""
    return tuple(ExportPackage.objects.filter(owner_id=case.owner_id, case_ref=case.pk).order_by("-at"))


def rule_name(rule: str) -> tuple[str, str]:
    """What a rule of the table is called, and its paragraph."""
    table = disposal_rules()
    for row in table["undantag"]:
        if row["id"] == rule:
            return row["namn"], row["lag"]
    years = table["gallring"]["år_efter_sista_anteckning"]
    return f"{years} år efter sista anteckningen", table["gallring"]["lag"]


def _runs(actor: Actor) -> QuerySet[Any]:
    return DisposalRun.objects.filter(owner_id=actor.authority_id).annotate(
        total=Count("items"), looked_at=Count("items", filter=Q(items__done_at__isnull=False))
    )


def _summary(run: Any, names: ColleagueNames) -> ListSummary:
    return ListSummary(
        id=run.pk,
        made_at=run.at,
        made_by=names.of(run.by_name),
        approved_at=run.approved_at,
        approved_by=names.of(run.approved_by_name),
        done_at=run.done_at,
        withdrawn_at=run.withdrawn_at,
        withdrawn_by=names.of(run.withdrawn_by),
        total=run.total,
        looked_at=run.looked_at,
    )


def _row(
    item: DisposalItem,
    case: Case | None,
    doors: Container[UUID],
    handed: frozenset[UUID],
    gone: frozenset[UUID],
) -> ListRow:
    name, law = rule_name(item.rule)
    outcome = "" if item.done_at is None else "borttaget" if item.case_ref in gone else "kvar"
    return ListRow(
        id=item.pk,
        case_ref=item.case_ref,
        number=item.case_number,
        is_preserved=item.verdict == PRESERVE,
        rule=name,
        law=law,
        last_note_on=item.last_note_on,
        due_on=item.due_on,
        finish_by=finish_by(item.due_on),
        outcome=outcome,
        is_handed_over=item.case_ref in handed,
        unit=case.unit.name if case else "",
        may_open=item.case_ref in doors,
    )


def _handed_over(cases: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(handed_over().filter(pk__in=list(cases)).values_list("pk", flat=True))


def _removed(actor: Actor):
    rows = Tombstone.objects.filter(owner_id=actor.authority_id, table=Case._meta.db_table)
    return rows.values("row")


def _gone(cases: Iterable[UUID]) -> frozenset[UUID]:
    table = Case._meta.db_table
    return frozenset(Tombstone.objects.filter(table=table, row__in=list(cases)).values_list("row", flat=True))


def _holds(actor: Actor) -> tuple[HeldRow, ...]:
    names = ColleagueNames(actor.authority_id)
    found = Hold.objects.filter(owner_id=actor.authority_id, ended_at__isnull=True).order_by("case__number")
    return tuple(
        HeldRow(case_ref=case, number=number, since=at, by=names.of(name))
        for case, number, at, name in found.values_list("case_id", "case__number", "at", "by_name")
    )
