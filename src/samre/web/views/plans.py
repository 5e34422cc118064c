"""The plan of a case: what holds, how it goes, its versions, and its paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions import plan_follow_ups
from samre.casework.actions import plans as actions
from samre.casework.documents.forms.b08_plan import paper
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.paper_text import paper_text
from samre.casework.models import Case, PlanFollowUp
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.plans import (
    changes_since,
    find_activity,
    find_draft,
    find_plan,
    medical_proposals,
    plan_page,
    show_plan,
)
from samre.casework.rules.permissions import Ground
from samre.casework.rules.settings import pathway_of

from ..forms.notes import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..pages.plans import NOTICES, outcomes
from ..paper_files import paper_docx, paper_pdf

FIELDS = (
    "gor",
    "aktivitet",
    "gang_ord",
    "uppfoljd",
    "uppfoljd_text",
    "uppfoljd_ord",
    "uppfoljd_gang",
)
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="plan.read")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The plan that holds and all that belongs to it. POST begins a version, says how an activity went, or follows up (`gor`)."""
    values, problems = typed(request, *FIELDS), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _do(request, case, values))
        if not problems:
            assert isinstance(problems.result, str)
            return HttpResponseRedirect(problems.result)
    on = timezone.localdate()
    page = plan_page(case, on=on)
    values["uppfoljd"] = values["uppfoljd"] or on.isoformat()
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "page": page,
        "plan": page.plan,
        "outcomes": outcomes(),
        "problems": problems,
        "values": values,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "plans/index.html", context, status=problems.status)


def _do(request: HttpRequest, case: Case, values: dict[str, str]) -> str:
    actor, here = actor_of(request), reverse("web:plan", args=[case.pk])
    match values["gor"]:
        case "borja":
            on = timezone.localdate()
            proposed = medical_proposals(case, pathway_of(case.pathway), on=on)
            actions.start_plan(case=case, first=proposed, by=actor)
            return reverse("web:plan-draft", args=[case.pk])
        case "gjord" | "oppnad" | "blev_inte" as kind:
            activity = find_activity(case, find_uuid(values["aktivitet"]) or UUID(int=0))
            if activity is None:
                raise Refused("Aktiviteten finns inte i planen. Ladda om sidan.")
            plan_follow_ups.mark_activity(
                case=case, activity=activity, kind=kind, words=values["gang_ord"], by=actor
            )
            return f"{here}?klart=markerad#{activity.pk}"
        case "uppfoljning":
            return _follow_up(request, case, values)
    raise Refused("Välj vad som ska göras.")


def _follow_up(request: HttpRequest, case: Case, values: dict[str, str]) -> str:
    with all_together() as wrong:
        on = read_date(values["uppfoljd"], "uppfoljd", wrong)
    plan = actions.plan_in_force(case)
    if plan is None:
        raise Refused("Det finns ingen plan att följa upp.")
    actor = actor_of(request)
    done = plan_follow_ups.follow_up_plan(
        case=case,
        plan=plan,
        on=on,
        text=values["uppfoljd_text"],
        own_words=values["uppfoljd_ord"],
        outcome=values["uppfoljd_gang"],
        by=actor,
    )
    if done.outcome == PlanFollowUp.Outcome.CHANGES:
        actions.start_plan(case=case, first={}, by=actor)
        return reverse("web:plan-draft", args=[case.pk])
    return reverse("web:plan", args=[case.pk]) + "?klart=uppfoljd"


@require_safe
@on_case(log="plan.read")
def show(request: HttpRequest, case: Case, ground: Ground, plan: UUID) -> HttpResponse:
    """One version, what it changed, and its text to copy."""
    found, on = find_plan(case, plan), timezone.localdate()
    if found is None:
        raise Http404
    actor = actor_of(request)
    context = {
        "frame": case_frame(case, actor, ground),
        "plan": show_plan(found, on=on),
        "changes": changes_since(found),
        "based_on": found.based_on,
        "text": paper_text(paper(found, case=case, sender=sender_for(case, actor), on=on)),
    }
    return render(request, "plans/show.html", context)


@require_safe
@on_case(log="plan.export", fresh=True)
def export(request: HttpRequest, case: Case, ground: Ground, plan: UUID, form: str) -> HttpResponse:
    """B8 of a version, or of the draft, as pdf, docx or txt."""
    draft = find_draft(case)
    found = find_plan(case, plan) or (draft if draft is not None and draft.pk == plan else None)
    if found is None or form not in MEDIA:
        raise Http404
    made = paper(found, case=case, sender=sender_for(case, actor_of(request)), on=timezone.localdate())
    content = {"pdf": paper_pdf, "docx": paper_docx, "txt": lambda one: paper_text(one).encode()}[form](made)
    answer = HttpResponse(content, content_type=MEDIA[form])
    name = f"plan-{case.number}-{found.number or 'utkast'}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
