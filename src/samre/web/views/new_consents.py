"""A consent on its way: put together, shown or printed, and said yes to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.consents import give_consent
from samre.casework.actions.prepared_consents import drop_prepared, prepare_consent, print_prepared
from samre.casework.actions.protected import show_protected
from samre.casework.documents.consent_text import facts_of, language_of
from samre.casework.documents.forms.b03_consent import paper as consent_paper
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Case, PreparedConsent, Record
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.consents import find_consent, find_prepared
from samre.casework.queries.needed_consents import needed_consent
from samre.casework.rules.consent_choices import read_choices
from samre.casework.rules.permissions import Ground

from ..consent_roads import Road, road_of
from ..forms.carried_file import seal_file
from ..forms.consents import SAID_FIELDS, Chosen, choices_of, paper_of, read_chosen, said_of
from ..forms.notes import find_uuid
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..pages.consents import prepared_view
from ..pages.new_consents import new_consent_view, proposed
from ..paper_files import paper_pdf
from .consents import DONE, to_consents

GIVE, DROP, PRINT, SHOW = "ge", "kasta", "skriv_ut", "visa"
NOTICES = {
    "papper": "Papperet är klart och ligger bland handlingarna.",
    "ny": "Texten är klar. Ingen har sagt ja än.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.list")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Who may be told what, why and until when. `?fornyar=` begins from an earlier consent, `?till_oss=ja` is for another authority
    to tell the kommun, and `?mote=`, `?konsultation=`, `?utlamnande=`, `?insats=`, `?brev=` fill in what that waits for and
    lead back to it. A POST
    makes the text."""
    on, problems, road = timezone.localdate(), Problems(), road_of(request, case)
    if request.method == "POST":
        chosen = read_chosen(request)
        problems = tried(request, chosen.values, lambda: _prepare(request, case, chosen))
        if isinstance(problems.result, PreparedConsent):
            return _to_prepared(case, problems.result, "ny", road=road)
    else:
        asked = find_uuid(request.GET.get("fornyar", ""))
        chosen = proposed(
            case,
            on=on,
            renews=find_consent(case, asked) if asked else None,
            to_us=request.GET.get("till_oss") == "ja",
            needed=needed_consent(case, request.GET),
        )
    frame = case_frame(case, actor_of(request), ground)
    view = new_consent_view(case, frame, chosen, problems, on=on)
    context = {"frame": frame, "view": view, "road": road}
    return render(request, "consents/new.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.read")
def prepared(request: HttpRequest, case: Case, ground: Ground, forberett: UUID) -> HttpResponse:
    """The text and the form for the yes. A POST says in `gor`: ge, skriv_ut (sprak), kasta, or visa (visa_skal)."""
    row = find_prepared(case, forberett)
    if row is None:
        raise Http404("Det förberedda samtycket finns inte.")
    if row.consent_id is not None:
        return HttpResponseRedirect(reverse("web:consent", args=[case.pk, row.consent_id]))
    if not row.is_open:
        return to_consents(case, "kastat")
    if request.method != "POST":
        return _page(request, case, ground, row, notice=NOTICES.get(request.GET.get(DONE, ""), ""))
    todo, road = request.POST.get("gor", ""), road_of(request, case)
    fields = typed(request, *SAID_FIELDS, "visa_skal", "sprak")
    problems = tried(request, fields, lambda: _do(request, case, row, todo))
    if problems or todo == SHOW:
        row.refresh_from_db()
        return _page(request, case, ground, row, problems=problems, revealed=todo == SHOW and not problems)
    if todo == PRINT:
        assert isinstance(problems.result, Record)
        return _to_prepared(case, row, "papper", paper=str(problems.result.pk), road=road)
    return to_consents(case, "sparat" if todo == GIVE else "kastat", road)


def _prepare(request: HttpRequest, case: Case, chosen: Chosen) -> PreparedConsent:
    return prepare_consent(
        case=case, choices=choices_of(case, chosen), language=chosen.values["sprak"], by=actor_of(request)
    )


def _do(request: HttpRequest, case: Case, row: PreparedConsent, todo: str) -> object:
    by = actor_of(request)
    if todo == GIVE:
        return give_consent(prepared=row, said=said_of(request), by=by)
    if todo == DROP:
        return drop_prepared(prepared=row, by=by)
    if todo == PRINT:
        return _print(request, case, row)
    if todo == SHOW:
        return show_protected(case=case, reason=request.POST.get("visa_skal", ""), by=by)
    raise Refused("Välj vad du vill göra.")


def _print(request: HttpRequest, case: Case, row: PreparedConsent) -> object:
    code, by = request.POST.get("sprak", ""), actor_of(request)
    if code not in (row.language, "sv") or language_of(code) is None:
        raise Refused({"sprak": "Välj på vilket språk papperet ska vara."})
    facts = facts_of(case, read_choices(row.choices), reference=row.reference)
    sheet = consent_paper(case, facts, code=code, sender=sender_for(case, by), on=timezone.localdate())
    return print_prepared(prepared=row, paper=sheet, content=paper_pdf(sheet), by=by)


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    row: PreparedConsent,
    *,
    notice: str = "",
    problems: Problems | None = None,
    revealed: bool = False,
) -> HttpResponse:
    problems = problems or Problems()
    frame = case_frame(case, actor_of(request), ground)
    view = prepared_view(
        case,
        frame,
        row,
        problems,
        on=timezone.localdate(),
        told=frozenset(request.POST.getlist("sagt")),
        revealed=revealed,
        carried=_carried(request, problems),
        printed=find_uuid(request.GET.get("blad", "")),
    )
    context = {"frame": frame, "view": view, "notice": notice, "road": road_of(request, case)}
    return render(request, "consents/prepared.html", context, status=problems.status)


def _carried(request: HttpRequest, problems: Problems) -> tuple[str, str]:
    """The scanned sheet, sealed for the form that is sent back, and its name; nothing where it is itself what is wrong."""
    if not problems or "papper" in problems.fields:
        return "", ""
    if (given := request.FILES.get("papper")) is not None:
        given.seek(0)
    file = paper_of(request)
    return (seal_file(file, actor_of(request)), file.name) if file else ("", "")


def _to_prepared(case: Case, row: PreparedConsent, done: str, *, paper: str = "", road: Road) -> HttpResponse:
    address = reverse("web:consent-prepared", args=[case.pk, row.pk])
    said = {DONE: done} | ({"blad": paper} if paper else {}) | road.carried
    return HttpResponseRedirect(f"{address}?{urlencode(said)}")
