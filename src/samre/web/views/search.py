"""Search for a case: by name, person number or case number, and by nothing else."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.accounts.roles import CASE_ROLES
from samre.audit.log import record
from samre.casework.queries.search import LONGEST, Found, search

from ..gate import actor_of, signed_in

SEARCHED = "case.search"
FIELD = "sok"
ALLOWED = frozenset({FIELD, "csrfmiddlewaretoken"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*CASE_ROLES, log=SEARCHED)
def index(request: HttpRequest) -> HttpResponse:
    """The empty field, or what a POST found. The words come in the body, so that no name or number stands in an address,
    and any other field or parameter is refused (law R7). The search is logged with its hits and without its words."""
    if request.GET or set(request.POST) - ALLOWED or len(request.POST.getlist(FIELD)) > 1 or request.FILES:
        raise BadRequest("search")
    if request.method != "POST":
        return render(request, "cases/search.html", {"found": None, "sought": "", "problem": ""})
    actor, text = actor_of(request), request.POST.get(FIELD, "")
    try:
        found = search(actor, text, on=timezone.localdate())
    except Refused as refused:
        context = {"found": None, "sought": text[:LONGEST], "problem": refused.problems[FIELD]}
        log_search(actor, None)
        return render(request, "cases/search.html", context, status=422)
    log_search(actor, found)
    return render(request, "cases/search.html", {"found": found, "sought": text, "problem": ""})


def log_search(actor: Actor, found: Found | None) -> None:
    """One event: by what kind of word, how many cases, and which."""
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=SEARCHED,
        kind="case",
        subjects=[hit.id for hit in found.hits] if found else (),
        why="sökning",
        outcome="ok" if found else "failed",
        detail={"by": found.by, "hits": len(found.hits)} if found else {},
    )
