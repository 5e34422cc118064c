"""What a draft of the map would do before it is decided on."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.audit.log import record
from samre.governance.models import Draft
from samre.governance.queries.drafts import find_draft, show_draft
from samre.governance.rules.permissions import DRAFT_READERS

from ..gate import actor_of, signed_in
from ..map_impact_papers import impact_paper
from ..pages.map_impact import OpenShown, impact_page
from ..paper_files import paper_pdf

SHOWN, LISTED = "map.show", "case.list"


@require_safe
@signed_in(*DRAFT_READERS, Role.MANAGER, log=SHOWN)
def show(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """Worked cases, open cases and made-up people on both maps. htmx asks for the last part again while they are being made."""
    draft = logged_draft(request, forslag)
    page = impact_page(actor_of(request), draft)
    log_impact(actor_of(request), draft, page.open)
    template = "impact/show.html#folk" if request.headers.get("HX-Request") else "impact/show.html"
    return render(request, template, {"draft": show_draft(draft), "page": page})


@require_safe
@signed_in(*DRAFT_READERS, log=SHOWN)
def paper(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The same on paper, for the steering group. While the people are being made the reader is sent to the page, which says so."""
    draft = logged_draft(request, forslag)
    page = impact_page(actor_of(request), draft)
    log_impact(actor_of(request), draft, page.open)
    if page.making or not page.is_readable:
        return HttpResponseRedirect(reverse("web:draft-impact", args=[forslag]))
    shown = show_draft(draft)
    answer = HttpResponse(
        paper_pdf(impact_paper(shown, page, keeper=draft.keeper.name)), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="paverkan-sparning-{shown.revision}.pdf"'
    return answer


def logged_draft(request: HttpRequest, id_: UUID) -> Draft:
    """The draft, where the reader belongs to its map. That somebody tried another's is logged."""
    actor = actor_of(request)
    draft = find_draft(actor, id_)
    if draft is None:
        record(
            who=actor.who,
            chain=str(actor.authority_id),
            action=SHOWN,
            kind="map",
            object_id=str(id_),
            why="finns inte på myndighetens karta",
            outcome="denied",
        )
        raise Http404
    return draft


def log_impact(actor: Actor, draft: Draft, shown: OpenShown | None) -> None:
    """That somebody read what lies in open cases, and of which cases she saw the names."""
    rows = shown.rows if shown else ()
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=LISTED if rows else SHOWN,
        kind="case" if rows else "map",
        object_id="" if rows else str(draft.pk),
        subjects=[row.id for row in rows],
        why="vad ett utkast till karta gör med öppna ärenden",
        detail={"draft": str(draft.pk), "revision": draft.revision},
    )
