"""The map's versions and the drafts of it, as those who belong to the map read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role

from ..maps import keeper_of
from ..models import Decision, Draft, DraftRevision, DraftState, MapVersion
from ..rules.heads import without_head
from ..rules.packing import unpack
from .names import signer_of

IN_FORCE, COMING, PAST = "gäller", "kommer", "har gällt"
_UNDER_WAY = (DraftState.WRITTEN, DraftState.REVIEWED, DraftState.APPROVED)


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A published version. `state`: in force, coming, or past."""

    id: UUID
    number: int
    name: str
    chart: str
    valid_from: date
    next_review: date
    mark: str
    changes: tuple[str, ...]
    news: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A draft as a row of a list. `faults` and `warnings` are what the proof counted when it was last saved. `returned`: what the
    steering group asked for when it sent the draft back."""

    id: UUID
    title: str
    why: str
    state: str
    state_words: str
    begun_by: str
    begun_at: datetime
    saved_by: str
    saved_at: datetime
    revision: int
    faults: int
    warnings: int
    returned: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is written on."""
        return self.state == DraftState.WRITTEN


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """One save of a draft."""

    number: int
    what: str
    by_name: str
    by_authority: str
    at: datetime
    faults: int


def writes_map(actor: Actor) -> bool:
    """Whether the actor may write drafts of the map she belongs to."""
    return actor.role == Role.PROCESS_LEAD and keeper_of(actor.authority_id) is not None


def versions_of(keeper: UUID, *, on: date) -> tuple[VersionShown, ...]:
    """Every version a keeper has published, newest first."""
    rows = list(MapVersion.objects.filter(keeper_id=keeper).defer("files").order_by("-valid_from", "-number"))
    now = next((row.pk for row in rows if row.valid_from <= on), None)
    return tuple(_version(row, _state(row, now, on)) for row in rows)


def keepers() -> tuple[tuple[UUID, str], ...]:
    """Those that keep a map which others can follow: id and name."""
    found = Authority.objects.filter(kind=AuthorityKind.FORBUND, pk__in=MapVersion.objects.values("keeper"))
    return tuple(found.order_by("name").values_list("pk", "name"))


def drafts_of(keeper: UUID, *, ended: bool = False, reader: UUID | None = None) -> tuple[DraftShown, ...]:
    """The drafts of a keeper's map that are under way, newest first; with `ended` those that are not."""
    drafts = Draft.objects.filter(keeper_id=keeper).select_related("by").order_by("-at")
    found = drafts.exclude(state__in=_UNDER_WAY) if ended else drafts.filter(state__in=_UNDER_WAY)
    last = {row.draft_id: row for row in _newest_of(found)}
    return tuple(_draft(row, last[row.pk], reader) for row in found)


def find_draft(actor: Actor, draft: UUID) -> Draft | None:
    """A draft of the map the actor belongs to; None for others'."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return None
    return Draft.objects.select_related("based_on", "by").filter(pk=draft, keeper_id=keeper).first()


def before_decision(actor: Actor) -> tuple[tuple[UUID, str], ...]:
    """For the head of a unit: the drafts that lie before the steering group or have its yes, whose impact on her unit's cases she
    can read before they hold. Nothing for others."""
    keeper = keeper_of(actor.authority_id) if actor.is_manager else None
    if keeper is None:
        return ()
    waiting = (DraftState.REVIEWED, DraftState.APPROVED)
    rows = Draft.objects.filter(keeper_id=keeper, state__in=waiting).order_by("at")
    return tuple(rows.values_list("pk", "title"))


def show_draft(draft: Draft) -> DraftShown:
    """A draft as a row."""
    return _draft(draft, revision_of(draft), None)


def newer_version(draft: Draft) -> int | None:
    """The number of the newest version, where it came after the one the draft began from."""
    versions = MapVersion.objects.filter(keeper_id=draft.keeper_id, number__gt=draft.based_on.number)
    return versions.order_by("-number").values_list("number", flat=True).first()


def revision_of(draft: Draft, number: int | None = None) -> DraftRevision:
    """A save of a draft, the newest unless another is asked for. Raises DoesNotExist."""
    asked = draft.revision if number is None else number
    return DraftRevision.objects.select_related("by").get(draft=draft, number=asked)


def saver_of(draft: Draft) -> str:
    """Who saved a draft last, as others may read it."""
    return signer_of(revision_of(draft))


def draft_texts(draft: Draft, number: int | None = None) -> dict[str, str]:
    """The files of a draft as they were saved."""
    return unpack(revision_of(draft, number).files)


def changed_since(draft: Draft, number: int) -> bool:
    """Whether a draft says something else now than in an earlier save, beside the first day and the id it is laid with."""
    now, then = revision_of(draft), revision_of(draft, number)
    if now.content == then.content:
        return False
    can_be_read = now.hash and then.hash
    return not can_be_read or without_head(unpack(now.files)) != without_head(unpack(then.files))


def revisions_of(draft: Draft, *, reader: UUID | None = None) -> tuple[RevisionShown, ...]:
    """Every save of a draft, newest first."""
    rows = _saves().filter(draft=draft).order_by("-number")
    return tuple(_revision(row, reader) for row in rows)


def find_revision(draft: Draft, number: int, *, reader: UUID | None = None) -> RevisionShown | None:
    """One save of a draft; None where there is none with the number."""
    row = _saves().filter(draft=draft, number=number).first()
    return None if row is None else _revision(row, reader)


def faults_in(proof: dict[str, Any]) -> int:
    """How many things in a kept proof stop a version from being published."""
    return sum(len(proof.get(name, ())) for name in ("mistakes", "failed", "astray", "undrawn"))


def _saves() -> QuerySet[DraftRevision]:
    return DraftRevision.objects.select_related("by").defer("files")


def _revision(row: DraftRevision, reader: UUID | None) -> RevisionShown:
    name, faults = signer_of(row, reader=reader), faults_in(row.proof)
    return RevisionShown(row.number, row.what, name, row.by_authority, row.at, faults)


def _newest_of(drafts: Any) -> list[DraftRevision]:
    rows = _saves().filter(draft__in=drafts).order_by("draft", "number")
    return list({row.draft_id: row for row in rows}.values())


def _draft(row: Draft, last: DraftRevision, reader: UUID | None) -> DraftShown:
    return DraftShown(
        id=row.pk,
        title=row.title,
        why=row.why,
        state=row.state,
        state_words=row.get_state_display(),
        begun_by=signer_of(row, reader=reader),
        begun_at=row.at,
        saved_by=signer_of(last, reader=reader),
        saved_at=last.at,
        revision=row.revision,
        faults=faults_in(last.proof),
        warnings=len(last.proof.get("warnings", ())),
        returned=_returned(row),
    )


def _returned(row: Draft) -> str:
    if row.state != DraftState.WRITTEN:
        return ""
    last = row.decisions.order_by("-at").first()
    return last.reason if last is not None and last.outcome == Decision.Outcome.RETURNED else ""


def _state(row: MapVersion, now: UUID | None, on: date) -> str:
    if row.pk == now:
        return IN_FORCE
    return COMING if row.valid_from > on else PAST


def _version(row: MapVersion, state: str) -> VersionShown:
    return VersionShown(
        id=row.pk,
        number=row.number,
        name=row.name,
        chart=row.chart,
        valid_from=row.valid_from,
        next_review=row.next_review,
        mark=row.content[:12],
        changes=tuple(row.changes),
        news=row.news,
        at=row.at,
        state=state,
    )
