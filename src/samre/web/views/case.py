"""The case page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from samre.casework.last_seen import mark_seen, note_visit
from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.case_page import case_page
from samre.casework.queries.known_person import other_cases
from samre.casework.rules.permissions import Ground

from ..forms.problems import Problems
from ..gate import actor_of, on_case
from ..pages.case import case_view

DONE = "klart"


@require_safe
@on_case(log="case.read")
def show(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Where the case stands, who has the next step, and what to find out. `?klart=svar` adds the receipt of what was done."""
    return render_case(request, case, ground, notice=request.GET.get(DONE, ""))


@require_POST
@on_case(log="case.read")
def seen(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The reader has seen what was new."""
    mark_seen(case, actor_of(request))
    return render_done(request, case, ground, notice="sett")


def render_case(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    *,
    notice: str = "",
    problems: Problems | None = None,
) -> HttpResponse:
    """The page, or for htmx the part of it that changes. What is wrong stands at its field with what was typed."""
    actor = actor_of(request)
    page = case_page(case, actor)
    greets = request.method == "GET" and page.is_new
    view = case_view(case_frame(case, actor, ground), page, notice=notice, problems=problems, greets=greets)
    template = "cases/show.html#case" if request.headers.get("HX-Request") else "cases/show.html"
    status = problems.status_for(request) if problems else 200
    shown = {"frame": view.frame, "view": view, "page": page, "others": other_cases(case, actor)}
    answer = render(request, template, shown, status=status)
    note_visit(case, actor, seen=page.seen, has_news=page.has_news)
    return answer


def render_done(
    request: HttpRequest, case: Case, ground: Ground, *, notice: str, page: str = "web:case"
) -> HttpResponse:
    """After a write: htmx gets the changed part at once, others are sent to the page, so that reloading writes nothing."""
    if request.headers.get("HX-Request") and page == "web:case":
        case.refresh_from_db()
        return render_case(request, case, ground, notice=notice)
    return HttpResponseRedirect(f"{reverse(page, args=[case.pk])}?{urlencode({DONE: notice})}")
