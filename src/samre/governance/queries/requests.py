"""Change requests as they are read: by the one who asked, and by those who answer for the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of

from ..maps import keeper_of, pathway_in
from ..models import ChangeRequest, Draft, DraftState, RequestAnswer, RequestState
from .names import signer_of

STEP, GOAL, MAP = "steget", "målet", "kartan"
# Who answers for the map and reads what everybody has said about it.
READERS = frozenset({Role.PROCESS_LEAD, Role.BOARD})
# Where somebody is waited for: the process leaders, and the one who asked.
OURS, THEIRS = frozenset({RequestState.NEW}), frozenset({RequestState.ASKED})


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, or what the one who asked said to it. `result` is where it put the request, in words."""

    text: str
    result: str
    by_name: str
    by_authority: str
    at: datetime
    is_askers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """One request. `box` is what it is about, as its users call it; `has_news`: something the one who asked has not read."""

    id: UUID
    number: int
    thing: str
    thing_id: str
    box: str
    wrong: str
    proposal: str
    state: str
    state_words: str
    by_name: str
    by_role: str
    by_authority: str
    at: datetime
    version: int
    draft: tuple[UUID, str] | None
    published: int | None
    said: tuple[Said, ...]
    has_news: bool
    is_own: bool

    @property
    def asked_by(self) -> str:
        """Who asked the question that waits for an answer; empty where none does."""
        if self.state != RequestState.ASKED:
            return ""
        return next((one.by_name for one in reversed(self.said) if not one.is_askers), "")


def may_read_all(actor: Actor) -> bool:
    """Whether the actor reads what everybody has said about the map she belongs to."""
    return actor.role in READERS and keeper_of(actor.authority_id) is not None


def requests_for(actor: Actor, *, box: str = "", state: str = "") -> tuple[RequestShown, ...]:
    """The requests the actor may read, newest first: her own, or all about the map. `box` and `state` narrow them."""
    rows = _visible(actor)
    if box:
        rows = rows.filter(thing_id=box)
    if state:
        rows = rows.filter(state=state)
    return _shown(_with_last(rows), actor)


def find_request(actor: Actor, request: UUID) -> RequestShown | None:
    """One request, where the actor may read it."""
    return next(iter(_shown(_with_last(_visible(actor).filter(pk=request)), actor)), None)


def boxes_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    """What there are requests about among those the actor may read: (id, name), by name."""
    rows = _visible(actor).select_related("version").defer("version__files")
    found = {row.thing_id: box_name(pathway_in(row.version), row.thing, row.thing_id) for row in rows}
    return tuple(sorted(found.items(), key=lambda pair: (len(pair[0]), pair[0])))


def news_for(actor: Actor) -> tuple[RequestShown, ...]:
    """Those of the actor's own requests that something has happened to since she read them."""
    return _shown(_with_last(_own(actor)).filter(_is_news()), actor)


def requests_in(actor: Actor, draft: UUID) -> tuple[RequestShown, ...]:
    """Those that are taken into a draft, where the actor may read them."""
    return _shown(_with_last(_visible(actor).filter(draft=draft)), actor)


def waiting_for(actor: Actor) -> int:
    """How many requests wait for those who answer for the map; 0 for everybody else."""
    if actor.role != Role.PROCESS_LEAD or not (keeper := keeper_of(actor.authority_id)):
        return 0
    return ChangeRequest.objects.filter(keeper_id=keeper, state__in=OURS).count()


def open_drafts(keeper: UUID) -> tuple[tuple[UUID, str], ...]:
    """The drafts that are written on, newest first: what a request can be taken into."""
    rows = Draft.objects.filter(keeper_id=keeper, state=DraftState.WRITTEN).order_by("-at")
    return tuple(rows.values_list("pk", "title"))


def box_name(pathway: Pathway, thing: str, id_: str) -> str:
    """What a thing of the map is called by those who use it: `Steg 8 Planera`."""
    registers = {
        STEP: pathway.steps,
        GOAL: pathway.goals,
        "uppgiften": pathway.facts,
        "kontakten": pathway.contacts,
        "blanketten": pathway.forms,
        "lagen": pathway.laws,
        "värdet": pathway.values,
    }
    found = registers.get(thing, {}).get(id_)
    if found is None:
        return pathway.name if thing == MAP else id_
    name = getattr(found, "short", "") or getattr(found, "name", "") or getattr(found, "label", "") or id_
    if thing == STEP:
        return f"Steg {number_of(id_)} {name}"
    return f"Mål {id_} {name}" if thing == GOAL else str(name)


def _visible(actor: Actor) -> QuerySet[ChangeRequest]:
    keeper = keeper_of(actor.authority_id)
    if actor.role in READERS and keeper is not None:
        return ChangeRequest.objects.filter(keeper_id=keeper)
    return _own(actor)


def _own(actor: Actor) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(by_id=actor.user_id, source_id=actor.authority_id)


def _is_news() -> Q:
    """Answered by somebody else, or published, after the one who asked read it."""
    return Q(last_said__gt=Coalesce("seen_at", "at")) | Q(published__at__gt=Coalesce("seen_at", "at"))


def _with_last(rows: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    return rows.annotate(last_said=Max("answers__at", filter=~Q(answers__by=F("by"))))


def _shown(rows: QuerySet[ChangeRequest], actor: Actor) -> tuple[RequestShown, ...]:
    kept = rows.select_related("version", "published", "draft", "by").defer(
        "version__files", "published__files"
    )
    kept = kept.prefetch_related("answers__by").order_by("-at")
    return tuple(_one(row, actor) for row in kept)


def _one(row: ChangeRequest, actor: Actor) -> RequestShown:
    seen = row.seen_at or row.at
    last: datetime | None = row.last_said  # type: ignore[attr-defined]
    is_own = row.by_id == actor.user_id and row.source_id == actor.authority_id
    after = [at for at in (last, row.published.at if row.published else None) if at is not None and at > seen]
    return RequestShown(
        id=row.pk,
        number=row.number,
        thing=row.thing,
        thing_id=row.thing_id,
        box=box_name(pathway_in(row.version), row.thing, row.thing_id),
        wrong=row.wrong,
        proposal=row.proposal,
        state=row.state,
        state_words=row.get_state_display(),
        by_name=signer_of(row, reader=actor.user_id),
        by_role=role_words(row.by_role),
        by_authority=row.by_authority,
        at=row.at,
        version=row.version.number,
        draft=(row.draft.pk, row.draft.title) if row.draft else None,
        published=row.published.number if row.published else None,
        said=tuple(_said(row, row.answers.all(), actor)),
        has_news=is_own and bool(after),
        is_own=is_own,
    )


def _said(row: ChangeRequest, answers: Iterable[RequestAnswer], actor: Actor) -> Iterable[Said]:
    for answer in sorted(answers, key=lambda one: one.at):
        is_askers = answer.by_id == row.by_id and answer.state == RequestState.NEW
        yield Said(
            answer.text,
            "" if is_askers else answer.get_state_display(),
            signer_of(answer, reader=actor.user_id),
            answer.by_authority,
            answer.at,
            is_askers,
        )


@lru_cache(maxsize=32)
def role_words(role: str) -> str:
    """A role as people call it."""
    return Role(role).label if role in Role.values else role
