"""Published versions for those who follow the map: what is new, one version in full, its A4."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.roles import Role
from samre.governance.actions.readings import read_news
from samre.governance.models import MapVersion
from samre.governance.queries.published import find_followed, unread
from samre.governance.rules.permissions import ASKERS

from ..gate import actor_of, signed_in
from ..pages.map_published import news_page, version_page, version_pdf


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def news(request: HttpRequest) -> HttpResponse:
    """What is new in the map. POST says that she has read it."""
    actor = actor_of(request)
    if request.method == "POST":
        for one in unread(actor):
            read_news(version=one.id, by=actor)
        return HttpResponseRedirect(f"{reverse('web:map-news')}?klart=last")
    page = news_page(actor, notice=request.GET.get("klart", ""))
    return render(request, "map_published/news.html", {"page": page})


@require_safe
@signed_in(*ASKERS, Role.LAW_EXPERT)
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """One version: what differs, why, who decided, what was proved, who follows."""
    row = _find(request, version)
    page = version_page(actor_of(request), row, notice=request.GET.get("klart", ""))
    return render(request, "map_published/version.html", {"page": page})


@require_safe
@signed_in(*ASKERS, Role.LAW_EXPERT)
def pdf(request: HttpRequest, version: UUID) -> HttpResponse:
    """The version on one A4, to print anew."""
    row = _find(request, version)
    answer = HttpResponse(version_pdf(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="kartan-version-{row.number}.pdf"'
    return answer


def _find(request: HttpRequest, id_: UUID) -> MapVersion:
    row = find_followed(actor_of(request), id_)
    if row is None:
        raise Http404
    return row
