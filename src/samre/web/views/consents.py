"""Consents of a case: the matrix, one of them with its text, and what happens to it. Putting one together: `new_consents.py`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.casework.actions.consents import narrow_consent, withdraw_all_consents, withdraw_consent
from samre.casework.actions.follow_up_consents import say_follow_up_consent
from samre.casework.actions.protected import show_protected
from samre.casework.models import Case, Consent
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.consents import (
    consent_line,
    consent_page,
    find_consent,
    parts_left,
    standing_lines,
)
from samre.casework.queries.on_its_way import on_its_way
from samre.casework.rules.consent_lists import consent_rules
from samre.casework.rules.permissions import Ground

from ..consent_roads import NOWHERE, Road, road_of
from ..forms.notes import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..kept_files import kept_answer
from ..pages.consents import anonymous_road, kept_text, reasons

DONE = "klart"
NOTICES = {
    "sparat": "Samtycket är sparat. Det gäller det som står nedan och inget annat.",
    "aterkallat": "Samtycket är återkallat. Inget mer lämnas. De som har ärendet har fått en bevakning.",
    "alla": "Alla samtycken är återkallade. Inget mer lämnas. De som har ärendet har fått en bevakning.",
    "begransat": "Samtycket är begränsat. Det du valde lämnas inte längre.",
    "kastat": "Det förberedda samtycket är borttaget.",
    "uppfoljning": "Svaret om den nationella uppföljningen är sparat.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Who may get what until when. A POST is the answer about the national follow-up: uppfoljning (ja, nej), sagt_dag."""
    problems = Problems()
    if request.method == "POST":
        fields = typed(request, "uppfoljning", "sagt_dag")
        problems = tried(request, fields, lambda: _follow_up(request, case, fields))
        if not problems:
            return to_consents(case, "uppfoljning")
    on = timezone.localdate()
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "page": consent_page(case, on=on),
        "on": on,
        "notice": NOTICES.get(request.GET.get(DONE, ""), ""),
        "problems": problems,
        "anonymous": anonymous_road(case),
        "road": road_of(request, case),
        "kept_elsewhere": consent_rules()["skickat_är_kvar"],
    }
    return render(request, "consents/index.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.read")
def show(request: HttpRequest, case: Case, ground: Ground, samtycke: UUID) -> HttpResponse:
    """One consent with the very text that was shown. A POST says why a protected person's is to be seen: visa_skal."""
    consent = _found(case, samtycke)
    problems = Problems()
    if request.method == "POST":
        fields = typed(request, "visa_skal")
        problems = tried(
            request,
            fields,
            lambda: show_protected(case=case, reason=fields["visa_skal"], by=actor_of(request)),
        )
    revealed = not case.person.is_protected or (request.method == "POST" and not problems)
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "consent": consent,
        "line": consent_line(case, consent, on=timezone.localdate()),
        "text": kept_text(consent) if revealed else None,
        "revealed": revealed,
        "told": [text for code, text in consent_rules()["sagt"].items() if code in consent.told],
        "read_how": consent_rules()["hur_texten_gavs"].get(consent.read_how, consent.read_how),
        "reasons": reasons(),
        "problems": problems,
        "kept_elsewhere": consent_rules()["skickat_är_kvar"],
    }
    return render(request, "consents/show.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.read")
def withdraw(request: HttpRequest, case: Case, ground: Ground, samtycke: UUID) -> HttpResponse:
    """Asks once, then it is done: a POST says how the person said it (kanal) and her words (ord)."""
    consent = _found(case, samtycke)
    problems, fields = Problems(), typed(request, "kanal", "ord")
    if request.method == "POST":
        problems = tried(
            request,
            fields,
            lambda: withdraw_consent(
                consent=consent, channel=fields["kanal"], words=fields["ord"], by=actor_of(request)
            ),
        )
        if not problems:
            return to_consents(case, "aterkallat")
    return _change(request, case, ground, consent, "consents/withdraw.html", problems)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.list")
def withdraw_all(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Asks once, then everything is taken back at once: a POST says how the person said it (kanal) and her words (ord)."""
    problems, fields = Problems(), typed(request, "kanal", "ord")
    if request.method == "POST":
        problems = tried(
            request,
            fields,
            lambda: withdraw_all_consents(
                case=case, channel=fields["kanal"], words=fields["ord"], by=actor_of(request)
            ),
        )
        if not problems:
            return to_consents(case, "alla")
    lines, channels = standing_lines(case, on=timezone.localdate()), consent_rules()["kanaler"]
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "lines": lines,
        "on_its_way": on_its_way(case),
        "tells_us": any(line.discloser for line in lines),
        "channels": list(channels.items()),
        "channel": problems.values.get("kanal") or next(iter(channels)),
        "problems": problems,
        "kept_elsewhere": consent_rules()["skickat_är_kvar"],
    }
    return render(request, "consents/withdraw_all.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consent.read")
def narrow(request: HttpRequest, case: Case, ground: Ground, samtycke: UUID) -> HttpResponse:
    """A part of a consent is taken back: bort (which scopes), kanal, ord."""
    consent = _found(case, samtycke)
    problems, fields = Problems(), typed(request, "kanal", "ord")
    if request.method == "POST":
        problems = tried(request, fields, lambda: _narrow(request, consent, fields))
        if not problems:
            return to_consents(case, "begransat")
    return _change(request, case, ground, consent, "consents/narrow.html", problems)


@require_safe
@on_case(log="consent.file", fresh=True)
def file(request: HttpRequest, case: Case, ground: Ground, samtycke: UUID) -> HttpResponse:
    """The signed sheet as it was scanned."""
    consent = _found(case, samtycke)
    if consent.paper is None:
        raise Http404("Papperet finns inte.")
    return kept_answer(bytes(consent.paper), consent.paper_type, f"samtycke-{consent.reference}")


def to_consents(case: Case, done: str, road: Road = NOWHERE) -> HttpResponse:
    """To the page of consents, so that reloading writes nothing."""
    said = {DONE: done} | road.carried
    return HttpResponseRedirect(f"{reverse('web:consents', args=[case.pk])}?{urlencode(said)}")


def _change(
    request: HttpRequest, case: Case, ground: Ground, consent: Consent, template: str, problems: Problems
) -> HttpResponse:
    channels = consent_rules()["kanaler"]
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "line": consent_line(case, consent, on=timezone.localdate()),
        "parts": parts_left(case, consent),
        "on_its_way": on_its_way(case, consent=consent),
        "taken": request.POST.getlist("bort"),
        "channels": list(channels.items()),
        "channel": problems.values.get("kanal") or next(iter(channels)),
        "problems": problems,
        "kept_elsewhere": consent_rules()["skickat_är_kvar"],
    }
    return render(request, template, context, status=problems.status)


def _narrow(request: HttpRequest, consent: Consent, fields: Mapping[str, str]) -> object:
    taken = [find_uuid(one) or UUID(int=0) for one in request.POST.getlist("bort")]
    return narrow_consent(
        consent=consent, scopes=taken, channel=fields["kanal"], words=fields["ord"], by=actor_of(request)
    )


def _follow_up(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        day = read_date(fields["sagt_dag"], "sagt_dag", wrong)
    answer = {"ja": True, "nej": False}.get(fields["uppfoljning"])
    return say_follow_up_consent(case=case, is_given=answer, said_on=day, by=actor_of(request))


def _found(case: Case, id_: UUID) -> Consent:
    found = find_consent(case, id_)
    if found is None:
        raise Http404("Samtycket finns inte.")
    return found
