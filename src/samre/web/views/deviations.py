"""Deviations: listed and counted, reported in two clicks, handled."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.queries.case_names import names_in_case
from samre.governance.actions.deviations import (
    answer_deviation,
    assign_deviation,
    close_deviation,
    note_measure,
    report_deviation,
    withdraw_deviation,
)
from samre.governance.models import Deviation
from samre.governance.queries.deviations import find_deviation
from samre.governance.rules.permissions import ASKERS

from ..forms.deviations import check_about_nobody
from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.deviations import list_page, report_page, show_page

CASE = "arende"
SEND, ANSWER, MEASURE, CLOSE, WITHDRAW = "skicka", "svar", "atgard", "avsluta", "aterkallad"
# The text of each form.
TEXTS = {SEND: "fråga", ANSWER: "svar", MEASURE: "åtgärd", CLOSE: "resultat"}


@require_safe
@signed_in(*ASKERS)
def index(request: HttpRequest) -> HttpResponse:
    """Those the reader may see, and how many there are of each."""
    given = request.GET
    page = list_page(
        actor_of(request),
        state=given.get("visa", ""),
        party=given.get("part", ""),
        notice=given.get("klart", ""),
    )
    return render(request, "deviations/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def new(request: HttpRequest) -> HttpResponse:
    """The short form: `slag` is the button that sends it. `arende`: the case somebody came from, only to lead back to it."""
    actor, problems = actor_of(request), None
    given = request.POST if request.method == "POST" else request.GET
    case = find_uuid(given.get(CASE, ""))
    if request.method == "POST":
        values = typed(request, "steg", "part", "slag", "mening")
        problems = tried(request, values, lambda: _report(request, values, case))
        if not problems:
            assert isinstance(problems.result, Deviation)
            return _to(problems.result.pk, "anmald", case)
    page = report_page(actor, {name: given.get(name, "") for name in ("steg", "part")}, case, problems)
    return render(request, "deviations/new.html", {"page": page}, status=page.problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def show(request: HttpRequest, avvikelse: UUID) -> HttpResponse:
    """One of them. POST says what in `gor`: skicka, svar, atgard, avsluta or aterkallad."""
    actor, problems, todo = actor_of(request), Problems(), ""
    if find_deviation(actor, avvikelse) is None:
        raise Http404
    case = find_uuid(request.GET.get(CASE, ""))
    if request.method == "POST":
        todo = request.POST.get("gor", "")
        values = typed(request, *TEXTS.values())
        problems = tried(request, values, lambda: _do(request, avvikelse, todo, values))
        if not problems:
            return _to(avvikelse, todo, case)
    page = show_page(
        actor, avvikelse, notice=request.GET.get("klart", ""), case=case, problems=problems, todo=todo
    )
    return render(request, "deviations/show.html", {"page": page}, status=problems.status)


def _report(request: HttpRequest, values: dict[str, str], case: UUID | None) -> Deviation:
    actor, text = actor_of(request), values["mening"]
    names = names_in_case(actor, case, (text,))
    check_about_nobody({"mening": text}, names=names)
    return report_deviation(
        step=values["steg"],
        party=values["part"],
        kind=values["slag"],
        text=text,
        names=names,
        by=actor,
    )


def _do(request: HttpRequest, avvikelse: UUID, todo: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if todo == WITHDRAW:
        return withdraw_deviation(deviation=avvikelse, by=actor)
    if todo not in TEXTS:
        raise Refused("Välj vad du vill göra.")
    text = values[TEXTS[todo]]
    check_about_nobody({TEXTS[todo]: text}, of_work=True)
    do = {
        SEND: assign_deviation,
        ANSWER: answer_deviation,
        MEASURE: note_measure,
        CLOSE: close_deviation,
    }[todo]
    return do(deviation=avvikelse, text=text, by=actor)


def _to(avvikelse: UUID, done: str, case: UUID | None) -> HttpResponseRedirect:
    query = {"klart": done} | ({CASE: str(case)} if case else {})
    return HttpResponseRedirect(f"{reverse('web:deviation', args=[avvikelse])}?{urlencode(query)}")
