"""The worklist."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samre.accounts.actors import Actor
from samre.accounts.roles import CASE_ROLES
from samre.audit.log import record
from samre.casework.queries.worklists import STUCK, BadCursor, Cursor, Tab

from ..gate import actor_of, signed_in
from ..pages.worklist import AFTER, HANDLER, STILL, TAB, WorklistPage, worklist_page

LISTED = "case.list"


@require_safe
@signed_in(*CASE_ROLES, log=LISTED)
def index(request: HttpRequest) -> HttpResponse:
    """One tab of the worklist. htmx gets the list alone. What was shown is logged before it is shown."""
    actor = actor_of(request)
    tab, handler, stuck, after = read_address(request, actor)
    on = timezone.localdate()
    page = worklist_page(actor, tab, on=on, handler=handler, stuck=stuck, after=after)
    log_list(actor, page)
    template = "cases/list.html#arbetslista" if request.headers.get("HX-Request") else "cases/list.html"
    return render(request, template, {"page": page})


def read_address(request: HttpRequest, actor: Actor) -> tuple[Tab, UUID | None, str, Cursor | None]:
    """The tab, for a manager the colleague and why it stands still, and where the page begins. Anything else in the address is
    refused: a list can be chosen among by whose turn it is and by nothing else about the person (law R7)."""
    allowed = {TAB, AFTER, HANDLER, STILL} if actor.is_manager else {TAB, AFTER}
    given = request.GET
    if set(given) - allowed or any(len(values) > 1 for _, values in given.lists()):
        raise BadRequest("address")
    try:
        tab = Tab(given.get(TAB) or Tab.OURS)
        handler = UUID(given[HANDLER]) if given.get(HANDLER) else None
        after = Cursor.read(given[AFTER]) if given.get(AFTER) else None
    except (ValueError, BadCursor) as error:
        raise BadRequest("address") from error
    stuck = given.get(STILL, "")
    if stuck and stuck not in STUCK:
        raise BadRequest("address")
    return tab, handler, stuck, after


def log_list(actor: Actor, page: WorklistPage) -> None:
    """One event for the list, with the cases it showed."""
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=LISTED,
        kind="case",
        subjects=[row.id for row in page.rows],
        why="arbetslistan",
        detail={"tab": page.tab},
    )
