"""The front page: what this is, and the two doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import definition
from ..context import landing
from ..gate import public
from ..pages.place import picture


@require_safe
@public("What it is, two doors.")
def index(request: HttpRequest) -> HttpResponse:
    """What SAMRE is, Guiden (open) and Ärenden (behind the login)."""
    context = {"picture": picture(definition.pathway(), None), "landing": landing(request)}
    return render(request, "home/index.html", context)
