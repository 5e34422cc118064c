"""The front page: what this is, and the two doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import definition
from ..gate import public
from ..pages.place import picture


@require_safe
@public("What it is, two doors.")
def index(request: HttpRequest) -> HttpResponse:
    """What SAMRE is, Guiden (open) and Ärenden (not built yet)."""
    return render(request, "home/index.html", {"picture": picture(definition.pathway(), None)})
