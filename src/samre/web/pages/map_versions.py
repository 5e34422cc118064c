"""What the start page of the work with the map shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.maps import keeper_of
from samre.governance.queries.drafts import (
    COMING,
    IN_FORCE,
    PAST,
    DraftShown,
    VersionShown,
    drafts_of,
    keepers,
    versions_of,
    writes_map,
)

from ..forms.problems import Problems

# What is proposed until somebody says otherwise.
DAYS_TO_REVIEW = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage:
    """The map's versions by state, and its drafts. `has_map` is False where the authority follows nobody's map: then `may_adopt`
    and `to_follow` say what the reader can do about it, and `review` proposes a day."""

    has_map: bool
    may_write: bool
    may_adopt: bool = False
    to_follow: tuple[tuple[UUID, str], ...] = ()
    review: str = ""
    now: VersionShown | None = None
    coming: tuple[VersionShown, ...] = ()
    past: tuple[VersionShown, ...] = ()
    drafts: tuple[DraftShown, ...] = ()
    ended: tuple[DraftShown, ...] = ()
    is_late: bool = False
    problems: Problems = field(default_factory=Problems)


def versions_page(actor: Actor, *, problems: Problems) -> VersionsPage:
    """The map the actor belongs to."""
    keeper, on = keeper_of(actor.authority_id), timezone.localdate()
    if keeper is None:
        return _without_map(actor, on, problems)
    versions = versions_of(keeper, on=on)
    now = next((one for one in versions if one.state == IN_FORCE), None)
    return VersionsPage(
        has_map=True,
        may_write=writes_map(actor),
        now=now,
        coming=tuple(one for one in reversed(versions) if one.state == COMING),
        past=tuple(one for one in versions if one.state == PAST),
        drafts=drafts_of(keeper, reader=actor.user_id),
        ended=drafts_of(keeper, ended=True, reader=actor.user_id),
        is_late=now is not None and now.next_review < on,
        problems=problems,
    )


def _without_map(actor: Actor, on: date, problems: Problems) -> VersionsPage:
    """What a process leader can do where there is no shared map yet: a förbund takes one over, a kommun follows one."""
    leads = actor.role == Role.PROCESS_LEAD
    return VersionsPage(
        has_map=False,
        may_write=False,
        may_adopt=leads and actor.authority_kind == AuthorityKind.FORBUND,
        to_follow=keepers() if leads and actor.authority_kind == AuthorityKind.KOMMUN else (),
        review=(on + timedelta(days=DAYS_TO_REVIEW)).isoformat(),
        problems=problems,
    )
