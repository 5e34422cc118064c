"""The cases of a practice run that is being prepared: chosen among the map's worked cases, or written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.practice_cases import add_worked_cases, write_case
from samre.governance.models import PracticeCase, PracticeRun
from samre.governance.rules.practice import practice_rules
from samre.governance.rules.practice_maps import facts_of, map_of, worked_cases
from samre.pathway.person.facts import read_facts

from ..forms.practice_facts import field_groups, read_values, renamed, sent_values, values_of
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.practice_runs import choose_page
from .practice_runs import run_of


@dataclass(frozen=True, slots=True)
class Begun:
    """What the form begins with: its fields, the day its facts hold on (None = today), and the worked case it came from."""

    values: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    worked: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def choose(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """The map's worked cases (`fall`, several); `sok` narrows them, `gor` is sok or lagg_till."""
    run, problems, chosen = run_of(request, provkorning), Problems(), []
    sought = request.GET.get("sok", "")
    if request.method == "POST":
        fields, chosen = typed(request, "sok", "gor"), request.POST.getlist("fall")
        sought = fields["sok"]
        if fields["gor"] != "sok":
            ids = chosen
            problems = tried(
                request, fields, lambda: add_worked_cases(run=run.pk, cases=ids, by=actor_of(request))
            )
            if not problems:
                return HttpResponseRedirect(reverse("web:run", args=[run.pk]))
    page = choose_page(run, sought=sought, chosen=chosen, problems=problems)
    return render(request, "practice_runs/choose.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def write(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """A case of one's own; `?fran=V12` begins from a worked case."""
    run = run_of(request, provkorning)
    return _form(request, run, None, _begun(run, request.POST.get("fran") or request.GET.get("fran", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def change(request: HttpRequest, provkorning: UUID, fall: UUID) -> HttpResponse:
    """A case that is in the run, written anew."""
    run = run_of(request, provkorning)
    case = PracticeCase.objects.filter(pk=fall, run=run).first()
    if case is None:
        raise Http404("Fallet finns inte i provkörningen.")
    pathway = map_of(run)
    values = {"namn": case.name, "berättelse": case.story, **values_of(pathway, facts_of(pathway, case))}
    return _form(request, run, case, Begun(values, case.on))


def _form(request: HttpRequest, run: PracticeRun, case: PracticeCase | None, begun: Begun) -> HttpResponse:
    pathway, problems, values = map_of(run), Problems(), dict(begun.values)
    if request.method == "POST":
        values = typed(request, "namn", "berättelse") | sent_values(request, pathway)
        sent = values
        problems = tried(request, sent, lambda: _save(request, run, case, sent, begun.on))
        if not problems:
            return HttpResponseRedirect(reverse("web:run", args=[run.pk]))
    context = {
        "run": run,
        "case": case,
        "values": values,
        "worked": begun.worked,
        "problems": problems,
        "groups": field_groups(pathway, values, problems.fields),
        "longest": practice_rules()["längst_berättelse"],
    }
    return render(request, "practice_runs/case.html", context, status=problems.status)


def _save(
    request: HttpRequest,
    run: PracticeRun,
    case: PracticeCase | None,
    values: Mapping[str, str],
    on: date | None,
) -> PracticeCase:
    pathway = map_of(run)
    try:
        facts = read_values(pathway, {id_: text for id_, text in values.items() if id_ in pathway.facts})
        return write_case(
            run=run.pk,
            name=values["namn"],
            story=values["berättelse"],
            facts=facts,
            case=case.pk if case else None,
            on=on,
            by=actor_of(request),
        )
    except Refused as refused:
        raise renamed(refused, pathway) from refused


def _begun(run: PracticeRun, worked: str) -> Begun:
    """A worked case as the beginning of one's own; nothing where the map has no such case."""
    found = next((case for case, _ in worked_cases(run) if case.id == worked), None)
    if found is None:
        return Begun()
    pathway = map_of(run)
    facts = read_facts(pathway, found.facts, on=found.on)
    values = {"namn": found.name, "berättelse": found.story, **values_of(pathway, facts)}
    return Begun(values, found.on, found.id)
