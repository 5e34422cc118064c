"""What the steering group has before it and has decided: drafts that wait, meetings, and the log of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.roles import Role

from ..maps import keeper_of
from ..models import (
    Agreement,
    AgreementState,
    Decision,
    Draft,
    DraftState,
    MapVersion,
    RequestState,
    Sitting,
    SittingPaper,
)
from ..rules.permissions import who_wrote
from .drafts import DraftShown, drafts_of
from .map_names import shortened
from .names import signer_of
from .published import DecisionShown, decision_shown
from .requests import requests_for

CALLED, WRITTEN, SIGNED = "kallat", "att justera", "justerat"


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A meeting in the list. `state`: called, held with minutes that nobody has signed, or signed."""

    id: UUID
    number: int
    on: date
    place: str
    points: int
    state: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a meeting can take up: `key` names what it is about (`draft:…`), `title` what the point would be called."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A document that is kept of a meeting."""

    kind: str
    hash: str
    at: datetime
    by_name: str


def arranges(actor: Actor) -> bool:
    """Whether the actor calls meetings and writes their minutes: a process leader of the map, or its steering group."""
    keeper = keeper_of(actor.authority_id)
    return keeper is not None and (
        actor.role == Role.PROCESS_LEAD or (actor.role == Role.BOARD and actor.authority_id == keeper)
    )


def waits_for_decision(keeper: UUID) -> tuple[DraftShown, ...]:
    """The drafts that lie before the steering group."""
    return tuple(one for one in drafts_of(keeper) if one.state == DraftState.REVIEWED)


def waits_for_publishing(keeper: UUID) -> tuple[DraftShown, ...]:
    """The drafts that have the steering group's yes and are no version yet."""
    return tuple(one for one in drafts_of(keeper) if one.state == DraftState.APPROVED)


def decisions_of(actor: Actor) -> tuple[DecisionShown, ...]:
    """Every decision about the map the actor belongs to, newest first, each with the version that came of it."""
    keeper = keeper_of(actor.authority_id)
    published = {
        row.decided_id: (row.pk, row.number)
        for row in MapVersion.objects.filter(keeper_id=keeper, decided__isnull=False).only(
            "number", "decided"
        )
    }
    rows = Decision.objects.filter(keeper_id=keeper).select_related("draft", "sitting", "by").order_by("-at")
    return tuple(decision_shown(row, actor, version=published.get(row.pk)) for row in rows)


def decisions_at(sitting: Sitting, actor: Actor) -> tuple[DecisionShown, ...]:
    """What was decided at a meeting, in order."""
    rows = sitting.decisions.select_related("draft", "sitting", "by").order_by("at")
    return tuple(decision_shown(row, actor) for row in rows)


def sittings_of(keeper: UUID) -> tuple[SittingRow, ...]:
    """Every meeting, the latest day first."""
    rows = Sitting.objects.filter(keeper_id=keeper).order_by("-on", "-number")
    return tuple(
        SittingRow(row.pk, row.number, row.on, row.place, len(row.agenda), state_of(row)) for row in rows
    )


def state_of(row: Sitting) -> str:
    """Where a meeting is."""
    return SIGNED if row.signed_at else WRITTEN if row.present else CALLED


def unsigned_of(keeper: UUID) -> tuple[Sitting, ...]:
    """The meetings whose minutes are not signed."""
    return tuple(Sitting.objects.filter(keeper_id=keeper, signed_at__isnull=True).order_by("on", "number"))


def held_now(keeper: UUID, *, on: date) -> tuple[Sitting, ...]:
    """The meetings a decision can be made at: their day has come, and their minutes are not signed."""
    return tuple(one for one in unsigned_of(keeper) if one.on <= on)


def find_sitting(actor: Actor, sitting: UUID) -> Sitting | None:
    """A meeting about the map the actor belongs to; None for others'."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return None
    return Sitting.objects.select_related("by").filter(pk=sitting, keeper_id=keeper).first()


def papers_of(sitting: Sitting, actor: Actor) -> tuple[PaperShown, ...]:
    """The documents that are kept of a meeting, oldest first."""
    rows = sitting.papers.select_related("by").defer("document").order_by("at")
    return tuple(PaperShown(row.kind, row.hash, row.at, signer_of(row, reader=actor.user_id)) for row in rows)


def find_paper(sitting: Sitting, kind: str) -> SittingPaper | None:
    """The newest document of a kind; None where none is kept."""
    return sitting.papers.filter(kind=kind).order_by("-at").first()


def topics_for(actor: Actor) -> tuple[Topic, ...]:
    """What could be taken up: drafts under way, boxes somebody says are wrong, and the agreement where it asks for something."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return ()
    drafts = [one for one in drafts_of(keeper) if one.state in (DraftState.REVIEWED, DraftState.WRITTEN)]
    drafts.sort(key=lambda one: one.state != DraftState.REVIEWED)
    found = [
        Topic(
            f"draft:{one.id}",
            f"{'Beslut om' if one.state == DraftState.REVIEWED else 'Läget i'} förslaget ”{one.title}”",
        )
        for one in drafts
    ]
    found += [
        Topic(
            f"request:{one.id}", f"Något stämmer inte: {one.box}, nummer {one.number}: {shortened(one.wrong)}"
        )
        for one in requests_for(actor)
        if one.state in (RequestState.NEW, RequestState.ASKED)
    ]
    return (*found, *_agreements(keeper))


def decision_counts(actor: Actor) -> tuple[int, int, int]:
    """For who decides: drafts she can decide on, and minutes to sign; for a process leader: drafts to publish. Else nothing."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None or actor.role not in (Role.BOARD, Role.PROCESS_LEAD):
        return 0, 0, 0
    if actor.role == Role.PROCESS_LEAD:
        return 0, 0, Draft.objects.filter(keeper_id=keeper, state=DraftState.APPROVED).count()
    waiting = Draft.objects.filter(keeper_id=keeper, state=DraftState.REVIEWED)
    own = sum(actor.user_id not in who_wrote(draft) for draft in waiting)
    return own, sum(state_of(row) == WRITTEN for row in unsigned_of(keeper)), 0


def _agreements(keeper: UUID) -> tuple[Topic, ...]:
    rows = Agreement.objects.filter(keeper_id=keeper).exclude(state=AgreementState.ENDED).order_by("number")
    told = {
        AgreementState.WRITTEN: "Läget i överenskommelsen",
        AgreementState.SIGNING: "Underskrifter och beslut om överenskommelsen",
        AgreementState.SIGNED: "Uppföljning av överenskommelsen",
    }
    return tuple(
        Topic(f"agreement:{row.pk}", f"{told[AgreementState(row.state)]} ”{row.title}”")
        for row in rows
        if AgreementState(row.state) in told
    )
