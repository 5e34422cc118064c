"""The first page of the work with the map: what waits for the reader, and the drafts, each with its next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.governance.maps import keeper_of
from samre.governance.models import Draft, DraftState
from samre.governance.queries.draft_changes import read_map
from samre.governance.queries.drafts import (
    IN_FORCE,
    DraftShown,
    VersionShown,
    draft_texts,
    drafts_of,
    versions_of,
)
from samre.governance.rules.reviewing import paragraphs

from .map_news import MapNews, map_news_for


@dataclass(frozen=True, slots=True)
class NextOfDraft:
    """A draft and what is to be done with it next: the words, and the page of the draft (what comes after its address) where."""

    draft: DraftShown
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class ToRead:
    """A draft with paragraphs that nobody has compared with the law since its words changed."""

    draft: DraftShown
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """`has_map` is False where the authority follows nobody's map. `is_late`: the day to review the map has gone by. `leads`: the
    reader changes or decides on the map; a law expert only reads it, and has `to_read`. `returned`: what the steering group has
    sent back to be written on."""

    has_map: bool
    news: MapNews
    drafts: tuple[NextOfDraft, ...] = ()
    to_read: tuple[ToRead, ...] = ()
    returned: tuple[DraftShown, ...] = ()
    now: VersionShown | None = None
    is_late: bool = False
    leads: bool = True


def start_page(actor: Actor) -> StartPage:
    """The map the actor belongs to, as work."""
    keeper, on, leads = keeper_of(actor.authority_id), timezone.localdate(), actor.role != Role.LAW_EXPERT
    news = map_news_for(actor) if leads else MapNews(())
    if keeper is None:
        return StartPage(has_map=False, news=news, leads=leads)
    now = next((one for one in versions_of(keeper, on=on) if one.state == IN_FORCE), None)
    drafts = drafts_of(keeper, reader=actor.user_id)
    return StartPage(
        has_map=True,
        news=news,
        drafts=tuple(next_of(one) for one in drafts),
        to_read=() if leads else tuple(_to_read(drafts)),
        returned=tuple(one for one in drafts if one.returned) if actor.role == Role.PROCESS_LEAD else (),
        leads=leads,
        now=now,
        is_late=leads and now is not None and now.next_review < on,
    )


def _to_read(drafts: Iterable[DraftShown]) -> Iterator[ToRead]:
    for one in drafts:
        row = Draft.objects.select_related("based_on").get(pk=one.id)
        pathway = read_map(draft_texts(row)).pathway
        unread = 0 if pathway is None else sum(part.mark is None for part in paragraphs(row, pathway))
        if unread:
            yield ToRead(one, unread)


def next_of(draft: DraftShown) -> NextOfDraft:
    """What stands between a draft and a version."""
    if draft.state == DraftState.APPROVED:
        return NextOfDraft(draft, "Godkänt av styrgruppen. Nästa steg: publicera.", "/granska")
    if draft.state == DraftState.REVIEWED:
        return NextOfDraft(draft, "Ligger hos styrgruppen. Nästa steg: beslut.", "/granska")
    if draft.returned:
        return NextOfDraft(draft, "Återremitterat av styrgruppen. Nästa steg: skriv om det.", "/granska")
    if draft.faults:
        return NextOfDraft(draft, "Beviset hittade fel. Nästa steg: rätta dem.", "/bevis")
    return NextOfDraft(draft, "Utan fel. Nästa steg: pröva det, och lägg det sedan för beslut.", "/paverkan")
