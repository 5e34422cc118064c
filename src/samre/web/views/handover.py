"""Handing a case over, and who else has a part in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions.cases import add_colleague, hand_over
from samre.casework.actions.colleagues import remove_colleague
from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.handover import find_colleague, find_handover, find_part, handover_page
from samre.casework.rules.permissions import Ground, Need

from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case

DONE = {"kollega": "Kollegan har nu del i ärendet.", "avslutat": "Kollegan har inte längre del i ärendet."}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="handover.read")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Who can have the case, what follows along, and what does not. POST hands over, adds or takes away (`gor`)."""
    actor, problems = actor_of(request), Problems()
    values = typed(request, "till", "text", "kollega", "del")
    doing = request.POST.get("gor", "")
    if request.method == "POST":
        problems = tried(request, values, lambda: _do(request, case, doing, values))
        if not problems:
            here = reverse("web:handover", args=[case.pk]) + f"?klart={doing}"
            return HttpResponseRedirect(
                reverse("web:handover-receipt", args=[case.pk]) if doing == "lamna_over" else here
            )
    context = {
        "frame": case_frame(case, actor, ground),
        "page": handover_page(case, actor),
        "may_assign": Need.ASSIGN in ground.needs,
        "problems": problems,
        "values": values,
        "doing": doing,
        "notice": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "handover/index.html", context, status=problems.status)


def _do(request: HttpRequest, case: Case, doing: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if doing == "avslutat":
        part_id = find_uuid(values["del"])
        part = find_part(case, part_id) if part_id else None
        if part is None:
            raise Refused("Kollegan har redan ingen del i ärendet.")
        return remove_colleague(part=part, by=actor)
    field = "kollega" if doing == "kollega" else "till"
    user = find_colleague(case, values[field])
    if user is None:
        raise Refused({field: "Välj en kollega i listan.", **_no_note(values, field)})
    if doing == "kollega":
        try:
            return add_colleague(case=case, user=user, by=actor)
        except Refused as refused:
            raise Refused({"kollega": next(iter(refused.problems.values()))}) from refused
    return hand_over(case=case, to=user, note=values["text"], by=actor)


def _no_note(values: dict[str, str], field: str) -> dict[str, str]:
    if field != "till" or values["text"]:
        return {}
    return {"text": "Skriv vad kollegan behöver veta: vad som är på gång och vad som kommer härnäst."}


@require_safe
@on_case(log="handover.read")
def receipt(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What was handed over, to whom, and how long it can still be read. `?overlamning=` an earlier one than the last."""
    asked = find_uuid(request.GET.get("overlamning", ""))
    context = {"frame": case_frame(case, actor_of(request), ground), "passed": find_handover(case, asked)}
    return render(request, "handover/receipt.html", context)
