"""Closing a case and opening it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.follow_ups import NOT_REACHED, awaiting_follow_up, follow_up_case
from samre.casework.models import Case, CasePeriod
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.endings import (
    case_endings,
    contradictions,
    ended_with,
    ending_rules,
    endings_mark,
)
from samre.casework.queries.handover import periods
from samre.casework.rules.permissions import Ground
from samre.casework.rules.policies import unfinished
from samre.casework.rules.settings import case_rules, days, pathway_of

from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case

FOLLOWED = "uppfoljt"


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.read")
def close(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What is left to deal with, and the form: outcome, income before and after, day and reason."""
    actor, problems = actor_of(request), Problems()
    values = typed(request, "utfall", "fore", "efter", "skal", "datum", "uppfoljning", "kollegor", "sett")
    if request.method == "POST":
        problems = tried(request, values, lambda: _close(request, case, values))
        if not problems:
            return HttpResponseRedirect(reverse("web:close-receipt", args=[case.pk]))
    else:
        values |= {"datum": timezone.localdate().isoformat(), "uppfoljning": "ja", "fore": "bistand"}
    endings = case_endings(case, at=timezone.now()) if case.is_open else ()
    against = contradictions(endings)
    context = {
        "frame": case_frame(case, actor, ground),
        "first": [one for one in endings if one.stands_first],
        "endings": [one for one in endings if not one.stands_first],
        "seen": endings_mark(endings),
        "consents": ending_rules()["samtycken"] if endings else "",
        "left": unfinished(case, user_id=actor.user_id),
        "goals": [
            (goal.id, goal.name, goal.text, against.get(goal.id, ""))
            for goal in pathway_of(case.pathway).goals.values()
        ],
        "incomes": tuple(case_rules()["försörjning"].items()),
        "months": days("uppföljning_efter_avslut_månader"),
        "today": timezone.localdate(),
        "problems": problems,
        "values": values,
    }
    return render(request, "closing/close.html", context, status=problems.status)


def _close(request: HttpRequest, case: Case, values: dict[str, str]) -> Case:
    with all_together() as wrong:
        on = read_date(values["datum"], "datum", wrong, missing="Skriv vilken dag ärendet avslutas.")
    return close_case(
        case=case,
        outcome=values["utfall"],
        income_before=values["fore"],
        income_after=values["efter"],
        reason=values["skal"],
        closed_on=on,
        follow_up=values["uppfoljning"] == "ja",
        others_told=values["kollegor"] == "ja",
        seen=values["sett"] or None,
        by=actor_of(request),
    )


@require_safe
@on_case(log="case.read")
def receipt(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What was written down when the case was closed, and the times it has been open."""
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "periods": periods(case),
        "ended": None if case.is_open else ended_with(case),
        "words": ending_rules()["kvitto"],
        "is_followed_up": request.GET.get("klart") == FOLLOWED,
    }
    return render(request, "closing/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.read")
def follow_up(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """How it went some time after the closing: what the person lives on now, or that she was not reached."""
    actor, problems = actor_of(request), Problems()
    values = typed(request, "forsorjning", "dag", "text")
    if request.method == "POST":
        problems = tried(request, values, lambda: _follow_up(request, case, values))
        if not problems:
            return HttpResponseRedirect(reverse("web:close-receipt", args=[case.pk]) + f"?klart={FOLLOWED}")
    else:
        values |= {"dag": timezone.localdate().isoformat()}
    context = {
        "frame": case_frame(case, actor, ground),
        "waits": awaiting_follow_up(case),
        "incomes": (*case_rules()["försörjning"].items(), (NOT_REACHED, "Personen nåddes inte")),
        "periods": periods(case),
        "problems": problems,
        "values": values,
    }
    return render(request, "closing/follow_up.html", context, status=problems.status)


def _follow_up(request: HttpRequest, case: Case, values: dict[str, str]) -> CasePeriod:
    with all_together() as wrong:
        on = read_date(values["dag"], "dag", wrong, missing="Skriv vilken dag du följde upp.")
    return follow_up_case(
        case=case, income=values["forsorjning"], on=on, note=values["text"], by=actor_of(request)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.read")
def reopen(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """A closed case goes on as a new period, with the reason."""
    actor, problems = actor_of(request), Problems()
    values = typed(request, "skal")
    if request.method == "POST":
        problems = tried(request, values, lambda: reopen_case(case=case, why=values["skal"], by=actor))
        if not problems:
            return HttpResponseRedirect(reverse("web:case", args=[case.pk]))
    context = {
        "frame": case_frame(case, actor, ground),
        "periods": periods(case),
        "problems": problems,
        "values": values,
    }
    return render(request, "closing/reopen.html", context, status=problems.status)
