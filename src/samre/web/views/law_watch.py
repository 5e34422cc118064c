"""The law watch: what has to be read again and when, what has changed, and what is prepared."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.governance.actions.law_checks import check_law, prepare_value
from samre.governance.models import DraftRevision, LawCheck
from samre.governance.rules.permissions import DRAFT_READERS

from ..forms.directory import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.law_watch import NEW_DRAFT, NOTICES, kind_of, list_page, show_page


@require_safe
@signed_in(*DRAFT_READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Everything with a date, what has changed and what is late first."""
    return render(request, "law_watch/index.html", {"page": list_page(actor_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def show(request: HttpRequest, slag: str, id: str) -> HttpResponse:  # noqa: A002
    """One of them. POST says that it was looked at today (`gor=kontrollerad`), or prepares a new number (`gor=forbered`)."""
    actor, problems = actor_of(request), Problems()
    page = show_page(actor, slag, id, problems=problems)
    if page is None:
        raise Http404
    if request.method == "POST":
        prepares = request.POST.get("gor") == "forbered"
        names = ("dag", "tal", "ny_källa", "utkast") if prepares else ("fann", "källa", "anmärkning", "nästa")
        values = typed(request, *names) | {"lagrum": "\n".join(request.POST.getlist("lagrum"))}
        problems = tried(
            request, values, lambda: _prepare(request, id) if prepares else _check(request, slag, id)
        )
        if not problems and prepares:
            assert isinstance(problems.result, DraftRevision)
            return HttpResponseRedirect(
                reverse("web:draft", args=[problems.result.draft_id]) + "?klart=forberett"
            )
        if not problems:
            done = "andrad" if values["fann"] == LawCheck.Found.CHANGED else "kontrollerad"
            return HttpResponseRedirect(reverse("web:law-watched", args=[slag, id]) + f"?klart={done}")
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = show_page(actor, slag, id, problems=problems, notice=notice)
    return render(request, "law_watch/show.html", {"page": page}, status=problems.status)


def _check(request: HttpRequest, slag: str, id_: str) -> object:
    actor, values = actor_of(request), typed(request, "fann", "källa", "anmärkning", "nästa")
    page = show_page(actor, slag, id_)
    assert page is not None
    chosen = request.POST.getlist("lagrum")
    with all_together() as wrong:
        next_check = read_date(values["nästa"], "nästa", wrong)
        if page.row.places and not chosen:
            wrong["lagrum"] = "Välj vilka lagrum du har läst."
    return check_law(
        keeper=page.keeper,
        kind=kind_of(slag),
        thing_id=id_,
        found=values["fann"],
        source=values["källa"],
        note=values["anmärkning"],
        places=chosen,
        next_check=next_check,
        by=actor,
    )


def _prepare(request: HttpRequest, id_: str) -> object:
    actor, values = actor_of(request), typed(request, "dag", "tal", "ny_källa", "utkast")
    page = show_page(actor, "varde", id_)
    assert page is not None
    with all_together() as wrong:
        first_day = read_date(
            values["dag"], "dag", wrong, missing="Skriv vilken dag det nya värdet börjar gälla."
        )
        number = whole_number("".join(values["tal"].split()))
        if number is None:
            wrong["tal"] = "Skriv det nya värdet med siffror, till exempel 60 600."
        if not values["ny_källa"]:
            wrong["ny_källa"] = "Skriv var det nya värdet står."
    assert first_day is not None
    assert number is not None
    return prepare_value(
        keeper=page.keeper,
        value_id=id_,
        first_day=first_day,
        number=number,
        source=values["ny_källa"],
        draft=None if values["utkast"] in ("", NEW_DRAFT) else find_uuid(values["utkast"]),
        by=actor,
    )
