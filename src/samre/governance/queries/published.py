"""Published versions as those who follow the map read them: what is new, what it rests on, and who has not read it yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority

from ..maps import followers_of, keeper_of
from ..models import Decision, Draft, LawMark, MapVersion, VersionRead
from .drafts import COMING, IN_FORCE, VersionShown, versions_of
from .names import signer_of

# Who joins is not told of what was new long before.
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class News:
    """A version as news. `is_new`: the reader has not read it, or read it before it began to hold."""

    version: VersionShown
    is_new: bool

    @property
    def is_coming(self) -> bool:
        return self.version.state == COMING


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """A decision of the steering group, and the version that came of it. `sitting`: id, number and day."""

    id: UUID
    at: datetime
    draft: UUID
    title: str
    outcome: str
    outcome_words: str
    reason: str
    by_name: str
    by_authority: str
    hash: str
    revision: int
    sitting: tuple[UUID, int, date] | None = None
    version: tuple[UUID, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionWhole:
    """Everything a version rests on. `reasons`: warnings that were let through, each with why; `marks`: who read which paragraph;
    `proved` and `cases`: how many sentences were proved and worked cases landed."""

    version: VersionShown
    keeper: str
    content: str
    based_on: tuple[UUID, int] | None
    proved: int
    cases: int
    warnings: int
    reasons: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str, str, datetime], ...]
    decision: DecisionShown | None
    proposer: str
    followers: tuple[str, ...]


def news_of(actor: Actor) -> tuple[News, ...]:
    """The latest versions of the map the actor follows, newest first. The first version is no news: it was there from the start."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return ()
    read = _last_read(actor, keeper)
    shown = [one for one in versions_of(keeper, on=timezone.localdate()) if one.number > 1]
    return tuple(News(one, _is_new(one, read.get(one.id))) for one in shown[:_SHOWN])


def unread(actor: Actor) -> tuple[VersionShown, ...]:
    """The versions that hold or are coming and that the actor has not read as they now stand."""
    return tuple(one.version for one in news_of(actor) if one.is_new)


def find_followed(actor: Actor, version: UUID) -> MapVersion | None:
    """A version of the map the actor follows; None for others'."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return None
    rows = MapVersion.objects.filter(keeper_id=keeper).defer("files")
    return (
        rows.select_related("by", "decided__by", "decided__draft__by", "decided__sitting")
        .filter(pk=version)
        .first()
    )


def whole(row: MapVersion, actor: Actor) -> VersionWhole:
    """A version with everything it rests on."""
    versions = versions_of(row.keeper_id, on=timezone.localdate())
    shown = next(one for one in versions if one.id == row.pk)
    numbers = {one.id: one.number for one in versions}
    draft = row.decided.draft if row.decided else None
    names = Authority.objects.filter(pk__in=followers_of(row.keeper_id)).order_by("name")
    return VersionWhole(
        version=shown,
        keeper=Authority.objects.get(pk=row.keeper_id).name,
        content=row.content,
        based_on=(row.based_on_id, numbers[row.based_on_id]) if row.based_on_id else None,
        proved=row.proof.get("proved", 0),
        cases=row.proof.get("cases", 0),
        warnings=len(row.proof.get("warnings", ())),
        reasons=tuple((one["text"], one["reason"]) for one in row.proof.get("let_through", ())),
        marks=() if draft is None else _marks(draft, actor),
        decision=None if row.decided is None else decision_shown(row.decided, actor, version=(row.pk, row.number)),
        proposer="" if draft is None else signer_of(draft, reader=actor.user_id),
        followers=tuple(names.values_list("name", flat=True)),
    )  # fmt: skip


def decision_shown(row: Decision, actor: Actor, *, version: tuple[UUID, int] | None = None) -> DecisionShown:
    """A decision as a row. Reads `draft`, `sitting` and `by`."""
    held = row.sitting
    return DecisionShown(
        id=row.pk,
        at=row.at,
        draft=row.draft_id,
        title=row.draft.title,
        outcome=row.outcome,
        outcome_words=row.get_outcome_display(),
        reason=row.reason,
        by_name=signer_of(row, reader=actor.user_id),
        by_authority=row.by_authority,
        hash=row.hash,
        revision=row.revision,
        sitting=None if held is None else (held.pk, held.number, held.on),
        version=version,
    )


def _last_read(actor: Actor, keeper: UUID) -> dict[UUID, datetime]:
    rows: Any = VersionRead.objects.filter(keeper_id=keeper, reader_id=actor.user_id).values_list("version")
    return dict(rows.annotate(last=Max("at")))


def _is_new(one: VersionShown, read: datetime | None) -> bool:
    """What has held and been followed by another is no news."""
    if one.state not in (COMING, IN_FORCE):
        return False
    if read is None:
        return True
    begins = timezone.make_aware(datetime.combine(one.valid_from, time.min))
    return one.state == IN_FORCE and read < begins


def _marks(draft: Draft, actor: Actor) -> tuple[tuple[str, str, str, datetime], ...]:
    """The newest mark on each paragraph: the paragraph, what was said, by whom, when."""
    rows = LawMark.objects.filter(draft=draft).select_related("by").order_by("at")
    newest = {(row.law, row.place): row for row in rows}
    return tuple(
        (f"{row.law} {row.place}".strip(), row.get_verdict_display(), signer_of(row, reader=actor.user_id), row.at)
        for row in newest.values()
    )  # fmt: skip
