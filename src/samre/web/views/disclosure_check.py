"""Step two of a disclosure: the secrecy assessment, exactly what will go, and sending it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.casework.actions.disclosure_sending import Wait, send_disclosure
from samre.casework.actions.disclosures import assess_disclosure, drop_disclosure, freeze
from samre.casework.documents.packet import packet
from samre.casework.models import Case, Disclosure, DisclosureState
from samre.casework.queries.disclosures import find_step
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.settings import pathway_of

from ..forms.disclosures import read_settled
from ..forms.notes import seen_revision
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..pages.case_steps import proposed_then
from ..pages.disclosures import check_view, where_to
from ..pages.snapshots import snapshot_view
from ..paper_files import paper_pdf
from .disclosures import common, frozen_now, stepper, worked_on


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="disclosure.check", fresh=True)
def check(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID) -> HttpResponse:
    """Step two: the secrecy assessment, exactly what will go, and sending it. A POST says which in `gor`: prova, skicka, stryk."""
    found, problems = worked_on(case, utlamnande), Problems()
    if found.sent_at is not None or found.state == DisclosureState.DROPPED:
        return HttpResponseRedirect(where_to(found))
    if not found.items:
        return HttpResponseRedirect(reverse("web:disclosure-choose", args=[case.pk, utlamnande]))
    doing = request.POST.get("gor", "")
    if request.method == "POST":
        values = typed(request, "grund", "skal", "sedan", "vanta")
        problems = tried(request, values, lambda: _check(request, case, found, doing))
        if not problems and doing == "prova":
            return HttpResponseRedirect(request.path + "#skicka")
        if not problems:
            done = "stryk" if doing == "stryk" else "skickat"
            return HttpResponseRedirect(f"{where_to(worked_on(case, utlamnande))}?klart={done}")
        found = worked_on(case, utlamnande)
    return _check_page(request, case, ground, found, problems)


def _check(request: HttpRequest, case: Case, found: Disclosure, doing: str) -> Disclosure:
    actor, post = actor_of(request), request.POST
    if doing == "stryk":
        return drop_disclosure(disclosure=found, by=actor)
    if doing == "skicka":
        return _send(request, case, found)
    return assess_disclosure(
        disclosure=found,
        ground=post.get("grund", ""),
        reason=post.get("skal", ""),
        settled=read_settled(post, found),
        exceptions_seen=post.get("undantag_sett") == "ja",
        seen=seen_revision(post),
        by=actor,
    )


def _send(request: HttpRequest, case: Case, found: Disclosure) -> Disclosure:
    """The paper is made first, of what was seen; the action makes sure that the same goes."""
    actor, post = actor_of(request), request.POST
    frozen = freeze(found, actor)
    step = find_step(case, str(found.step_id or "")) if post.get("vanta") == "ja" else None
    wait = Wait(step=step, then=post.get("sedan", ""), mark=post.get("sett", "")) if step else None
    return send_disclosure(
        disclosure=found,
        seen=post.get("summa", ""),
        packet=paper_pdf(packet(frozen.snapshot)),
        wait=wait,
        by=actor,
    )


def _check_page(
    request: HttpRequest, case: Case, ground: Ground, found: Disclosure, problems: Problems
) -> HttpResponse:
    frozen, why = frozen_now(request, found)
    step = find_step(case, str(found.step_id or ""))
    again = request.method == "POST" and request.POST.get("gor") == "prova"
    context = {
        **common(request, case, ground, found),
        "frozen": frozen,
        "why": why,
        "preview": snapshot_view(frozen.snapshot) if frozen else None,
        "view": None
        if frozen
        else check_view(
            found,
            ground=request.POST.get("grund", ""),
            reason=request.POST.get("skal", found.reason),
            post=request.POST.dict() if again else {},
        ),
        "problems": problems,
        "step": step,
        "then": proposed_then(pathway_of(case.pathway).steps.get(step.step), "") if step else "",
        **stepper(2),
    }
    return render(request, "disclosures/check.html", context, status=problems.status)
