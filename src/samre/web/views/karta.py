"""The map: on screen, step by step, on one A4, and the bilaga."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.load import cached

from .. import definition
from ..gate import public
from ..kept_papers import paper
from ..pages import karta as pages


@require_safe
@public("The map itself.")
def index(request: HttpRequest) -> HttpResponse:
    """The whole map. `?steg=S14` marks where a case is, `?aktor=FK` brings out one actor's steps; unknown ones are ignored."""
    pathway = definition.pathway()
    here = pathway.steps.get(request.GET.get("steg", "").upper())
    actor = pathway.actors.get(request.GET.get("aktor", "").upper())
    drawing = pages.current_drawing(pathway)
    context = {
        "pathway": pathway,
        "svg": pages.map_svg(pathway, here=here.id if here else None, actor=actor.id if actor else None),
        "phases": pages.phases_for(pages.phases_of(drawing), actor.id if actor else None),
        "goals": pathway.goals.values(),
        "is_the_programs": pathway.goals.keys() == cached(definition.FOLDER).goals.keys(),
        "actors": [
            actor for actor in pathway.actors.values() if any(box.actor == actor.id for box in drawing.steps)
        ],
        "actor": actor,
        "here": pages.step_text(pathway, here) if here else None,
    }
    return render(request, "karta/index.html", context)


@require_safe
@public("One step or goal of the map.")
def box(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """One step or goal in full."""
    pathway = definition.pathway()
    if id in pathway.goals:
        return render(request, "karta/mal.html", {"pathway": pathway, "page": pages.goal_text(pathway, id)})
    if id not in pathway.steps:
        raise Http404(f"Steget {id} finns inte på kartan.")
    order = [box.id for box in pages.current_drawing(pathway).steps]
    place = order.index(id)
    context = {
        "pathway": pathway,
        "step": pages.step_text(pathway, pathway.steps[id]),
        "before": _neighbour(pathway, order, place - 1),
        "after": _neighbour(pathway, order, place + 1),
    }
    return render(request, "karta/steg.html", context)


def _neighbour(pathway: Pathway, order: list[str], place: int) -> dict[str, str] | None:
    if not 0 <= place < len(order):
        return None
    step = pathway.steps[order[place]]
    return {"id": step.id, "number": number_of(step.id), "name": step.short or step.name}


@require_safe
@public("The map on one A4.")
def pdf(request: HttpRequest) -> HttpResponse:
    """The map on exactly one A4."""
    return _paper(paper("karta"), "samre-kartan.pdf")


@require_safe
@public("Every step in full, on paper.")
def appendix(request: HttpRequest) -> HttpResponse:
    """The bilaga: every step in full, the numbers and programmes with their dates, and the map as a table."""
    return _paper(paper("bilaga"), "samre-kartan-bilaga.pdf")


def _paper(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
