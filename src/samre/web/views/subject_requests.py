"""Registerutdrag: a request comes in, the month runs, the extract is looked through and handed over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.audit.log import record
from samre.casework.actions.cases import months_later
from samre.casework.actions.subject_requests import deliver_request, prolong_request, receive_request
from samre.casework.documents.subject_extract import subject_extract
from samre.casework.models import Case, SubjectRequest
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.registers import case_requests, delivered_paper, waiting_requests
from samre.casework.rules.disposal import disposal_rules
from samre.casework.rules.permissions import Ground, Need

from ..forms.notes import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case, signed_in
from ..subject_papers import MEDIA, extract_context, extract_file, extract_pdf

NOTICES = {
    "ta-emot": "Begäran är mottagen. Tiden löper.",
    "forlang": "Tiden är förlängd. Glöm inte att säga det till personen.",
    "lamna": "Utdraget är lämnat och sparat bland handlingarna.",
}


@require_safe
@signed_in(Role.CASEWORKER, Role.MANAGER, log="request.list")
def running(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an answer, in the cases the reader may open."""
    actor = actor_of(request)
    rows, others = waiting_requests(actor)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action="request.list",
        kind="request",
        subjects=[str(row.case_id) for row in rows],
        why="registerutdrag",
    )
    return render(request, "subject_requests/list.html", {"rows": rows, "others": others})


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="request.show")
def show(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The requests of the case's person. A POST says in `gor` what: ta-emot (inkom), forlang or lamna (begaran)."""
    if request.method != "POST":
        return _page(request, case, ground, Problems())
    values = typed(request, "gor", "inkom", "begaran")
    act = ACTS.get(values["gor"], _unknown)
    problems = tried(request, values, lambda: act(request, case, values))
    if problems:
        return _page(request, case, ground, problems)
    address = reverse("web:subject-request", args=[case.pk])
    return HttpResponseRedirect(f"{address}?{urlencode({'klart': values['gor']})}")


@require_POST
@on_case(Need.WRITE, log="request.export", fresh=True)
def extract(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Everything about the person, as `form` says: sida, pdf, json or zip. Shown only when asked for, so by POST."""
    form = request.POST.get("form", "")
    if form not in (*MEDIA, "sida"):
        return _page(request, case, ground, Problems({"": "Välj hur du vill ha utdraget."}))
    found = subject_extract(case.person, on=timezone.localdate())
    if form in MEDIA:
        return extract_file(found, case, form)
    context = {"frame": case_frame(case, actor_of(request), ground), **extract_context(found)}
    return render(request, "subject_requests/extract.html", context)


def _page(request: HttpRequest, case: Case, ground: Ground, problems: Problems) -> HttpResponse:
    on = timezone.localdate()
    requests = case_requests(case)
    waiting = next((one for one in requests if one.delivered_at is None), None)
    due = (waiting.prolonged_to or waiting.due_on) if waiting else None
    left = (due - on).days if due else 0
    more = disposal_rules()["utdrag"]["förlängning_månader"]
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "waiting": waiting,
        "due": due,
        "days_left": left,
        "overdue": -left,
        "prolonged": months_later(waiting.due_on, more) if waiting else None,
        "answered": [
            {"request": one, "paper": delivered_paper(case, one)}
            for one in requests
            if one.delivered_at is not None
        ],
        "inkom": problems.values.get("inkom", on.isoformat()),
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "subject_requests/show.html", context, status=problems.status)


def _receive(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    with all_together() as wrong:
        day = read_date(values["inkom"], "inkom", wrong, missing="Skriv vilken dag begäran kom in.")
    assert day is not None
    return receive_request(case=case, received_on=day, by=actor_of(request))


def _prolong(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    return prolong_request(case=case, request=_asked(case, values), by=actor_of(request))


def _deliver(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    return deliver_request(
        case=case,
        request=_asked(case, values),
        paper=lambda found: extract_pdf(found, case),
        by=actor_of(request),
    )


def _asked(case: Case, values: dict[str, str]) -> SubjectRequest:
    wanted: UUID | None = find_uuid(values["begaran"])
    found = next((one for one in case_requests(case) if one.pk == wanted), None)
    if found is None:
        raise Refused("Begäran finns inte i det här ärendet.")
    return found


def _unknown(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    raise Refused("Välj vad du vill göra.")


ACTS: dict[str, Callable[[HttpRequest, Case, dict[str, str]], object]] = {
    "ta-emot": _receive,
    "forlang": _prolong,
    "lamna": _deliver,
}
