"""Agreements: listed, shown as a document, signed, decided, renewed, followed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.agreement_signing import (
    end_agreement,
    lay_for_signing,
    put_in_force,
    reopen_agreement,
    sign_for_party,
)
from samre.governance.actions.agreements import drop_agreement, renew_agreement, write_agreement
from samre.governance.models import Agreement
from samre.governance.queries.agreements import AgreementPage, find_agreement
from samre.governance.rules.agreements import agreement_rules
from samre.governance.rules.permissions import ASKERS

from ..agreement_papers import agreement_paper
from ..forms.agreements import FROM, HEAD, REVIEW, TITLE, TO, read_days
from ..forms.notes import find_uuid, seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.agreements import FOLLOWERS, HeadPage, list_page, one_page
from ..pages.follow_ups import follow_page
from ..paper_files import paper_pdf

SIGN, END = "underskrift", "avsluta"
SIGNATURE = ("part", "undertecknare", "titel", "dag", "sätt", "sammanträde")


@require_safe
@signed_in(*ASKERS)
def index(request: HttpRequest) -> HttpResponse:
    """The one in force first, then those to come and those being written."""
    return render(request, "agreements/index.html", {"page": list_page(actor_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def new(request: HttpRequest) -> HttpResponse:
    """Begins one: title and days. The rest comes with it."""
    values, problems = dict.fromkeys(HEAD, "") | {TITLE: str(agreement_rules()["rubrik"])}, Problems()
    if request.method == "POST":
        values = typed(request, *HEAD)
        problems = tried(request, values, lambda: _begin(request, values))
        if not problems:
            return _done(problems, "ny")
    page = HeadPage(row=None, values=values, problems=problems)
    return render(request, "agreements/new.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ASKERS)
def show(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """The document and what can be done. POST says what in `gor`: lagg, oppna, underskrift, besluta, avsluta or
    lagg_ner."""
    problems, signing = Problems(), ""
    _find(request, overenskommelse)
    if request.method == "POST":
        todo, values = request.POST.get("gor", ""), typed(request, *SIGNATURE, "skäl")
        problems = tried(request, values, lambda: _do(request, overenskommelse, todo, values))
        if not problems:
            return _to(overenskommelse, todo)
        signing = values["part"] if todo == SIGN else ""
    page = one_page(
        actor_of(request),
        _find(request, overenskommelse),
        notice=request.GET.get("klart", ""),
        problems=problems,
        signing=signing,
    )
    return render(request, "agreements/show.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def renew(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """A new one that says the same, with days of its own."""
    row, problems = _find(request, overenskommelse).row, Problems()
    values = {TITLE: row.title, FROM: "", TO: "", REVIEW: ""}
    if request.method == "POST":
        values = typed(request, *HEAD)
        problems = tried(request, values, lambda: _renew(request, overenskommelse, values))
        if not problems:
            return _done(problems, "fornyad")
    page = HeadPage(row=row, values=values, problems=problems)
    return render(request, "agreements/renew.html", {"page": page}, status=problems.status)


@require_safe
@signed_in(*FOLLOWERS)
def follow_up(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """How it is kept: a kommun's own cases, or counts over all of them without small ones."""
    page = follow_page(
        actor_of(request), _find(request, overenskommelse), quarter=request.GET.get("kvartal", "")
    )
    return render(request, "agreements/follow_up.html", {"page": page})


@require_safe
@signed_in(*ASKERS)
def file(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """The document as tagged PDF, to sign or to keep."""
    page = _find(request, overenskommelse)
    answer = HttpResponse(paper_pdf(agreement_paper(page)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="overenskommelse-{page.row.number}.pdf"'
    return answer


def _find(request: HttpRequest, id_: UUID) -> AgreementPage:
    page = find_agreement(actor_of(request), id_)
    if page is None:
        raise Http404
    return page


def _begin(request: HttpRequest, values: dict[str, str]) -> Agreement:
    days = read_days(values)
    return write_agreement(
        title=values[TITLE],
        valid_from=days.begins,
        valid_to=days.ends,
        review_on=days.review,
        by=actor_of(request),
    )


def _renew(request: HttpRequest, id_: UUID, values: dict[str, str]) -> Agreement:
    days = read_days(values)
    return renew_agreement(
        agreement=id_, valid_from=days.begins, valid_to=days.ends, review_on=days.review, by=actor_of(request)
    )


def _do(request: HttpRequest, id_: UUID, todo: str, values: dict[str, str]) -> object:
    actor, read = actor_of(request), whole_number(request.POST.get("revision", ""))
    match todo:
        case "lagg":
            return lay_for_signing(agreement=id_, revision=seen_revision(request.POST), by=actor)
        case "oppna":
            return reopen_agreement(agreement=id_, by=actor)
        case "besluta":
            return put_in_force(agreement=id_, revision=read, by=actor)
        case "lagg_ner":
            return drop_agreement(agreement=id_, by=actor)
    with all_together() as wrong:
        day = read_date(values["dag"], "dag", wrong)
    if todo == END:
        return end_agreement(agreement=id_, on=day, why=values["skäl"], by=actor)
    party = find_uuid(values["part"])
    if todo != SIGN or party is None:
        raise Refused("Välj vad du vill göra.")
    return sign_for_party(
        agreement=id_,
        party=party,
        signatory=values["undertecknare"],
        title=values["titel"],
        on=day,
        how=values["sätt"],
        sitting=find_uuid(values["sammanträde"]),
        revision=read,
        by=actor,
    )


def _done(problems: Problems, notice: str) -> HttpResponseRedirect:
    assert isinstance(problems.result, Agreement)
    return _to(problems.result.pk, notice)


def _to(id_: UUID, notice: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        f"{reverse('web:agreement', args=[id_])}?{urlencode({'klart': notice})}",
    )
