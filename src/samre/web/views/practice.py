"""Practice: worked cases to read, answer and compare. Nothing of an answer is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from .. import definition
from ..gate import public
from ..pages.practice import practice_list
from ..pages.practice_case import practice_case


@require_safe
@public("Worked cases about made-up people.")
def index(request: HttpRequest) -> HttpResponse:
    """Every case by what it teaches; `?grupp=underlag` shows one group, an unknown one shows all."""
    page = practice_list(definition.pathway(), request.GET.get("grupp", ""))
    return render(request, "practice/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@public("One of them; an answer is compared and forgotten.")
def case(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """One case. A POST carries the chosen step as `steg` and gets the map's answer beside it; htmx gets the fragment only."""
    chosen = request.POST.get("steg", "") if request.method == "POST" else None
    page = practice_case(definition.pathway(), id, chosen)
    if page is None:
        raise Http404(f"Övningsfallet {id} finns inte.")
    template = "practice/case.html#case" if request.headers.get("HX-Request") else "practice/case.html"
    return render(request, template, {"page": page})
