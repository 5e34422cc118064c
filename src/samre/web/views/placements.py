"""Insatser in a case: choosing one by what the person can do, ordering it, following it, ending it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions.placements import (
    change_placement,
    drop_placement,
    end_placement,
    start_placement,
)
from samre.casework.models import Case, Placement
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.interventions import find_intervention, matches
from samre.casework.queries.placements import (
    find_placement,
    frames_of,
    known_frames,
    known_rows,
    placement_page,
    placements_of,
)
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.placements import receiver_kind_of

from ..forms.notes import find_uuid, seen_revision
from ..forms.order import read_frames
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..pages.notes import fresh_id
from ..pages.placements import NOTICES, choose_view

DONE = "klart"
FRAMES, CHOOSE, DROP, END = "ramar", "valj", "stryk", "avsluta"


@require_safe
@on_case(log="placement.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The case's insatser: what goes on, what is being written, what has ended."""
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "lines": placements_of(case, on=timezone.localdate()),
        "notice": NOTICES.get(request.GET.get(DONE, ""), ""),
    }
    return render(request, "placements/index.html", context)


@require_safe
@on_case(Need.WRITE, log="placement.read")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """To an empty form with an id of its own: the same form sent twice is one."""
    return HttpResponseRedirect(reverse("web:placement-choose", args=[case.pk, fresh_id()]))


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="placement.read")
def choose(request: HttpRequest, case: Case, ground: Ground, placering: UUID) -> HttpResponse:
    """What the person can do, and which insatser fit. POST: ramar keeps the frames, valj chooses an insats (`insats`)."""
    placement = find_placement(case, placering)
    if placement is not None and placement.sent_at is not None:
        return HttpResponseRedirect(reverse("web:placement", args=[case.pk, placering]))
    problems = Problems()
    if request.method == "POST":
        fields = typed(request, "gor", "timmar", "insats")
        problems = tried(request, fields, lambda: _choose(request, case, placement, placering))
        if not problems:
            page = "web:placement-order" if fields["gor"] == CHOOSE else "web:placement-choose"
            where = "?klart=vald" if fields["gor"] == CHOOSE else "#passar"
            return HttpResponseRedirect(reverse(page, args=[case.pk, placering]) + where)
        placement = find_placement(case, placering)
    on, actor = timezone.localdate(), actor_of(request)
    frames = frames_of(placement) if placement else known_frames(case, on=on)
    view = choose_view(
        frames,
        known=known_rows(case, on=on),
        matches=matches(actor, frames, on=on),
        is_searched=placement is not None,
        revision=placement.revision if placement else 0,
        problems=problems,
    )
    context = {"frame": case_frame(case, actor, ground), "view": view, "id": placering}
    return render(request, "placements/choose.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="placement.read")
def show(request: HttpRequest, case: Case, ground: Ground, placering: UUID) -> HttpResponse:
    """An insats that has been ordered: what has come, the order, and its end. POST: avsluta, or stryk for a draft."""
    placement = found(case, placering)
    here, problems = reverse("web:placement", args=[case.pk, placering]), Problems()
    if request.method == "POST":
        fields = typed(request, "gor", "skal", "ord", "dag")
        problems = tried(request, fields, lambda: _end(request, placement, fields))
        if not problems:
            if fields["gor"] == DROP:
                there = reverse("web:placements", args=[case.pk])
                return HttpResponseRedirect(f"{there}?{urlencode({DONE: 'struken'})}")
            return HttpResponseRedirect(f"{here}?{urlencode({DONE: 'avslutad'})}")
        placement = found(case, placering)
    if placement.sent_at is None:
        return HttpResponseRedirect(reverse("web:placements", args=[case.pk]))
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "page": placement_page(placement, on=timezone.localdate()),
        "notice": NOTICES.get(request.GET.get(DONE, ""), ""),
        "problems": problems,
    }
    return render(request, "placements/show.html", context, status=problems.status)


def found(case: Case, id_: UUID) -> Placement:
    """The case's own; 404 for every other."""
    placement = find_placement(case, id_)
    if placement is None:
        raise Http404("Insatsen finns inte i ärendet.")
    return placement


def is_private(placement: Placement) -> bool:
    """Whether the order goes to somebody outside the public authorities."""
    return placement.intervention is not None and receiver_kind_of(placement.intervention.kind) == "asf"


def _choose(request: HttpRequest, case: Case, placement: Placement | None, id_: UUID) -> Placement:
    actor, doing = actor_of(request), request.POST.get("gor", "")
    frames = read_frames(request.POST)
    if doing == FRAMES:
        if request.POST.get("timmar", "").strip() and frames["hours"] is None:
            raise Refused({"timmar": "Skriv ett heltal, eller lämna tomt om det inte är känt."})
        if placement is None:
            return start_placement(case=case, placement_id=id_, frames=frames, by=actor)
        return change_placement(
            placement=placement, seen=seen_revision(request.POST), frames=frames, by=actor
        )
    if doing != CHOOSE:
        raise Refused("Välj vad du vill göra.")
    chosen = find_uuid(request.POST.get("insats", ""))
    intervention = find_intervention(actor, chosen) if chosen else None
    if intervention is None:
        raise Refused("Insatsen finns inte i katalogen längre. Välj en annan.")
    if placement is None:
        placement = start_placement(case=case, placement_id=id_, frames=_as_kept(case), by=actor)
    seen = seen_revision(request.POST) or placement.revision
    return change_placement(placement=placement, seen=seen, intervention=intervention, by=actor)


def _as_kept(case: Case) -> dict[str, object]:
    """What the case knows, kept with an insats that was chosen without a search."""
    frames = known_frames(case, on=timezone.localdate())
    return {"hours": frames.hours, "level": frames.level, "environments": sorted(frames.environments)}


def _end(request: HttpRequest, placement: Placement, fields: dict[str, str]) -> Placement:
    actor = actor_of(request)
    if fields["gor"] == DROP:
        return drop_placement(placement=placement, by=actor)
    if fields["gor"] != END:
        raise Refused("Välj vad du vill göra.")
    with all_together() as wrong:
        day = read_date(fields["dag"], "dag", wrong)
    return end_placement(
        placement=placement, reason=fields["skal"], words=fields["ord"], ended_on=day, by=actor
    )
