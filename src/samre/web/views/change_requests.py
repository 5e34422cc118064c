"""»Den här rutan stämmer inte«: said at a box, listed, answered."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.casework.queries.case_names import names_in_case
from samre.governance.actions.requests import answer_request, ask_for_change, note_read, reply_to_question
from samre.governance.models import ChangeRequest, RequestState
from samre.governance.queries.requests import find_request
from samre.governance.rules.permissions import ASKERS

from ..forms.directory import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.change_requests import BOX, CASE, NEW_DRAFT, NOTICES, STATE, list_page, new_page, show_page

OFFICE = "myndighets"


@require_safe
@signed_in(*ASKERS)
def index(request: HttpRequest) -> HttpResponse:
    """One's own, or all of them for those who answer for the map; narrowed by box and state."""
    page = list_page(actor_of(request), box=request.GET.get(BOX, ""), state=request.GET.get(STATE, ""))
    return render(request, "requests/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def new(request: HttpRequest) -> HttpResponse:
    """The short form. `ruta` says which box, `arende` which case somebody came from: whose names it may not hold."""
    actor, problems = actor_of(request), Problems()
    given = request.POST if request.method == "POST" else request.GET
    box, case = given.get(BOX, ""), find_uuid(given.get(CASE, ""))
    page = new_page(actor, box, case)
    if request.method == "POST":
        values = typed(request, "fel", "förslag", BOX, OFFICE)
        texts = (values["fel"], values["förslag"])
        problems = tried(
            request,
            values,
            lambda: ask_for_change(
                thing=page.thing,
                thing_id=page.thing_id,
                wrong=values["fel"],
                proposal=values["förslag"],
                names=names_in_case(actor, case, texts),
                are_offices=bool(values[OFFICE]),
                by=actor,
            ),
        )
        if not problems:
            assert isinstance(problems.result, ChangeRequest)
            return _to(problems.result.pk, "ny", case)
        page = new_page(actor, box, case, problems=problems)
    return render(request, "requests/new.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def show(request: HttpRequest, andring: UUID) -> HttpResponse:
    """One of them with what has been said. POST answers it (`gor=svara`), or answers a question back (`gor=besvara`)."""
    actor, problems = actor_of(request), Problems()
    if find_request(actor, andring) is None:
        raise Http404
    case = find_uuid(request.GET.get(CASE, ""))
    if request.method == "POST":
        values = typed(request, "beslut", "svar", "utkast", "rubrik", "mer", OFFICE)
        is_reply = request.POST.get("gor") == "besvara"
        problems = tried(
            request, values, lambda: _reply(request, andring) if is_reply else _answer(request, andring)
        )
        if not problems:
            asks = values["beslut"] == RequestState.ASKED
            return _to(andring, "besvarad" if is_reply else "fragat" if asks else "svarat", None)
    found = find_request(actor, andring)
    if found is None:
        raise Http404
    page = show_page(
        actor, found, problems=problems, notice=NOTICES.get(request.GET.get("klart", ""), ""), case=case
    )
    if found.has_news and request.method != "POST":
        note_read(andring, actor)
    return render(request, "requests/show.html", {"page": page}, status=problems.status)


def _answer(request: HttpRequest, andring: UUID) -> object:
    values = typed(request, "beslut", "svar", "utkast", "rubrik")
    is_new = values["utkast"] == NEW_DRAFT
    return answer_request(
        request=andring,
        state=values["beslut"],
        text=values["svar"],
        draft=None if is_new else find_uuid(values["utkast"]),
        begin=values["rubrik"] if is_new else "",
        by=actor_of(request),
    )


def _reply(request: HttpRequest, andring: UUID) -> object:
    values = typed(request, "mer", OFFICE)
    return reply_to_question(
        request=andring, text=values["mer"], are_offices=bool(values[OFFICE]), by=actor_of(request)
    )


def _to(andring: UUID, done: str, case: UUID | None) -> HttpResponseRedirect:
    query = {"klart": done} | ({CASE: str(case)} if case else {})
    return HttpResponseRedirect(f"{reverse('web:change', args=[andring])}?{urlencode(query)}")
