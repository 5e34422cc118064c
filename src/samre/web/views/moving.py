"""Cases that follow an older version of the map: all that can move at once, and those that take somebody's yes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.roles import Role
from samre.audit.log import record
from samre.casework.moving import move_ahead

from ..forms.directory import find_uuid
from ..forms.problems import Problems, tried
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.moving import MovingPage, moving_page

SHOWN, LISTED = "map.show", "case.list"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD, Role.MANAGER, Role.CASEWORKER, log=SHOWN)
def index(request: HttpRequest) -> HttpResponse:
    """The reader's open cases by what the version in force means for them. POST moves those that lie before what changed."""
    problems = Problems()
    if request.method == "POST":
        problems = tried(request, {}, lambda: _move(request))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:moving')}?klart={problems.result}")
    page = moving_page(actor_of(request), problems=problems)
    _log(request, page)
    moved = whole_number(request.GET.get("klart", ""))
    return render(request, "moving/index.html", {"page": page, "moved": moved}, status=problems.status)


def _move(request: HttpRequest) -> int:
    unit = find_uuid(request.POST.get("enhet", ""))
    return move_ahead(chart=request.POST.get("karta", ""), unit=unit, by=actor_of(request))


def _log(request: HttpRequest, page: MovingPage) -> None:
    actor, rows = actor_of(request), (*page.rows, *page.stay_rows)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=LISTED if rows else SHOWN,
        kind="case" if rows else "map",
        object_id="" if rows else page.chart,
        subjects=[row.id for row in rows],
        why="vilka ärenden som följer en äldre karta",
    )
