"""The kommun's catalogue of insatser: read by those who have cases, looked after by process leads and managers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.casework.actions.interventions import (
    add_intervention,
    change_intervention,
    end_intervention,
    verify_intervention,
)
from samre.casework.models import Intervention
from samre.casework.queries.interventions import catalogue, find_intervention, may_edit, units_to_choose

from ..forms.interventions import read_intervention, shown_intervention, typed_intervention
from ..forms.notes import seen_revision
from ..forms.problems import Problems, all_together, tried
from ..gate import actor_of, signed_in
from ..pages.interventions import catalogue_view, intervention_view

READERS = (Role.CASEWORKER, Role.MANAGER, Role.PROCESS_LEAD)
EDITORS = (Role.MANAGER, Role.PROCESS_LEAD)
CHANGE, VERIFY, END = "andra", "stammer", "avsluta"


@require_safe
@signed_in(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The whole catalogue by level. Nothing in it is about a person."""
    actor = actor_of(request)
    rows = catalogue(actor, on=timezone.localdate())
    view = catalogue_view(rows, may_edit=may_edit(actor), notice=request.GET.get("klart", ""))
    return render(request, "interventions/index.html", {"view": view})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*EDITORS)
def new(request: HttpRequest) -> HttpResponse:
    """A new insats."""
    if request.method != "POST":
        return _form(request, None, shown_intervention(None), Problems())
    values = typed_intervention(request.POST)
    problems = tried(request, {}, lambda: _add(request))
    return _form(request, None, values, problems) if problems else _done("ny")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*EDITORS)
def show(request: HttpRequest, insats: UUID) -> HttpResponse:
    """One insats. POST: andra, stammer (still true) or avsluta."""
    row = find_intervention(actor_of(request), insats)
    if row is None:
        raise Http404("Insatsen finns inte i katalogen.")
    if request.method != "POST":
        return _form(request, row, shown_intervention(row), Problems())
    doing = request.POST.get("gor", "")
    problems = tried(request, {}, lambda: _do(request, row, doing))
    if not problems:
        return _done(doing)
    values = typed_intervention(request.POST) if doing == CHANGE else shown_intervention(row)
    return _form(request, find_intervention(actor_of(request), insats), values, problems)


def _add(request: HttpRequest) -> Intervention:
    with all_together() as wrong:
        fields = read_intervention(request.POST, wrong)
    return add_intervention(fields=fields, by=actor_of(request))


def _do(request: HttpRequest, row: Intervention, doing: str) -> Intervention:
    actor = actor_of(request)
    if doing == VERIFY:
        return verify_intervention(intervention=row, by=actor)
    if doing == END:
        return end_intervention(intervention=row, by=actor)
    if doing != CHANGE:
        raise Refused("Välj vad du vill göra.")
    with all_together() as wrong:
        fields = read_intervention(request.POST, wrong)
    return change_intervention(intervention=row, fields=fields, seen=seen_revision(request.POST), by=actor)


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('web:interventions')}?{urlencode({'klart': what})}")


def _form(
    request: HttpRequest, row: Intervention | None, values: dict[str, object], problems: Problems
) -> HttpResponse:
    view = intervention_view(row, values, units_to_choose(actor_of(request), row), problems)
    return render(request, "interventions/edit.html", {"view": view}, status=problems.status)
