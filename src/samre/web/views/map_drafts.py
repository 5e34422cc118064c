"""A draft of the map: what it changes, how it stands, and what has been saved."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.governance.actions import drafts as actions
from samre.governance.models import Draft
from samre.governance.queries.drafts import find_draft, show_draft
from samre.governance.rules.permissions import DRAFT_READERS

from ..forms.problems import Problems, tried
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.map_drafts import NOTICES, draft_page, revision_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def show(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The home of a draft. POST goes back to an earlier save, takes in a newer version, takes it back or drops it (`gor`)."""
    draft = draft_or_404(request, forslag)
    if request.method != "POST":
        notice = NOTICES.get(request.GET.get("klart", ""), "")
        return _page(request, draft, notice=notice)
    problems = tried(request, {}, lambda: _do(request, draft))
    if problems:
        return _page(request, draft_or_404(request, forslag), problems=problems)
    return HttpResponseRedirect(f"{reverse('web:draft', args=[forslag])}?klart={problems.result}")


@require_safe
@signed_in(*DRAFT_READERS)
def revision(request: HttpRequest, forslag: UUID, nummer: int) -> HttpResponse:
    """One save: what it changed."""
    draft = draft_or_404(request, forslag)
    page = revision_page(actor_of(request), draft, nummer)
    if page is None:
        raise Http404
    return render(request, "drafts/revision.html", {"draft": show_draft(draft), "page": page})


def draft_or_404(request: HttpRequest, forslag: UUID) -> Draft:
    """The draft, where the reader belongs to its map."""
    draft = find_draft(actor_of(request), forslag)
    if draft is None:
        raise Http404
    return draft


def _do(request: HttpRequest, draft: Draft) -> str:
    """Does what the button says; what the page then tells."""
    actor, id_ = actor_of(request), draft.pk
    seen = whole_number(request.POST.get("revision", "")) or 0
    earlier = whole_number(request.POST.get("sparning", "")) or 0
    doing: dict[str, Callable[[], object]] = {
        "tillbaka": lambda: actions.restore_revision(draft=id_, revision=seen, restored=earlier, by=actor),
        "inhamtat": lambda: actions.rebase_draft(draft=id_, revision=seen, by=actor),
        "tillbakataget": lambda: actions.take_back_draft(draft=id_, revision=seen, by=actor),
        "nedlagt": lambda: actions.drop_draft(draft=id_, by=actor),
    }
    chosen = request.POST.get("gor", "")
    if chosen not in doing:
        raise Refused("Välj vad som ska göras.")
    doing[chosen]()
    return chosen


def _page(
    request: HttpRequest, draft: Draft, *, notice: str = "", problems: Problems | None = None
) -> HttpResponse:
    page = draft_page(actor_of(request), draft, notice=notice, problems=problems)
    status = problems.status if problems else 200
    return render(request, "drafts/show.html", {"draft": show_draft(draft), "page": page}, status=status)
