"""The cases that follow an older version of the map: which can move with nothing changed behind them, and which take a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.queries.moving import MOST, UnitMoving, cases_by_course, movers_of, rows_of
from samre.casework.queries.work_rows import WorkRow
from samre.casework.rules.settings import pathway_now
from samre.governance.maps import find_in_force, keeper_of, pathway_in
from samre.governance.queries.followed import VersionInForce, version_in_force
from samre.pathway.model import Pathway
from samre.reporting.impact import OpenImpact, shared_impact
from samre.reporting.made_up import least_told

from ..forms.problems import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingPage:
    """`following`: cases on the version in force. `ahead`, `behind`, `stays`: the others. `rows` are those that take a yes and
    that the reader may open, `stay_rows` those that somebody has said shall stay. `shared`: what the förbund is told instead.
    `asks`: how many of them each handler says yes to, for who leads; `movers`: who moves the others, for a handler."""

    version: VersionInForce | None
    chart: str
    whose: str = ""
    following: int = 0
    ahead: int = 0
    behind: int = 0
    stays: int = 0
    units: tuple[UnitMoving, ...] = ()
    asks: tuple[tuple[str, int], ...] = ()
    movers: tuple[str, ...] = ()
    moves_all: bool = False
    own_unit: UUID | None = None
    rows: tuple[WorkRow, ...] = ()
    stay_rows: tuple[WorkRow, ...] = ()
    more: int = 0
    shared: OpenImpact | None = None
    least: int = 0
    problems: Problems = field(default_factory=Problems)

    @property
    def may_move(self) -> bool:
        return self.moves_all or self.own_unit is not None


def moving_page(actor: Actor, *, problems: Problems) -> MovingPage:
    """The open cases of the reader: her own, her unit's, or as counts the whole kommun's."""
    on = timezone.localdate()
    version = version_in_force(actor.authority_id, on=on)
    if actor.authority_kind != AuthorityKind.KOMMUN or actor.role == Role.BOARD:
        return _shared(actor, version, on, problems)
    found = cases_by_course(actor, on=on)
    leads = actor.role == Role.PROCESS_LEAD
    return MovingPage(
        version=version,
        chart=pathway_now().id,
        whose="hos er" if leads else f"på {actor.unit_name}" if actor.is_manager else "som är dina",
        following=found.following,
        ahead=len(found.ahead),
        behind=len(found.behind),
        stays=len(found.stays),
        units=found.units if leads else (),
        asks=found.asks if leads or actor.is_manager else (),
        movers=() if leads or actor.is_manager or not found.ahead else movers_of(actor, on=on),
        moves_all=leads,
        own_unit=actor.unit_id if actor.is_manager else None,
        rows=rows_of(found.behind, actor, on=on),
        stay_rows=rows_of(found.stays, actor, on=on),
        more=0 if leads else max(0, len(found.behind) - MOST),
        problems=problems,
    )


def _shared(actor: Actor, version: VersionInForce | None, on: date, problems: Problems) -> MovingPage:
    keeper, least = keeper_of(actor.authority_id), least_told()
    row = find_in_force(keeper, on=on) if keeper else None
    to: Pathway | None = None if row is None else pathway_in(row)
    shared = shared_impact(keeper, to, on=on, least=least) if keeper and to else None
    return MovingPage(
        version=version, chart=to.id if to else "", shared=shared, least=least, problems=problems
    )
