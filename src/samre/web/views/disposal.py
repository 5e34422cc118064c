"""Gallring: the list, somebody else's approval, carrying it out a little at a time, and what has been done before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.audit.log import record
from samre.casework.actions.disposal import (
    approve_disposal,
    carry_out_disposal,
    plan_disposal,
    withdraw_disposal,
)
from samre.casework.models import DisposalRun
from samre.casework.queries.disposal import disposal_overview, disposal_page, find_run

from ..forms.notes import page_number
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in

LISTED, SHOWN = "disposal.list", "disposal.read"
# So long one step of carrying out works before it shows how far it has come.
STEP_SECONDS = 1.5
NOTICES = {
    "listad": "Listan är gjord. Be nu en kollega att granska och godkänna den.",
    "godkand": "Listan är godkänd. Enhetschefen kan genomföra den.",
    "tillbaka": "Listan är tillbakatagen. Ingenting är borttaget.",
    "klar": "Gallringen är genomförd.",
}


@require_safe
@signed_in(Role.MANAGER, Role.PROCESS_LEAD, log=LISTED)
def index(request: HttpRequest) -> HttpResponse:
    """The list going on, earlier lists, and what is held back."""
    return _overview(request, Problems())


@require_POST
@signed_in(Role.MANAGER, log="disposal.open_form")
def plan(request: HttpRequest) -> HttpResponse:
    """Makes the list of today. Removes nothing."""
    actor = actor_of(request)
    _log(actor, "disposal.open_form", why="gör en gallringslista")
    problems = tried(request, {}, lambda: plan_disposal(by=actor))
    if problems:
        return _overview(request, problems)
    assert isinstance(problems.result, DisposalRun)
    return _to(problems.result.pk, "listad")


@require_safe
@signed_in(Role.MANAGER, Role.PROCESS_LEAD, log=SHOWN)
def show(request: HttpRequest, gallring: UUID) -> HttpResponse:
    """A list: case numbers, rules and days."""
    return _list(request, _run(request, gallring), Problems())


@require_POST
@signed_in(Role.MANAGER, Role.PROCESS_LEAD, log="disposal.open_form")
def approve(request: HttpRequest, gallring: UUID) -> HttpResponse:
    """Approves the list that was shown: its checksum comes with the form."""
    seen = typed(request, "lista")["lista"]
    return _act(
        request, gallring, "godkand", lambda run, by: approve_disposal(run=run, list_sha256=seen, by=by)
    )


@require_POST
@signed_in(Role.MANAGER, Role.PROCESS_LEAD, log="disposal.open_form")
def withdraw(request: HttpRequest, gallring: UUID) -> HttpResponse:
    """Takes the list back."""
    return _act(request, gallring, "tillbaka", lambda run, by: withdraw_disposal(run=run, by=by))


@require_http_methods(["POST"])
@signed_in(Role.MANAGER, log="disposal.open_form", fresh=True)
def carry_out(request: HttpRequest, gallring: UUID) -> HttpResponse:
    """A step of the removal. htmx asks for the next one by itself; without it there is a button. To stop is not to go on."""
    run = _run(request, gallring)
    actor, until = actor_of(request), monotonic() + STEP_SECONDS
    problems = tried(
        request,
        {},
        lambda: carry_out_disposal(run=run, by=actor, progress=lambda done, of: monotonic() < until),
    )
    if problems:
        return _list(request, run, problems)
    run = _run(request, gallring)
    if run.done_at is not None:
        return _to(gallring, "klar", htmx=bool(request.headers.get("HX-Request")))
    return _list(request, run, Problems(), goes_on=True)


def _act(
    request: HttpRequest, gallring: UUID, done: str, act: Callable[[DisposalRun, Actor], object]
) -> HttpResponse:
    run, actor = _run(request, gallring), actor_of(request)
    problems = tried(request, {}, lambda: act(run, actor))
    return _list(request, run, problems) if problems else _to(gallring, done)


def _run(request: HttpRequest, gallring: UUID) -> DisposalRun:
    actor = actor_of(request)
    run = find_run(actor, gallring)
    if run is None:
        _log(actor, SHOWN, object_id=str(gallring), outcome="denied")
        raise Http404("Listan finns inte.")
    return run


def _overview(request: HttpRequest, problems: Problems) -> HttpResponse:
    actor = actor_of(request)
    page = disposal_overview(actor)
    _log(actor, LISTED, subjects=[str(row.case_ref) for row in page.holds])
    context = {"page": page, "problems": problems, "is_manager": actor.is_manager, "notice": _notice(request)}
    return render(request, "disposal/index.html", context, status=problems.status)


def _list(
    request: HttpRequest, run: DisposalRun, problems: Problems, *, goes_on: bool = False
) -> HttpResponse:
    if set(request.GET) - {"sida", "klart"}:
        raise BadRequest("address")
    actor = actor_of(request)
    page = disposal_page(actor, run, page=page_number(request))
    _log(actor, SHOWN, object_id=str(run.pk), subjects=[str(row.case_ref) for row in page.rows])
    context = {
        "page": page,
        "problems": problems,
        "is_manager": actor.is_manager,
        "is_kommun": actor.authority_kind == AuthorityKind.KOMMUN,
        "goes_on": goes_on,
        "notice": _notice(request),
    }
    template = (
        "disposal/show.html#progress"
        if goes_on and request.headers.get("HX-Request")
        else "disposal/show.html"
    )
    return render(request, template, context, status=problems.status_for(request))


def _notice(request: HttpRequest) -> str:
    return NOTICES.get(request.GET.get("klart", ""), "")


def _to(gallring: UUID, done: str, *, htmx: bool = False) -> HttpResponse:
    address = f"{reverse('web:disposal-list', args=[gallring])}?{urlencode({'klart': done})}"
    if not htmx:
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _log(
    actor: Actor,
    action: str,
    *,
    object_id: str = "",
    subjects: Iterable[str] = (),
    why: str = "gallring",
    outcome: str = "ok",
) -> None:
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=action,
        kind="disposal",
        object_id=object_id,
        subjects=subjects,
        why=why,
        outcome=outcome,
    )
