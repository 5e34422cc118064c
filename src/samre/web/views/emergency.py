"""Who has a case that one has no part in, and emergency access to it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.actors import Actor
from samre.accounts.roles import CASE_ROLES
from samre.audit.log import record
from samre.casework.actions.emergencies import check_possible, open_in_emergency
from samre.casework.models import Case
from samre.casework.rules.settings import case_rules, days

from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, refused, signed_in

ASKED, LOOKED = "case.ask", "case.who"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*CASE_ROLES, log=ASKED)
def index(request: HttpRequest, arende: UUID) -> HttpResponse:
    """Who has the case, how to get a part in it, and the form that asks why it can't wait. Nothing about the person."""
    actor = actor_of(request)
    case = find(actor, arende, asks=request.method == "POST")
    values, problems = typed(request, "skal", "beskrivning"), Problems()
    if request.method != "POST":
        problems = tried(request, values, lambda: check_possible(case, by=actor))
        if problems:
            return refused(request, problems.whole)
    else:
        problems = tried(
            request,
            values,
            lambda: open_in_emergency(
                case=case, reason=values["skal"], explanation=values["beskrivning"], by=actor
            ),
        )
        if problems.whole:
            return refused(request, problems.whole)
        if not problems:
            return HttpResponseRedirect(reverse("web:case", args=[case.pk]))
    context = {
        "case": case,
        "reasons": case_rules()["nödåtkomst"].items(),
        "hours": days("nödåtkomst_timmar"),
        "values": values,
        "problems": problems,
    }
    return render(request, "emergencies/index.html", context, status=problems.status)


def find(actor: Actor, arende: UUID, *, asks: bool) -> Case:
    """The case, for somebody who may not read it. That she looked who has it, or `asks` to read it, is logged, also for one
    that is not there."""
    case = (
        Case.objects.visible_to(actor)
        .select_related("person", "handler", "unit")
        .defer("person__name", "person__number", "person__contact")
        .filter(pk=arende)
        .first()
    )
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=ASKED if asks else LOOKED,
        kind="case",
        object_id=str(arende),
        case_id=str(arende),
        why=("begär nödåtkomst" if asks else "vem som har ärendet") if case else "finns inte hos myndigheten",
        outcome="ok" if case else "denied",
    )
    if case is None:
        raise Http404
    return case
