"""What an agreement says while it is written: its text, its parties, and what each promises."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.agreements import change_agreement, drop_party, put_commitments, put_party
from samre.governance.models import Agreement, AgreementParty, AgreementState
from samre.governance.queries.agreements import AgreementPage, find_agreement

from ..forms.agreements import HEAD, PART, STEP, TITLE, read_days, read_promises, shown_head
from ..forms.notes import find_uuid, seen_revision
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.agreements import HeadPage, find_party, party_page

SAVE, PROMISE, DROP = "spara", "ataganden", "ta-bort"
FIELDS = ("namn", "myndighet", "undertecknare", "titel")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def text(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """Title, days and text."""
    page, problems = _find(request, overenskommelse), Problems()
    row = page.row
    ids = tuple(f"{PART}{part['id']}" for part in row.parts)
    values = shown_head(row) | {f"{PART}{part['id']}": part["text"] for part in row.parts}
    if request.method == "POST":
        values = typed(request, *HEAD, *ids)
        problems = tried(request, values, lambda: _change(request, row, values))
        if not problems:
            return _to(reverse("web:agreement", args=[row.pk]), "sparad")
    shown = HeadPage(
        row=row,
        values=values,
        parts=tuple((f"{PART}{part['id']}", part["heading"], values[f"{PART}{part['id']}"]) for part in row.parts),
        problems=problems,
    )  # fmt: skip
    return render(request, "agreements/text.html", {"page": shown}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def new_party(request: HttpRequest, overenskommelse: UUID) -> HttpResponse:
    """A party, that begins with what the map says it does."""
    page = _find(request, overenskommelse)
    if request.method != "POST":
        return render(request, "agreements/party.html", {"page": party_page(page, None)})
    values, chosen = typed(request, *FIELDS), tuple(request.POST.getlist("aktorer"))
    problems = tried(request, values, lambda: _put(request, page.row, None, values, chosen))
    if problems:
        shown = party_page(page, None, given=values, chosen=chosen, problems=problems)
        return render(request, "agreements/party.html", {"page": shown}, status=problems.status)
    assert isinstance(problems.result, AgreementParty)
    return _to(reverse("web:agreement-party", args=[page.row.pk, problems.result.pk]), "part")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD)
def party(request: HttpRequest, overenskommelse: UUID, part: UUID) -> HttpResponse:
    """A party and what it promises. POST says what in `gor`: spara, ataganden or ta-bort."""
    page = _find(request, overenskommelse)
    found = find_party(page, part)
    if found is None:
        raise Http404
    if request.method != "POST":
        shown = party_page(page, found, notice=request.GET.get("klart", ""))
        return render(request, "agreements/party.html", {"page": shown})
    todo, values = request.POST.get("gor", ""), typed(request, *FIELDS)
    chosen = tuple(request.POST.getlist("aktorer"))
    problems = tried(request, values, lambda: _do(request, page.row, found, todo, values, chosen))
    if problems and todo == PROMISE:
        shown = party_page(
            page,
            found,
            promised=request.POST.dict(),
            steps=tuple(request.POST.getlist(STEP)),
            problems=problems,
        )
        return render(request, "agreements/party.html", {"page": shown}, status=problems.status)
    if problems:
        shown = party_page(page, found, given=values, chosen=chosen, problems=problems)
        return render(request, "agreements/party.html", {"page": shown}, status=problems.status)
    if todo == SAVE:
        return _to(reverse("web:agreement-party", args=[page.row.pk, part]), "part")
    return _to(reverse("web:agreement", args=[page.row.pk]), "borttagen" if todo == DROP else "part")


def _find(request: HttpRequest, id_: UUID) -> AgreementPage:
    """One that can still be changed: what is laid for signing has no such pages."""
    page = find_agreement(actor_of(request), id_)
    if page is None or page.row.state != AgreementState.WRITTEN:
        raise Http404
    return page


def _change(request: HttpRequest, row: Agreement, values: dict[str, str]) -> Agreement:
    days = read_days(values)
    return change_agreement(
        agreement=row.pk,
        revision=seen_revision(request.POST),
        title=values[TITLE],
        valid_from=days.begins,
        valid_to=days.ends,
        review_on=days.review,
        texts={name.removeprefix(PART): value for name, value in values.items() if name.startswith(PART)},
        by=actor_of(request),
    )


def _do(
    request: HttpRequest,
    row: Agreement,
    found: AgreementParty,
    todo: str,
    values: dict[str, str],
    chosen: tuple[str, ...],
) -> object:
    revision, actor = seen_revision(request.POST), actor_of(request)
    if todo == DROP:
        return drop_party(agreement=row.pk, revision=revision, party=found.pk, by=actor)
    if todo == PROMISE:
        return put_commitments(
            agreement=row.pk,
            revision=revision,
            party=found.pk,
            promises=read_promises(request.POST),
            by=actor,
        )
    return _put(request, row, found, values, chosen)


def _put(
    request: HttpRequest,
    row: Agreement,
    found: AgreementParty | None,
    values: dict[str, str],
    chosen: tuple[str, ...],
) -> AgreementParty:
    authority = find_uuid(values["myndighet"])
    if values["myndighet"] and authority is None:
        raise Refused({"myndighet": "Välj en myndighet i listan, eller ingen."})
    return put_party(
        agreement=row.pk,
        revision=seen_revision(request.POST),
        name=values["namn"],
        actors=chosen,
        authority=authority,
        signatory=values["undertecknare"],
        signatory_title=values["titel"],
        party=found.pk if found else None,
        by=actor_of(request),
    )


def _to(address: str, notice: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{urlencode({'klart': notice})}")
