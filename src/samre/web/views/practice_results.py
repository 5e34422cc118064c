"""What came of a practice run: the result, the protocol, and cases that become worked cases."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.practice import keep_protocol, write_remarks
from samre.governance.actions.practice_cases import keep_as_worked
from samre.governance.models import PracticeRun, PracticeState

from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.practice_results import result_page
from ..practice_papers import protocol_pdf
from .practice_runs import ROLES, run_of

FIELDS = ("fall", "forslag", "steg", "varför")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def show(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """The result. A POST makes a case (`fall`) a worked case of a draft (`forslag`) that lands on `steg`."""
    run = run_of(request, provkorning)
    problems, fields = Problems(), None
    if request.method == "POST":
        fields = typed(request, *FIELDS)
        sent = fields
        problems = tried(request, fields, lambda: _keep(request, run, sent))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:run-result', args=[run.pk])}?klart=fall#fallen")
    about = fields["fall"] if fields else ""
    page = result_page(actor_of(request), run, problems=problems, about=about)
    context = {"page": page, "done": request.GET.get("klart", "")}
    return render(request, "practice_runs/result.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def protocol(request: HttpRequest, provkorning: UUID) -> HttpResponse:
    """What the leader writes for the protocol (`text`). `gor`: spara, or fardig, which gives the steering group the document."""
    run = run_of(request, provkorning)
    if run.state != PracticeState.CLOSED:
        return HttpResponseRedirect(reverse("web:run", args=[run.pk]))
    problems, values = Problems(), {"text": run.minutes}
    if request.method == "POST":
        values = typed(request, "text", "gor")
        problems = tried(request, values, lambda: _write(request, run, values))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:run-protocol', args=[run.pk])}?klart={values['gor']}")
    page = result_page(actor_of(request), run, problems=problems)
    context = {"page": page, "values": values, "done": request.GET.get("klart", "")}
    return render(request, "practice_runs/protocol.html", context, status=problems.status)


@require_safe
@signed_in(*ROLES)
def document(request: HttpRequest, provkorning: UUID, nummer: int) -> HttpResponse:
    """A protocol as it was given."""
    run = run_of(request, provkorning)
    kept = run.protocols.filter(number=nummer).first()
    if kept is None:
        raise Http404("Protokollet finns inte.")
    answer = HttpResponse(bytes(kept.document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="provkorning-{run.number}-protokoll-{nummer}.pdf"'
    return answer


def _keep(request: HttpRequest, run: PracticeRun, fields: dict[str, str]) -> object:
    case, draft = find_uuid(fields["fall"]), find_uuid(fields["forslag"])
    if case is None or not run.cases.filter(pk=case).exists():
        raise Refused("Fallet finns inte i provkörningen.")
    if draft is None:
        raise Refused({"utkast": "Välj vilket förslag fallet ska läggas i."})
    return keep_as_worked(
        case=case, draft=draft, expected=fields["steg"], why=fields["varför"], by=actor_of(request)
    )


def _write(request: HttpRequest, run: PracticeRun, values: dict[str, str]) -> object:
    actor = actor_of(request)
    written = write_remarks(run=run.pk, text=values["text"], by=actor)
    if values["gor"] != "fardig":
        return written
    return keep_protocol(run=run.pk, document=protocol_pdf(written, on=timezone.localdate()), by=actor)
