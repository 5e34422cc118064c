"""A plan being written: saved as it is typed, filled from the library, checked, fastställd."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions import plans as actions
from samre.casework.models import Case, Plan
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.plans import draft_page, find_draft
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.plans import (
    Difference,
    differences,
    find_suggestion,
    library,
    shown_plan,
    with_names,
)
from samre.casework.rules.settings import pathway_of

from ..forms.notes import seen_revision
from ..forms.plans import PlanForm, new_activity, new_milestone, read_plan, typed_form
from ..forms.problems import Problems, tried
from ..gate import actor_of, on_case
from ..pages.notes import clock
from ..pages.plans import NOTICES, draft_view
from ..paper_files import paper_pdf

AUTOSAVE = "X-Autosave"
FROM_LIBRARY, AWAY, PROPOSAL = "bib:", "bort:", "forslag:"
# What the page says after a button that begins so.
TOLD = ((FROM_LIBRARY, "tillagd"), ("ny_", "tillagd"), (AWAY, "bort"), (PROPOSAL, "forslag"))


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="plan.draft")
def draft(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The draft. Every button saves what is typed first; then it does its own (`gor`)."""
    plan = find_draft(case)
    if plan is None:
        return _gone(request, case)
    if request.method != "POST":
        return _page(
            request,
            case,
            ground,
            plan,
            is_checked="kontrollera" in request.GET,
            notice=NOTICES.get(request.GET.get("klart", ""), ""),
        )
    doing, form = request.POST.get("gor", "spara"), typed_form(request.POST)
    if doing == "slopa":
        actions.drop_plan(plan=plan, by=actor_of(request))
        return HttpResponseRedirect(reverse("web:plan", args=[case.pk]) + "?klart=slopat")
    problems = tried(request, form.values, lambda: _do(request, case, plan, doing, form))
    if request.headers.get(AUTOSAVE):
        return _autosaved(case, problems)
    if not problems:
        assert isinstance(problems.result, str)
        return HttpResponseRedirect(problems.result)
    return _mend(request, case, ground, form, problems)


def _do(request: HttpRequest, case: Case, plan: Plan, doing: str, form: PlanForm) -> str:
    """Saves, and does the rest; where to go then."""
    actor, here = actor_of(request), reverse("web:plan-draft", args=[case.pk])
    values, wrong = read_plan(form)
    if wrong:
        raise Refused(wrong)
    if case.person.is_protected:
        values = with_names(values, plan)
    anchor = _change_rows(values, doing, plan, on=timezone.localdate())
    saved = actions.save_plan(plan=plan, values=values, seen=seen_revision(request.POST), by=actor)
    saved.case = case
    if doing == "faststall":
        actions.settle_plan(plan=saved, seen=saved.revision, render=paper_pdf, by=actor)
        return reverse("web:plan", args=[case.pk]) + "?klart=faststalld"
    if doing == "kontrollera":
        return f"{here}?kontrollera=1#fattas"
    notice = next((told for begins, told in TOLD if anchor and doing.startswith(begins)), "sparat")
    step = request.POST.get("visa_steg", "")
    shown = f"&steg={step}" if step and library([step]) else ""
    return f"{here}?klart={notice}{shown}#{anchor}" if anchor or shown else f"{here}?klart={notice}"


def _change_rows(values: dict[str, Any], doing: str, plan: Plan, *, on: date) -> str:
    """Adds or takes away what the button says; the place on the page where it shows."""
    if doing == "ny_aktivitet":
        values["activities"].append(row := new_activity(None, on=on))
        return f"a-{row['line']}"
    if doing == "ny_delmal":
        values["milestones"].append(row := new_milestone(None))
        return f"d-{row['line']}"
    if doing.startswith(FROM_LIBRARY):
        return _from_library(values, doing.removeprefix(FROM_LIBRARY), on=on)
    if doing.startswith(AWAY):
        line = doing.removeprefix(AWAY)
        for column in ("activities", "milestones"):
            values[column] = [row for row in values[column] if row["line"] != line]
        return "aktiviteter"
    if doing.startswith(PROPOSAL):
        column = doing.removeprefix(PROPOSAL)
        text = draft_page(plan, on=on).proposals.get(column, "")
        if text:
            values[column] = "\n".join(part for part in (values[column], text) if part)
        return "ramar-rubrik"
    return ""


def _from_library(values: dict[str, Any], id_: str, *, on: date) -> str:
    suggestion = find_suggestion(id_)
    if suggestion is None:
        raise Refused("Förslaget finns inte i biblioteket längre. Lägg till en egen rad i stället.")
    if suggestion.responsible:
        values["activities"].append(row := new_activity(suggestion, on=on))
        return f"a-{row['line']}"
    values["milestones"].append(row := new_milestone(suggestion))
    return f"d-{row['line']}"


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    plan: Plan,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    on = timezone.localdate()
    view = draft_view(plan, draft_page(plan, on=on, also=request.GET.get("steg", "")), **more)
    context = {"frame": case_frame(case, actor_of(request), ground), "view": view}
    return render(request, "plans/draft.html", context, status=status)


def _mend(
    request: HttpRequest, case: Case, ground: Ground, form: PlanForm, problems: Problems
) -> HttpResponse:
    """The form again with everything that was typed, and what is wrong at its field; beside it what somebody else has saved."""
    now = find_draft(case)
    if now is None:
        return _gone(request, case)
    differs: tuple[Difference, ...] = ()
    if problems.is_stale:
        mine, values = find_draft(case), read_plan(form)[0]
        assert mine is not None
        for column, value in values.items():
            setattr(mine, column, value)
        shown = [shown_plan(one, is_protected=case.person.is_protected) for one in (now, mine)]
        differs = differences(*shown, pathway=pathway_of(case.pathway))
    return _page(
        request,
        case,
        ground,
        now,
        status=problems.status,
        form=form,
        problems=problems,
        differs=differs,
        is_checked=request.POST.get("gor") == "faststall" and not problems.is_stale,
    )


def _gone(request: HttpRequest, case: Case) -> HttpResponse:
    """Nothing is being written: it has been fastställt or thrown away meanwhile, or was never begun."""
    if request.headers.get(AUTOSAVE):
        told = "Planen är fastställd eller utkastet slopat. Kopiera det du skrev och börja en ny version."
        return JsonResponse({"fel": told, "signerad": True}, status=409)
    return HttpResponseRedirect(reverse("web:plan", args=[case.pk]))


def _autosaved(case: Case, problems: Problems) -> HttpResponse:
    if problems:
        told = problems.whole or next(iter(problems.fields.values()))
        return JsonResponse({"fel": told, "krock": problems.is_stale}, status=problems.status)
    now = find_draft(case)
    revision = now.revision if now else 0
    return JsonResponse({"sparat": clock(timezone.now()), "revision": revision})
