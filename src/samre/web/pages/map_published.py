"""What everybody who follows the map reads of its versions: what is new, and all that a version rests on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.queries.moving import own_cases
from samre.governance.maps import pathway_in, texts_of
from samre.governance.models import MapVersion
from samre.governance.queries.published import News, VersionWhole, find_followed, news_of, whole
from samre.governance.rules.permissions import DRAFT_READERS
from samre.pathway.picture.drawing import draw
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of
from samre.reporting.impact import own_courses

from .. import kept_papers
from ..definition import as_published

NOTICES = {
    "ny": "Versionen är publicerad. Alla som följer kartan får veta vad som är nytt, och de som har öppna ärenden hur många som "
    "berörs.",
    "last": "Tack. Nyheten visas inte mer på din startsida.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAhead:
    """The reader's open cases and a version that is coming: how many there are, and in how many something changes."""

    whose: str
    cases: int
    touched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """What is new, newest first, each with the reader's own cases where it is coming. `unread`: how many she has not said she has
    read."""

    news: tuple[tuple[News, CasesAhead | None], ...]
    unread: int
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """A version. `sees_drafts` and `sees_meetings`: whether the reader may open what it came from, and where it was decided."""

    whole: VersionWhole
    sees_drafts: bool
    sees_meetings: bool
    notice: str


def news_page(actor: Actor, *, notice: str) -> NewsPage:
    """The latest versions of the map the actor follows."""
    found = news_of(actor)
    return NewsPage(
        news=tuple((one, _ahead_of(actor, one)) for one in found),
        unread=sum(one.is_new for one in found),
        notice=NOTICES.get(notice, ""),
    )


def version_page(actor: Actor, row: MapVersion, *, notice: str) -> VersionPage:
    """A version with its decision, proof, readers of the law and followers."""
    return VersionPage(
        whole=whole(row, actor),
        sees_drafts=actor.role in DRAFT_READERS,
        sees_meetings=actor.role in (Role.PROCESS_LEAD, Role.BOARD),
        notice=NOTICES.get(notice, ""),
    )


def _ahead_of(actor: Actor, news: News) -> CasesAhead | None:
    """What a coming version means for the open cases that are the reader's to see moved: her own, her unit's, the kommun's."""
    leads = actor.role == Role.PROCESS_LEAD and actor.authority_kind == AuthorityKind.KOMMUN
    row = (
        find_followed(actor, news.version.id) if news.is_coming and (leads or actor.may_have_cases) else None
    )
    if row is None:
        return None
    owner = Authority.objects.get(pk=actor.authority_id)
    found = own_courses(owner, pathway_in(row), on=timezone.localdate(), among=own_cases(actor))
    whose = "hos er" if leads else f"på {actor.unit_name}" if actor.is_manager else "som är dina"
    return CasesAhead(whose=whose, cases=len(found), touched=sum(not one.is_ahead for one in found))


def version_pdf(row: MapVersion) -> bytes:
    """The version on one A4."""
    return kept_papers.version_paper(row.content, lambda: _drawn(row))


def _drawn(row: MapVersion) -> bytes:
    from .. import papers  # only who sets a paper pays for it

    pathway = pathway_in(row)
    drawing = draw(pathway, sketch_of(texts_of(row)[SKETCH], pathway))
    return papers.map_pdf(pathway, as_published(drawing, row.number, row.content))
