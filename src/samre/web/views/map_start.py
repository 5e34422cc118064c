"""The first page of the work with the map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samre.governance.rules.permissions import DRAFT_READERS

from ..gate import actor_of, signed_in
from ..pages.map_start import start_page


@require_safe
@signed_in(*DRAFT_READERS)
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the drafts, and how a map is changed."""
    return render(request, "mapwork/start.html", {"page": start_page(actor_of(request))})
