"""Practice runs as they are led: prepared, opened with a code on the screen, followed, and answers on paper typed in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.practice import (
    change_run,
    close_run,
    drop_run,
    open_run,
    prepare_run,
    renew_run,
)
from samre.governance.actions.practice_cases import drop_case, move_case
from samre.governance.actions.practice_groups import Said, enter_paper, leave_out_group
from samre.governance.maps import keeper_of
from samre.governance.models import PracticeRun
from samre.governance.queries.drafts import find_draft, show_draft
from samre.governance.queries.practice import cases_in, find_run

from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.practice_calling import calling_to
from ..pages.practice_runs import new_page, paper_page, run_page, runs_page
from ..practice_papers import SIZES, sheets_pdf

ROLES = (Role.PROCESS_LEAD, Role.BOARD)
FIELDS = ("gor", "fall", "grupp", "rubrik", "syfte")
ANSWER = ("steg", "sakerhet", "oense", "kommentar")


@require_safe
@signed_in(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """Every run of the map one belongs to."""
    return render(request, "practice_runs/index.html", {"page": runs_page(actor_of(request))})


@require_safe
@signed_in(*ROLES)
def of_draft(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The runs on one draft."""
    draft = find_draft(actor_of(request), forslag)
    if draft is None:
        raise Http404("Förslaget finns inte.")
    page = runs_page(actor_of(request), draft=draft.pk)
    return render(request, "practice_runs/of_draft.html", {"page": page, "draft": show_draft(draft)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def new(request: HttpRequest) -> HttpResponse:
    """A run to prepare: what it is called, what for, and which map (`karta`: f:<draft> or v:<version>)."""
    problems, values = Problems(), {"karta": f"f:{request.GET.get('forslag', '')}"}
    if request.method == "POST":
        values = typed(request, "rubrik", "syfte", "karta")
        problems = tried(request, values, lambda: _prepare(request, values))
        if not problems:
            assert isinstance(problems.result, PracticeRun)
            return HttpResponseRedirect(reverse("web:run", args=[problems.result.pk]))
    page = new_page(actor_of(request), values=values, problems=problems)
    return render(request, "practice_runs/new.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def show(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """One run. `gor`: andra (rubrik, syfte), upp, ner, ta_bort (fall), forny, oppna, avsluta, lagg_ner, rakna and rakna_inte
    (grupp).
    htmx asks for how far they have come."""
    run = run_of(request, provkorning)
    problems = Problems()
    if request.method == "POST":
        fields = typed(request, *FIELDS)
        problems = tried(request, fields, lambda: _act(request, run, fields))
        if not problems:
            after = "web:run-screen" if fields["gor"] == "oppna" else "web:run"
            return HttpResponseRedirect(reverse(after, args=[run.pk]))
        run.refresh_from_db()
    page = run_page(actor_of(request), run, problems=problems)
    template = (
        "practice_runs/_progress.html" if request.headers.get("HX-Request") else "practice_runs/show.html"
    )
    calling = calling_to(run, request.GET.dict(), address=_room_address(request))
    return render(request, template, {"page": page, "calling": calling}, status=problems.status)


@require_safe
@signed_in(*ROLES)
def screen(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """The page for the screen in the room: the address, the code in large signs, and how far the groups have come."""
    run = run_of(request, provkorning)
    page = run_page(actor_of(request), run, problems=Problems())
    template = (
        "practice_runs/_counts.html" if request.headers.get("HX-Request") else "practice_runs/screen.html"
    )
    return render(request, template, {"page": page, "address": _room_address(request)})


@require_safe
@signed_in(*ROLES)
def sheets(request: HttpRequest, provkorning: UUID, storlek: str) -> HttpResponse:
    """A sheet for each case, to tick by hand: `storlek` is a4 or a5."""
    run = run_of(request, provkorning)
    if storlek not in SIZES:
        raise Http404("Bladen finns i a4 och a5.")
    answer = HttpResponse(sheets_pdf(run, size=storlek), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="provkorning-{run.number}-{storlek}.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def paper(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """What a group (`grupp`) has ticked on its sheets: steg, sakerhet, oense and kommentar for each case."""
    run, problems, given = run_of(request, provkorning), Problems(), None
    name = request.GET.get("grupp", "")
    if request.method == "POST":
        name = request.POST.get("grupp", "")
        given = {
            str(case.pk): {field: request.POST.get(f"{field}.{case.pk}", "").strip() for field in ANSWER}
            for case in cases_in(run)
        }
        sent = given
        problems = tried(request, {}, lambda: _enter(request, run, name, sent))
        if not problems:
            return HttpResponseRedirect(reverse("web:run", args=[run.pk]))
    page = paper_page(run, name=name, typed=given, problems=problems)
    return render(request, "practice_runs/paper.html", {"page": page}, status=problems.status)


def _room_address(request: HttpRequest) -> str:
    """Where the groups go with their phones, as it is read out."""
    return f"{request.get_host()}{reverse('web:room-enter')}"


def run_of(request: HttpRequest, provkorning: UUID) -> PracticeRun:
    """A run of the map the visitor belongs to. Raises Http404 for others'."""
    run = find_run(actor_of(request), provkorning)
    if run is None:
        raise Http404("Provkörningen finns inte.")
    return run


def _prepare(request: HttpRequest, values: dict[str, str]) -> PracticeRun:
    actor = actor_of(request)
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        raise Refused("Ni följer ingen gemensam karta än. Förbundet tar först över den.")
    kind, _, id_ = values["karta"].partition(":")
    chosen = find_uuid(id_)
    return prepare_run(
        keeper=keeper,
        title=values["rubrik"],
        purpose=values["syfte"],
        draft=chosen if kind == "f" else None,
        version=chosen if kind == "v" else None,
        by=actor,
    )


def _act(request: HttpRequest, run: PracticeRun, fields: dict[str, str]) -> object:
    actor, case = actor_of(request), find_uuid(fields["fall"])
    if fields["gor"] in ("upp", "ner", "ta_bort") and not (case and run.cases.filter(pk=case).exists()):
        raise Refused("Fallet finns inte i provkörningen längre. Ladda om sidan.")
    group = find_uuid(fields["grupp"])
    if fields["gor"] in ("rakna", "rakna_inte") and not (group and run.groups.filter(pk=group).exists()):
        raise Refused("Gruppen finns inte i provkörningen. Ladda om sidan.")
    match fields["gor"]:
        case "andra":
            return change_run(run=run.pk, title=fields["rubrik"], purpose=fields["syfte"], by=actor)
        case "upp" | "ner" if case is not None:
            return move_case(run=run.pk, case=case, up=fields["gor"] == "upp", by=actor)
        case "ta_bort" if case is not None:
            return drop_case(run=run.pk, case=case, by=actor)
        case "rakna" | "rakna_inte" if group is not None:
            return leave_out_group(run=run.pk, group=group, left_out=fields["gor"] == "rakna_inte", by=actor)
        case "forny":
            return renew_run(run=run.pk, by=actor)
        case "oppna":
            return open_run(run=run.pk, by=actor)
        case "avsluta":
            return close_run(run=run.pk, by=actor)
        case "lagg_ner":
            return drop_run(run=run.pk, by=actor)
        case _:
            raise Refused("Välj vad du vill göra.")


def _enter(request: HttpRequest, run: PracticeRun, name: str, given: dict[str, dict[str, str]]) -> object:
    answers = {
        case.pk: Said(
            step=given[str(case.pk)]["steg"],
            confidence=given[str(case.pk)]["sakerhet"],
            disagreed=bool(given[str(case.pk)]["oense"]),
            comment=given[str(case.pk)]["kommentar"],
        )
        for case in cases_in(run)
    }
    return enter_paper(run=run.pk, name=name, answers=answers, by=actor_of(request))
