"""How it goes with an answer: the kommun's page for reminding and making one-time links, and the visitor's page behind a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.answer_links import NewLink, end_link, make_link
from samre.casework.actions.disclosure_sending import remind_disclosure
from samre.casework.actions.link_visits import Closed, Shut, Visit, answer_by_link, is_door, visit
from samre.casework.models import Case
from samre.casework.queries.answer_links import AnswerWatch, answer_watch, find_link
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.answer_forms import inbox_rules
from samre.casework.rules.permissions import Ground

from ..forms.answer_form import read_given
from ..forms.notes import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, never_stored, on_case, public
from ..pages.answer_links import visit_page

FIELDS = ("gor", "till", "lankens_vag", "kodens_vag", "vantar_till", "lank")
VISIT_FIELDS = ("kod", "gor", "svar", "text", "sett", "namn", "titel")
NOTICES = {"paminn": "Mottagaren är påmind.", "slut": "Länken gäller inte längre."}
NOBODY = "Länken leder till en kommuns underlag, bara med den kod som har lämnats en annan väg; inget visas före den."


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="disclosure.watch", fresh_to=("lank",))
def watch(request: HttpRequest, case: Case, ground: Ground, utlamnande: UUID) -> HttpResponse:
    """The answer to one disclosure. `gor`: paminn (vantar_till), lank (till, lankens_vag, kodens_vag) or slut (lank)."""
    found = answer_watch(case, utlamnande, on=timezone.localdate())
    if found is None:
        raise Http404("Utlämnandet finns inte i ärendet, eller är inte skickat.")
    if request.method != "POST":
        return _watch_page(request, case, ground, found, notice=request.GET.get("klart", ""))
    fields = typed(request, *FIELDS)
    act = ACTS.get(fields["gor"], _unknown)
    problems = tried(request, fields, lambda: act(request, case, found, fields))
    if problems:
        return _watch_page(request, case, ground, found, problems=problems)
    if isinstance(problems.result, NewLink):
        # Shown here and never again, so there is no page to go on to.
        fresh = answer_watch(case, utlamnande, on=timezone.localdate()) or found
        return _watch_page(request, case, ground, fresh, made=problems.result)
    address = reverse("web:disclosure-watch", args=[case.pk, utlamnande])
    return HttpResponseRedirect(f"{address}?{urlencode({'klart': fields['gor']})}")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public(NOBODY)
def enter(request: HttpRequest, lank: str) -> HttpResponse:
    """A one-time link. A GET asks for the code; a POST with it shows what was sent (`gor` empty), gives the PDF (pdf) or answers
    (svara). The code comes with every POST: nothing is kept in the visitor's browser, so no form can be sent in her name."""
    if request.method != "POST":
        return _code_page(request) if is_door(lank) else _shut(request)
    if not ratelimit.consume(request, action="answer_link", dry_run=True):
        return ratelimit.respond_429(request)
    fields = typed(request, *VISIT_FIELDS)
    try:
        if fields["gor"] == "svara":
            return _answer(request, lank, fields)
        seen = visit(token=lank, code=fields["kod"])
    except Closed:
        return _shut(request, by_kommun=True)
    except Shut:
        ratelimit.consume(request, action="answer_link")
        return _shut(request)
    except Refused as refused:
        return _wrong_code(request, refused)
    if fields["gor"] == "pdf":
        return _file(seen)
    return _visit_page(request, seen, fields)


def _answer(request: HttpRequest, lank: str, fields: Mapping[str, str]) -> HttpResponse:
    """The answer, or the page again with what was wrong; a wrong code asks for it again."""
    seen = visit(token=lank, code=fields["kod"])
    form = next((form for form in seen.forms if form.kind == fields["svar"]), None)
    given = read_given(form, request.POST) if form else {}
    problems = tried(
        request,
        fields,
        lambda: answer_by_link(
            token=lank,
            code=fields["kod"],
            kind=fields["svar"],
            given=given,
            text=fields["text"],
            name=fields["namn"],
            title=fields["titel"],
            seen=whole_number(fields["sett"]),
        ),
    )
    if problems:
        return _visit_page(request, seen, fields, given=given, problems=problems)
    context = {"again": form is not None and form.keeps_waiting, "form": form}
    return never_stored(render(request, "inbox/link_done.html", context))


def _file(seen: Visit) -> HttpResponse:
    packet = seen.disclosure.packet
    if packet is None:
        raise Http404("Det finns ingen fil.")
    answer = HttpResponse(bytes(packet), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="underlag-{seen.disclosure.reference}.pdf"'
    return never_stored(answer)


def _visit_page(
    request: HttpRequest,
    seen: Visit,
    fields: Mapping[str, str],
    *,
    given: Mapping[str, list[str]] | None = None,
    problems: Problems | None = None,
) -> HttpResponse:
    page = visit_page(seen, fields, on=timezone.localdate(), given=given, problems=problems)
    status = problems.status if problems else 200
    return never_stored(render(request, "inbox/link_show.html", {"page": page}, status=status))


def _code_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    return never_stored(render(request, "inbox/link_code.html", {"problem": problem}, status=status))


def _wrong_code(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A wrong code is asked for again; too many from one computer, whatever link, have to wait."""
    ratelimit.consume(request, action="answer_link")
    return _code_page(request, problem=refused.problems.get("kod", str(refused)), status=422)


def _shut(request: HttpRequest, *, by_kommun: bool = False) -> HttpResponse:
    return never_stored(render(request, "inbox/link_shut.html", {"by_kommun": by_kommun}, status=404))


def _remind(request: HttpRequest, case: Case, found: AnswerWatch, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        until = read_date(fields["vantar_till"], "vantar_till", wrong)
    try:
        return remind_disclosure(disclosure=found.disclosure, until=until, by=actor_of(request))
    except Refused as refused:
        # The step's own field has another name on this page.
        told = dict(refused.problems)
        if "till" in told:
            told["vantar_till"] = told.pop("till")
        raise Refused(told) from refused


def _make(request: HttpRequest, case: Case, found: AnswerWatch, fields: Mapping[str, str]) -> object:
    return make_link(
        disclosure=found.disclosure,
        sent_to=fields["till"],
        link_road=fields["lankens_vag"],
        code_road=fields["kodens_vag"],
        by=actor_of(request),
    )


def _end(request: HttpRequest, case: Case, found: AnswerWatch, fields: Mapping[str, str]) -> object:
    asked = find_uuid(fields["lank"])
    link = find_link(case, asked) if asked else None
    if link is None:
        raise Refused("Länken finns inte. Ladda om sidan för att se vad som har hänt.")
    return end_link(link=link, by=actor_of(request))


def _unknown(request: HttpRequest, case: Case, found: AnswerWatch, fields: Mapping[str, str]) -> object:
    raise Refused("Välj vad du vill göra.")


ACTS: Mapping[str, Callable[[HttpRequest, Case, AnswerWatch, Mapping[str, str]], object]] = {
    "paminn": _remind,
    "lank": _make,
    "slut": _end,
}


def _watch_page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    found: AnswerWatch,
    *,
    notice: str = "",
    problems: Problems | None = None,
    made: NewLink | None = None,
) -> HttpResponse:
    problems = problems or Problems()
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "watch": found,
        "roads": list(inbox_rules()["engångslänk"]["vägar"].items()),
        "days": inbox_rules()["engångslänk"]["gäller_dagar"],
        "problems": problems,
        "notice": NOTICES.get(notice, ""),
        "made": made,
        "address": request.build_absolute_uri(reverse("web:answer-link", args=[made.token])) if made else "",
    }
    return never_stored(render(request, "inbox/watch.html", context, status=problems.status))
