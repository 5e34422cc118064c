"""What the pages of the steering group show: what waits, its meetings, and the log of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames
from samre.accounts.roles import Role
from samre.casework.rules.deadlines import working_day
from samre.governance.maps import keeper_of
from samre.governance.models import Sitting
from samre.governance.queries.drafts import DraftShown
from samre.governance.queries.names import signer_of
from samre.governance.queries.published import DecisionShown
from samre.governance.queries.sittings import (
    SIGNED,
    PaperShown,
    SittingRow,
    Topic,
    arranges,
    decisions_at,
    decisions_of,
    papers_of,
    sittings_of,
    state_of,
    topics_for,
    waits_for_decision,
    waits_for_publishing,
)

from ..forms.problems import Problems
from ..forms.sittings import key_of, shown_present

NOTICES = {
    "kallat": "Kallelsen är klar. Hämta den som PDF nedan och skicka den till styrgruppen: SAMRE skickar inget.",
    "skrivet": "Protokollet är sparat. Någon annan i styrgruppen justerar det.",
    "justerat": "Protokollet är justerat och ändras inte mer.",
}
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsPage:
    """The steering group's start page. `waiting`: drafts to decide on; `approved`: those that wait to be published."""

    has_map: bool
    is_board: bool
    may_arrange: bool
    waiting: tuple[DraftShown, ...] = ()
    approved: tuple[DraftShown, ...] = ()
    sittings: tuple[SittingRow, ...] = ()
    decisions: tuple[DecisionShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """The form of a calling. `chosen`: the ticked topics' keys."""

    topics: tuple[Topic, ...]
    chosen: tuple[str, ...]
    day: str
    problems: Problems


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point of an agenda, and the page it is about."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPage:
    """A meeting. `may_sign` only for the steering group, when others have written the minutes and they are not signed; `waits_for`
    says what signing waits for."""

    row: Sitting
    state: str
    points: tuple[PointShown, ...]
    decisions: tuple[DecisionShown, ...]
    papers: Mapping[str, PaperShown]
    called_by: str
    signed_by: str
    may_write: bool
    may_sign: bool
    waits_for: str = ""
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPage:
    """The form of the minutes: who came, what was said, and points that were added."""

    row: Sitting
    points: tuple[PointShown, ...]
    present: str
    minutes: str
    added: str
    revision: int
    problems: Problems


def decisions_page(actor: Actor) -> DecisionsPage:
    """What there is for the map the actor belongs to."""
    keeper, is_board = keeper_of(actor.authority_id), actor.role == Role.BOARD
    if keeper is None:
        return DecisionsPage(has_map=False, is_board=is_board, may_arrange=False)
    return DecisionsPage(
        has_map=True,
        is_board=is_board,
        may_arrange=arranges(actor),
        waiting=waits_for_decision(keeper),
        approved=waits_for_publishing(keeper),
        sittings=sittings_of(keeper),
        decisions=decisions_of(actor),
    )


def call_page(actor: Actor, *, chosen: tuple[str, ...] | None, problems: Problems) -> CallPage:
    """What can be taken up; at first what waits for a decision is ticked."""
    topics = topics_for(actor)
    keeper = keeper_of(actor.authority_id)
    waiting = waits_for_decision(keeper) if keeper else ()
    return CallPage(
        topics=topics,
        chosen=tuple(f"draft:{one.id}" for one in waiting) if chosen is None else chosen,
        day=working_day(timezone.localdate() + timedelta(days=DAYS_AHEAD)).isoformat(),
        problems=problems,
    )


def sitting_page(
    actor: Actor, row: Sitting, *, notice: str = "", problems: Problems | None = None
) -> SittingPage:
    """A meeting, for who looks at it."""
    state, writes, is_held = state_of(row), arranges(actor), row.on <= timezone.localdate()
    is_written, is_own = bool(row.present) and state != SIGNED, row.minutes_by_id == actor.user_id
    return SittingPage(
        row=row,
        state=state,
        points=points_of(row, actor),
        decisions=decisions_at(row, actor),
        papers={one.kind: one for one in papers_of(row, actor)},
        called_by=signer_of(row, reader=actor.user_id),
        signed_by=ColleagueNames(row.keeper_id).of(row.signed_by),
        may_write=writes and state != SIGNED,
        may_sign=writes and actor.role == Role.BOARD and is_written and is_held and not is_own,
        waits_for=("någon annan" if is_held else "dagen") if is_written else "",
        notice=NOTICES.get(notice, ""),
        problems=problems or Problems(),
    )


def minutes_page(row: Sitting, *, problems: Problems) -> MinutesPage:
    """The minutes as they stand, or as they were typed."""
    values = problems.values or {
        "närvarande": shown_present(row.present),
        "protokoll": row.minutes
        or "\n\n".join(f"{n}. {one['title']}" for n, one in enumerate(row.agenda, 1)),
        "tillagt": "",
    }
    return MinutesPage(
        row=row,
        points=points_of(row),
        present=values["närvarande"],
        minutes=values["protokoll"],
        added=values["tillagt"],
        revision=row.revision,
        problems=problems,
    )


def points_of(row: Sitting, actor: Actor | None = None) -> tuple[PointShown, ...]:
    """The agenda, each point with the page it is about; a draft that lies before the steering group with where it decides."""
    decides = actor is not None and actor.role == Role.BOARD
    waiting = {str(one.id) for one in waits_for_decision(row.keeper_id)} if decides else set()
    return tuple(
        PointShown(point["title"], _url(key_of(point), decides=point.get("draft") in waiting))
        for point in row.agenda
    )


def _url(key: str, *, decides: bool) -> str:
    kind, _, id_ = key.partition(":")
    draft = "web:draft-decide" if decides else "web:draft-review"
    names = {"draft": draft, "request": "web:change", "agreement": "web:agreement"}
    return reverse(names[kind], args=[UUID(id_)]) if kind in names else ""
