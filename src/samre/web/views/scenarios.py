"""Settings of the simulation that are saved under a name: listed, saved, given another name, removed, two of them compared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.governance.actions.scenarios import remove_scenario, rename_scenario, save_scenario
from samre.governance.queries.scenarios import scenarios_for
from samre.governance.rules.permissions import SIMULATORS

from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..forms.simulation import SIDES, side_labels, to_save
from ..gate import actor_of, signed_in

SAVE, RENAME, REMOVE = "spara", "byt", "bort"
DONE = {SAVE: "Läget är sparat.", RENAME: "Läget har fått ett nytt namn.", REMOVE: "Läget är borttaget."}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*SIMULATORS)
def index(request: HttpRequest) -> HttpResponse:
    """Every saved setting. POST says what in `gor`: spara, byt or bort."""
    problems, values = Problems(), typed(request, "namn", "sida", "lage")
    if request.method == "POST":
        todo = request.POST.get("gor", "")
        problems = tried(request, values, lambda: _do(request, todo, values))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:scenarios')}?klart={todo}")
    context = {
        "rows": scenarios_for(actor_of(request)),
        "labels": side_labels(),
        "notice": DONE.get(request.GET.get("klart", ""), ""),
        "problems": problems,
        "values": values,
        "numbers": _numbers(request),
    }
    return render(request, "simulation/scenarios.html", context, status=problems.status)


def _do(request: HttpRequest, todo: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if todo == SAVE:
        if values["sida"] not in SIDES:
            raise Refused({"sida": "Välj vilket läge du vill spara."})
        return save_scenario(name=values["namn"], values=to_save(_numbers(request), values["sida"]), by=actor)
    scenario = find_uuid(values["lage"])
    if scenario is None or todo not in (RENAME, REMOVE):
        raise Refused("Välj vad du vill göra.")
    if todo == REMOVE:
        return remove_scenario(scenario=scenario, by=actor)
    return rename_scenario(scenario=scenario, name=values["namn"], by=actor)


def _numbers(request: HttpRequest) -> dict[str, str]:
    """The numbers of the form that was run, so that they come along until they are saved."""
    shared = {name: request.POST[name] for name in ("veckor", "fro") if name in request.POST}
    prefixes = tuple(f"{side}-" for side in SIDES)
    return {name: str(text) for name, text in request.POST.items() if name.startswith(prefixes)} | shared
