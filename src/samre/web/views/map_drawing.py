"""The drawing of a draft: boxes moved in the grid, drawn anew and saved at once; and the steps' order of urgency."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Stale
from samre.accounts.roles import Role
from samre.governance.actions.drafts import save_draft
from samre.governance.models import Draft
from samre.governance.queries.drafts import draft_texts, saver_of, show_draft
from samre.governance.queries.map_things import start_of, things, urgency
from samre.governance.rules.map_parts import STEP, kinds
from samre.governance.rules.permissions import DRAFT_READERS
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of
from samre.pathway.picture.sketch import Sketch
from samre.pathway.writing.edit import EditError
from samre.pathway.writing.grid import Grid, GridError, Spot, grid_of, pushed, put, read_rows, with_grid
from samre.pathway.writing.steps import with_order, with_start

from ..forms.problems import Problems, tried
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, refused, signed_in
from ..pages.map_drawing import (
    WAYS,
    DrawingPage,
    box_shown,
    breaks_of,
    broken,
    drawn_from,
    phases_shown,
    preview_of,
)
from .map_drafts import draft_or_404
from .map_things import may_write

CHOOSE, HERE, WAY = "valj:", "hit:", "vag:"
DRAW, SAVE = "rita", "spara"
ONLY_LEADS = "Bara en processledare skriver på ett utkast som är öppet."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def drawing(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The grid. POST chooses a box, moves it, draws the map as it becomes or saves (`gor`); only the last one is kept."""
    draft = draft_or_404(request, forslag)
    texts = draft_texts(draft)
    read = drawn_from(texts)
    match read:
        case (Pathway() as pathway, Sketch() as sketch):
            pass
        case flaws:
            page = DrawingPage(may_write=False, revision=draft.revision, flaws=flaws)
            return render(request, "drafts/drawing.html", {"draft": show_draft(draft), "page": page})
    if request.method != "POST":
        return _page(request, draft, pathway, sketch, grid_of(sketch, pathway), draws=True)
    if not may_write(request, draft):
        return refused(request, ONLY_LEADS)
    return _moved(request, draft, texts, pathway, sketch)


def _moved(
    request: HttpRequest, draft: Draft, texts: dict[str, str], pathway: Pathway, sketch: Sketch
) -> HttpResponse:
    doing, chosen = request.POST.get("gor", SAVE), request.POST.get("vald", "")
    saved = grid_of(sketch, pathway)
    grid, told = saved, ""
    try:
        grid = read_rows(saved, {phase: request.POST.getlist(f"rad.{phase}") for phase in saved.rows})
        if doing.startswith(CHOOSE):
            chosen = doing.removeprefix(CHOOSE)
        elif doing.startswith((HERE, WAY)) and chosen in pathway.steps:
            grid = _put(grid, pathway, sketch, chosen, doing)
    except GridError as error:
        told = str(error)
    if doing == SAVE and not told:
        return _saved(request, draft, texts, pathway, sketch, grid, chosen)
    return _page(request, draft, pathway, sketch, grid, chosen=chosen, told=told, draws=doing == DRAW)


def _put(grid: Grid, pathway: Pathway, sketch: Sketch, chosen: str, doing: str) -> Grid:
    columns = sketch.columns_of(pathway.steps[chosen].responsible)
    if doing.startswith(WAY):
        way = next((name for name, _ in WAYS if name == doing.removeprefix(WAY)), None)
        return grid if way is None else pushed(grid, chosen, way, columns)  # type: ignore[arg-type]
    phase, row, column = [*doing.removeprefix(HERE).split("."), "", ""][:3]
    at, across = whole_number(row), whole_number(column)
    if at is None or across is None or across not in columns:
        raise GridError("Dit kan rutan inte flyttas.")
    return put(grid, chosen, Spot(phase, at, across))


def _saved(
    request: HttpRequest,
    draft: Draft,
    texts: dict[str, str],
    pathway: Pathway,
    sketch: Sketch,
    grid: Grid,
    chosen: str,
) -> HttpResponse:
    after = with_grid(texts, grid)
    if after == texts:
        return _page(request, draft, pathway, sketch, grid, told="Ingen ruta är flyttad.", draws=True)
    problems = _keep(request, draft, after, "Flyttade rutor på ritningen.")
    if problems:
        return _page(request, draft, pathway, sketch, grid, chosen=chosen, problems=problems)
    return HttpResponseRedirect(reverse("web:draft-drawing", args=[draft.pk]) + "?klart=sparat")


def _keep(request: HttpRequest, draft: Draft, after: dict[str, str], what: str) -> Problems:
    seen = whole_number(request.POST.get("revision", "")) or 0
    return tried(
        request,
        {},
        lambda: save_draft(draft=draft.pk, revision=seen, texts=after, what=what, by=actor_of(request)),
    )


def _page(
    request: HttpRequest,
    draft: Draft,
    pathway: Pathway,
    sketch: Sketch,
    grid: Grid,
    *,
    chosen: str = "",
    told: str = "",
    draws: bool = False,
    problems: Problems | None = None,
) -> HttpResponse:
    chosen = chosen if chosen in pathway.steps else ""
    texts, problems = draft_texts(draft), problems or Problems()
    doing = request.POST.get("gor", "")
    page = DrawingPage(
        may_write=may_write(request, draft),
        revision=draft.revision,
        lanes=tuple((broken(lane.name, breaks_of(sketch)), lane.columns) for lane in sketch.lanes),
        phases=phases_shown(grid, pathway, sketch, chosen),
        chosen=box_shown(pathway, chosen, is_chosen=True) if chosen else None,
        pressed=doing.removeprefix(WAY) if doing.startswith(WAY) else "",
        preview=preview_of(with_grid(texts, grid), chosen) if draws else None,
        told=told,
        notice="Ritningen är sparad." if request.GET.get("klart") and request.method != "POST" else "",
        unsaved=grid != grid_of(sketch, pathway),
        problems=problems,
    )
    context = {"draft": show_draft(draft), "page": page}
    return render(request, "drafts/drawing.html", context, status=problems.status_for(request))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def order(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The steps in order of urgency, and the one a new case begins in (`start`). POST moves one up, down or before another; `spara`
    keeps both."""
    draft = draft_or_404(request, forslag)
    if not may_write(request, draft):
        return refused(request, ONLY_LEADS)
    texts = draft_texts(draft)
    known = {one.id: one for one in things(texts, kinds()[STEP])}
    ids, problems, told = list(known), Problems(), ""
    start = saved = start_of(texts)
    if request.method == "POST":
        start = request.POST.get("start", saved)
        typed = [one for one in dict.fromkeys(request.POST.getlist("steg")) if one in known]
        ids = typed if len(typed) == len(known) else ids
        doing = request.POST.get("gor", SAVE)
        if doing != SAVE:
            ids, told = _ordered(ids, request, doing)
        elif ids == list(known) and start == saved:
            problems = Problems({"": "Inget är ändrat."})
        else:
            problems = tried(request, {}, lambda: _keep_order(request, draft, texts, ids, start))
            if not problems:
                return HttpResponseRedirect(reverse("web:draft", args=[forslag]) + "?klart=sparat")
    context = {
        "draft": show_draft(draft),
        "things": [known[id_] for id_ in ids],
        "revision": request.POST.get("revision", draft.revision) if not problems.is_stale else draft.revision,
        "moved": told,
        "unsaved": ids != list(known) or start != saved,
        "start": start,
        "starts_in": list(known.values()),
        "problems": problems,
    }
    return render(request, "drafts/order.html", context, status=problems.status_for(request))


def _ordered(ids: list[str], request: HttpRequest, doing: str) -> tuple[list[str], str]:
    """The order with one step moved, and which."""
    sign, _, step = doing.partition(":")
    if sign == "fore":
        step, before = request.POST.get("flytta", ""), request.POST.get("fore", "")
        if step not in ids or before not in ids or step == before:
            return ids, ""
        rest = [one for one in ids if one != step]
        at = rest.index(before)
        return [*rest[:at], step, *rest[at:]], step
    if step not in ids:
        return ids, ""
    at = ids.index(step)
    to = at - 1 if sign == "upp" else at + 1
    if 0 <= to < len(ids):
        ids[at], ids[to] = ids[to], ids[at]
    return ids, step


def _keep_order(
    request: HttpRequest, draft: Draft, texts: dict[str, str], ids: list[str], start: str
) -> None:
    seen = whole_number(request.POST.get("revision", "")) or 0
    if seen != draft.revision:
        raise Stale(
            f"{saver_of(draft)} har sparat utkastet medan du flyttade. Se efter att ordningen stämmer och spara igen."
        )
    try:
        after = with_order(texts, ids) if ids != list(urgency(texts)) else texts
        what = (
            "Ändrade stegens turordning."
            if after != texts
            else f"Ett nytt ärende börjar i steg {number_of(start)}."
        )
        if start != start_of(texts):
            after = with_start(after, start)
    except EditError as error:
        raise Stale(str(error)) from None
    save_draft(draft=draft.pk, revision=seen, texts=after, what=what, by=actor_of(request))
