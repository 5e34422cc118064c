"""The hub of samverkan in a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground

from ..gate import actor_of, on_case
from ..pages.samverkan import shown_cards


@require_safe
@on_case(log="case.cooperation")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """One card per noun: consent, disclosure, consultation and meetings, plan, insats, letters."""
    frame = case_frame(case, actor_of(request), ground)
    cards = shown_cards(case, on=timezone.localdate())
    return render(request, "samverkan/index.html", {"frame": frame, "cards": cards})
