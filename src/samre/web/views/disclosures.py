"""Disclosures: to whom and what, the check and the sending, the receipt with what came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.protected import ColleagueNames
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.disclosure_sending import (
    remind_disclosure,
    take_back_disclosure,
)
from samre.casework.actions.disclosures import (
    Frozen,
    choose_items,
    freeze,
    start_disclosure,
)
from samre.casework.documents.hidden_copy import without_person
from samre.casework.documents.letter_copy import letter_text
from samre.casework.documents.packet import packet
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.snapshots import canonical
from samre.casework.models import Case, Disclosure, DisclosureState
from samre.casework.queries.asked_more import AskedMore, asked_more, asked_of
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.disclosures import disclosures_of, find_disclosure, shown_receiver, tied_to
from samre.casework.queries.kept_papers import sent_letter
from samre.casework.rules.permissions import Ground, Need

from ..forms.disclosures import (
    CHOSEN,
    HEAD,
    read_chosen,
    read_head,
    read_typed_answer,
)
from ..forms.notes import find_uuid, seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..pages.disclosures import (
    STEPS,
    aim_view,
    choose_view,
    head_values,
    more_head,
    out_list,
    proposed_head,
    receipt_view,
    step_of,
    where_to,
)
from ..pages.notes import fresh_id
from ..pages.snapshots import snapshot_view
from ..pages.theirs import chosen_theirs, head_theirs
from ..paper_files import paper_pdf
from ..protected_files import with_reason

DONE = {
    "skickat": "Underlaget är lämnat.",
    "paminn": "Påminnelsen är noterad.",
    "svar": "Svaret är inskrivet.",
    "aterta": "Underlaget är återtaget. Mottagaren kan inte längre öppna det.",
    "stryk": "Utlämnandet är avbrutet. Inget är skickat.",
}


@require_safe
@on_case(log="disclosure.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Everything that has been let out of the case, or is about to be. `?visa=` a part of it."""
    actor, on = actor_of(request), timezone.localdate()
    lines, parts = out_list(disclosures_of(case, on=on), request.GET.get("visa", ""))
    context = {
        "frame": case_frame(case, actor, ground),
        "lines": lines,
        "parts": parts,
        "notice": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "disclosures/index.html", context)


@require_safe
@on_case(Need.WRITE, log="disclosure.begin")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """To an empty form with an id of its own: the same form sent twice is one disclosure."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(reverse("web:disclosure-aim", args=[case.pk, fresh_id()]) + query)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="disclosure.aim")
def aim(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID) -> HttpResponse:
    """Step one, first half: to whom, and what for. `?efter=`: what was given before to whoever is to get more."""
    first = find_uuid(request.GET.get("efter", ""))
    found, on, problems = find_disclosure(case, utlamnande), timezone.localdate(), Problems()
    values = typed(request, *HEAD)
    if request.method == "POST":
        problems = tried(request, values, lambda: _start(request, case, utlamnande))
        if not problems:
            return HttpResponseRedirect(reverse("web:disclosure-choose", args=[case.pk, utlamnande]))
    elif found is not None:
        values = head_values(found)
    elif first and (sent := find_disclosure(case, first)) and sent.sent_at:
        values |= more_head(case, sent)
    else:
        kind, step = request.GET.get("mottagare", ""), request.GET.get("steg", "")
        values |= proposed_head(case, kind=kind, step=step, on=on)
    view = aim_view(case, values, on=on, unit_name=case.unit.name)
    if problems.is_stale:
        found = find_disclosure(case, utlamnande)
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "view": view,
        "problems": problems,
        "theirs": head_theirs(problems, found, view),
        "found": found,
        "asked": asked_of(found) if found else _asked_in(case, first),
        "id": utlamnande,
        **stepper(1),
    }
    return render(request, "disclosures/aim.html", context, status=problems.status)


def _asked_in(case: Case, first: UUID | None) -> AskedMore | None:
    """What was asked for in the answer to one disclosure."""
    return next((one for one in asked_more(case) if one.disclosure == first), None) if first else None


def _start(request: HttpRequest, case: Case, id_: UUID) -> Disclosure:
    aimed = read_head(request, case)
    return start_disclosure(
        case=case,
        disclosure_id=id_,
        receiver=aimed.receiver.authority if aimed.receiver else None,
        unit=aimed.receiver.unit if aimed.receiver else None,
        head=aimed.head,
        step=aimed.step,
        seen=seen_revision(request.POST),
        by=actor_of(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="disclosure.choose")
def choose(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID) -> HttpResponse:
    """Step one, second half: what."""
    found, problems = worked_on(case, utlamnande), Problems()
    if found.sent_at is not None:
        return HttpResponseRedirect(where_to(found))
    picked = request.POST.getlist(CHOSEN) if request.method == "POST" else None
    if request.method == "POST":
        problems = tried(
            request,
            {},
            lambda: choose_items(
                disclosure=found,
                items=read_chosen(request.POST),
                seen=seen_revision(request.POST),
                by=actor_of(request),
            ),
        )
        if not problems:
            return HttpResponseRedirect(reverse("web:disclosure-check", args=[case.pk, utlamnande]))
        found = worked_on(case, utlamnande)
    view = choose_view(found, on=timezone.localdate(), picked=picked)
    context = {
        **common(request, case, ground, found),
        "view": view,
        "problems": problems,
        "theirs": chosen_theirs(problems, found, view, picked or ()),
        **stepper(1),
    }
    return render(request, "disclosures/choose.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="disclosure.show")
def show(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID) -> HttpResponse:
    """Step three: the receipt, and what came of it. A POST says what in `gor`: paminn, svar, aterta."""
    found, problems = worked_on(case, utlamnande), Problems()
    if found.sent_at is None and found.state != DisclosureState.DROPPED:
        return HttpResponseRedirect(where_to(found))
    doing = request.POST.get("gor", "")
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in request.POST if name != "csrfmiddlewaretoken"}
        problems = tried(request, values, lambda: _after(request, found, doing))
        if not problems:
            return HttpResponseRedirect(f"{request.path}?klart={doing}")
        found = worked_on(case, utlamnande)
    snapshot = snapshot_view(_as_colleagues_see(found)) if found.snapshot else None
    context = {
        **common(request, case, ground, found),
        "view": receipt_view(found, on=timezone.localdate(), snapshot=snapshot),
        "tied": tied_to(found),
        "letter": sent_letter(case, found.pk) if letter_text(found.snapshot or {}) else None,
        "problems": problems,
        "doing": doing,
        "notice": DONE.get(request.GET.get("klart", ""), ""),
        **stepper(3),
    }
    return render(request, "disclosures/show.html", context, status=problems.status)


def _after(request: HttpRequest, found: Disclosure, doing: str) -> object:
    actor = actor_of(request)
    if doing == "aterta":
        return take_back_disclosure(disclosure=found, reason=request.POST.get("skal", ""), by=actor)
    if doing == "paminn":
        with all_together() as wrong:
            until = read_date(request.POST.get("till", "").strip(), "till", wrong)
        return remind_disclosure(disclosure=found, until=until, by=actor)
    if doing != "svar":
        raise Refused("Välj vad du vill göra.")
    answer = read_typed_answer(request, found)
    return register_answer(
        disclosure=found,
        kind=answer.form.kind,
        choices=answer.choices,
        text=answer.text,
        came_on=answer.came_on,
        answered_by=answer.answered_by,
        by=actor,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="disclosure.file", fresh=True)
def file(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID, form: str) -> HttpResponse:
    """What was sent, or would be: the packet as PDF or plain text, the snapshot as JSON (the hashed bytes). What was sent about
    somebody who is protected by now is given with a reason (POST: visa_skal)."""
    found = worked_on(case, utlamnande)
    frozen, _ = frozen_now(request, found) if found.sent_at is None else (None, "")
    snapshot = found.snapshot or (frozen.snapshot if frozen else None)
    if snapshot is None or form not in ("pdf", "json", "txt"):
        raise Http404
    if found.snapshot is None:
        return _file(found, snapshot, form)
    return with_reason(
        request, case, ground, lambda: _file(found, snapshot, form), name=f"Utlämnat: {snapshot['title']}"
    )


def _file(found: Disclosure, snapshot: dict[str, Any], form: str) -> HttpResponse:
    if form == "json":
        answer = HttpResponse(canonical(snapshot), content_type="application/json; charset=utf-8")
    elif form == "txt":
        text = letter_text(snapshot) or paper_text(packet(snapshot))
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    else:
        kept = bytes(found.packet) if found.packet else paper_pdf(packet(snapshot))
        answer = HttpResponse(kept, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="underlag-{found.reference}.{form}"'
    return answer


def frozen_now(request: HttpRequest, found: Disclosure) -> tuple[Frozen | None, str]:
    """What would go now, or why it has to be assessed again."""
    if found.state != DisclosureState.ASSESSED:
        return None, ""
    try:
        return freeze(found, actor_of(request)), ""
    except (Denied, Stale) as stopped:
        return None, stopped.reason
    except Refused as refused:
        return None, " ".join(refused.problems.values())


def worked_on(case: Case, id_: UUID) -> Disclosure:
    """The disclosure of that id in the case; 404 where it has none."""
    found = find_disclosure(case, id_)
    if found is None:
        raise Http404
    return found


def common(request: HttpRequest, case: Case, ground: Ground, found: Disclosure) -> dict[str, object]:
    """What every page of one disclosure shows."""
    return {
        "frame": case_frame(case, actor_of(request), ground),
        "disclosure": found,
        "to": shown_receiver(found),
        "asked": asked_of(found) if found.sent_at is None else None,
        "step_name": step_of(found),
        "assessor": ColleagueNames(found.owner_id).of(found.assessed_by),
    }


def stepper(now: int) -> dict[str, object]:
    """The three steps, and which one the page is."""
    return {"steps": tuple(enumerate(STEPS, 1)), "now": now}


def _as_colleagues_see(disclosure: Disclosure) -> dict[str, Any]:
    """The snapshot, without the name of an assessor who has protected data of her own by now, and without the person where she
    has; the receiver's copy is as it was."""
    snapshot: dict[str, Any] = dict(disclosure.snapshot)
    if disclosure.case.person.is_protected:
        snapshot = without_person(snapshot, disclosure.case)
    assessed = dict(snapshot.get("assessed") or {})
    name = ColleagueNames(disclosure.owner_id).of(str(assessed.get("by", "")))
    return snapshot | {"assessed": assessed | {"by": name}} if assessed else snapshot
