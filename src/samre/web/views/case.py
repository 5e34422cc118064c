"""The case page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground

from ..gate import actor_of, on_case


@require_safe
@on_case(log="case.read")
def show(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Where the case stands, who has the next step, and what to find out."""
    frame = case_frame(case, actor_of(request), ground)
    return render(request, "cases/show.html", {"frame": frame})
