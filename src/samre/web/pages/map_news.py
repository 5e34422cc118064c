"""What somebody is told about the map when she comes in: answers to what she has said, and what waits for a process leader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.queries.moving import to_move
from samre.governance.models import Deviation
from samre.governance.queries.deviations import to_answer, to_handle, told_to
from samre.governance.queries.drafts import VersionShown, before_decision
from samre.governance.queries.local_values import own_values, shared_map
from samre.governance.queries.published import unread
from samre.governance.queries.requests import RequestShown, news_for, waiting_for
from samre.governance.queries.sittings import decision_counts

from .law_watch import list_page


@dataclass(frozen=True, slots=True)
class MapNews:
    """`answered`: the reader's own requests with something new. `to_answer`: deviations that wait for her authority's answer.
    `published`: versions she has not read of. `to_decide` and `to_sign`: drafts and minutes that wait for the steering group,
    `to_publish` drafts that have its yes. `proposed`: drafts that the steering group has before it, for the head of a unit who
    can read what they do to its cases. `to_move`: cases of hers that follow an older version, of which nobody has said that they
    stay.

    For a process leader: how many requests wait for an answer, how many laws and numbers are to be read now, how many of the
    kommun's own values the shared map has changed beneath, and how many deviations nobody has begun to handle. `deviations`:
    those the reader reported that have been answered or closed lately.
    """

    answered: tuple[RequestShown, ...]
    to_answer: int = 0
    waiting: int = 0
    due: int = 0
    conflicts: int = 0
    to_handle: int = 0
    to_move: int = 0
    deviations: tuple[Deviation, ...] = ()
    published: tuple[VersionShown, ...] = ()
    to_decide: int = 0
    to_sign: int = 0
    to_publish: int = 0
    proposed: tuple[tuple[UUID, str], ...] = ()

    def __bool__(self) -> bool:
        counts = (self.to_answer, self.waiting, self.due, self.conflicts, self.to_handle, self.to_move)
        decisions = (self.to_decide, self.to_sign, self.to_publish)
        return (
            bool(self.answered or self.published or self.proposed or self.deviations)
            or any(counts)
            or any(decisions)
        )


def map_news_for(actor: Actor) -> MapNews:
    """Everything there is to tell the actor about the map."""
    decide, sign, publish = decision_counts(actor)
    told = _told(actor)
    return replace(
        told,
        published=unread(actor),
        to_decide=decide,
        to_sign=sign,
        to_publish=publish,
        proposed=before_decision(actor),
        deviations=told_to(actor),
    )


def _told(actor: Actor) -> MapNews:
    """What only concerns a process leader is asked for her alone."""
    answered, answers = news_for(actor), to_answer(actor)
    if actor.role != Role.PROCESS_LEAD:
        return MapNews(answered, answers, to_move=to_move(actor))
    shared = shared_map(actor.authority_id) if actor.authority_kind == AuthorityKind.KOMMUN else None
    own = () if shared is None else own_values(actor.authority_id, shared)
    return MapNews(
        answered,
        answers,
        waiting=waiting_for(actor),
        due=list_page(actor).due,
        conflicts=sum(one.is_in_conflict for one in own),
        to_handle=to_handle(actor),
        to_move=to_move(actor),
    )
