"""The letter to vården."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def index(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
