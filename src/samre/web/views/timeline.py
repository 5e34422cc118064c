"""The timeline of a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.timeline import timeline
from samre.casework.rules.permissions import Ground

from ..forms.notes import page_number
from ..gate import actor_of, on_case, refused

ALLOWED = {"visa", "sida"}


@require_safe
@on_case(log="timeline.read")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What goes on and what has happened. `?visa=` one group of events, `?sida=` a page; nothing else can be asked for."""
    actor, group = actor_of(request), request.GET.get("visa", "")
    if set(request.GET) - ALLOWED:
        return refused(request, "Tidslinjen går bara att visa efter slag av händelse.", status=400)
    try:
        shown = timeline(case, actor, group=group, page=page_number(request))
    except KeyError:
        return refused(request, "Det slaget av händelse finns inte. Välj ett i listan.", status=400)
    return render(
        request, "timeline/index.html", {"frame": case_frame(case, actor, ground), "timeline": shown}
    )
