"""A made-up year on the map: two settings beside each other, all of it in the address so that it can be linked and run again.
Settings that are saved under a name can be opened in either."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samre.accounts.roles import Role
from samre.audit.log import record
from samre.governance.queries.draft_changes import read_map
from samre.governance.queries.drafts import show_draft
from samre.governance.queries.proofs import version_in_force
from samre.governance.queries.scenarios import scenarios_for
from samre.pathway.model import Pathway

from ..forms.simulation import read_simulation, simulation_rules
from ..gate import actor_of, signed_in
from ..pages.map_impact import both_of
from ..pages.map_simulation import Result, opened, result_of
from .map_drafts import draft_or_404

ROLES = (Role.PROCESS_LEAD, Role.BOARD)
SHOWN = "map.show"


@require_safe
@signed_in(*ROLES)
def in_force(request: HttpRequest) -> HttpResponse:
    """Two settings on the version in force."""
    version = version_in_force(actor_of(request), on=timezone.localdate())
    pathway = read_map(version.texts).pathway if version else None
    if version is None or pathway is None:
        raise Http404("Ingen karta gäller än.")
    name = f"version {version.number}" if version.number else "kartan som följer med programmet"
    return _page(request, "simulation/version.html", (pathway, pathway), None, {"map_name": name})


@require_safe
@signed_in(*ROLES)
def draft(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The version a draft began from, and the draft."""
    row = draft_or_404(request, forslag)
    both, shown = both_of(row), show_draft(row)
    if both is None:
        return render(request, "simulation/draft.html", {"draft": shown, "unreadable": True})
    labels = (f"Version {row.based_on.number}", "Förslaget")
    return _page(
        request, "simulation/draft.html", (both.old, both.new), labels, {"draft": shown, "log": str(row.pk)}
    )


def _page(
    request: HttpRequest,
    template: str,
    maps: tuple[Pathway, Pathway],
    labels: tuple[str, str] | None,
    more: dict[str, object],
) -> HttpResponse:
    rows = scenarios_for(actor_of(request))
    asked = read_simulation(
        request.GET.dict(),
        maps[1],
        is_one_map=maps[0] is maps[1],
        labels=labels,
        saved=opened(request.GET, rows),
    )
    found: Result | str = ""
    if asked.is_sent and not asked.problems:
        found = result_of(maps, asked)
        _log(request, str(more.get("log", "")))
    context = {
        **more,
        "asked": asked,
        "saved": rows,
        "numbers": {one.name: one.value for one in asked.fields},
        "result": found if isinstance(found, Result) else None,
        "refused": found if isinstance(found, str) else "",
        "source": simulation_rules()["källa"],
        "most": simulation_rules()["flest_personer"],
    }
    return render(request, template, context, status=asked.problems.status)


def _log(request: HttpRequest, draft_id: str) -> None:
    """That somebody ran a year on the map; nobody's case is in it."""
    actor = actor_of(request)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=SHOWN,
        kind="map",
        object_id=draft_id,
        why="simulering av köer på kartan",
        detail={"draft": draft_id},
    )
