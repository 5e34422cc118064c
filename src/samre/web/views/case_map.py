"""A case and a newer version of the map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.models import Case
from samre.casework.moving import follow_version, stay_behind
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground

from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..pages.case_map import case_map_page

MOVES, STAYS = "ny_karta", "samma_karta"


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.read")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What the version in force changes for this person. POST moves the case, or says why it stays (`gor`)."""
    problems = Problems()
    if request.method == "POST":
        values = typed(request, "skäl")
        problems = tried(request, values, lambda: _do(request, case, values["skäl"]))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:case', args=[case.pk])}?klart={problems.result}")
    frame = case_frame(case, actor_of(request), ground)
    page = case_map_page(case, problems=problems)
    return render(request, "moving/case.html", {"frame": frame, "page": page}, status=problems.status)


def _do(request: HttpRequest, case: Case, why: str) -> str:
    actor, chart = actor_of(request), request.POST.get("karta", "")
    doing = request.POST.get("gor", "")
    if doing == MOVES:
        follow_version(case=case, chart=chart, by=actor)
    elif doing == STAYS:
        stay_behind(case=case, chart=chart, why=why, by=actor)
    else:
        raise Refused("Välj vad som ska göras.")
    return doing
