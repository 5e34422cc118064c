"""The proof of the map over HTTP: a draft's, with reasons for its warnings, and that of the version in force."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused, Stale
from samre.governance.actions.drafts import give_reason, save_draft
from samre.governance.maps import texts_of
from samre.governance.models import Draft
from samre.governance.queries.drafts import draft_texts, show_draft
from samre.governance.queries.drawing_flaws import drawing_flaws
from samre.governance.queries.lost_ways import can_be_put_back
from samre.governance.queries.proofs import InForce, proof_of, version_in_force, warned
from samre.governance.rules.permissions import DRAFT_READERS
from samre.governance.rules.proof_words import proof_words
from samre.pathway.picture.drawing import number_of
from samre.pathway.writing.steps import ways_of, with_ways_again, without_drawn_ways

from ..forms.problems import Problems, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..map_proof_papers import proof_pdf
from ..pages.map_proof import NOTICES, proof_page, version_proof
from .map_drafts import draft_or_404
from .map_files import UNREAD

FIELDS = ("krav", "ord", "skäl")
UNDRAW, REDRAW, LINE = "ta_bort_linje", "lagg_tillbaka", ("från", "till", "revision")
CHANGED = "Varningen säger något annat nu än när du läste den. Läs den igen, och skriv sedan skälet."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def draft(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The proof of a draft. POST says why a warning (`krav`, with the mark of its words, `ord`) may stand (`skäl`), takes away a
    line of the drawing that is no way, or puts back a way that the draft took away (`gor`)."""
    row, problems = draft_or_404(request, forslag), Problems()
    if request.method == "POST":
        does, done, names = DOING.get(request.POST.get("gor", ""), (_give, "skal#varningar", FIELDS))
        values = typed(request, *names)
        problems = tried(request, values, lambda: does(request, row, values))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:draft-proof', args=[row.pk])}?klart={done}")
        row = draft_or_404(request, forslag)
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = proof_page(actor_of(request), row, on=timezone.localdate(), notice=notice, problems=problems)
    context = {"draft": show_draft(row), "page": page}
    return render(request, "proofs/draft.html", context, status=problems.status)


@require_safe
@signed_in(*DRAFT_READERS)
def draft_paper(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The proof of a draft on paper, for the steering group."""
    row, today = draft_or_404(request, forslag), timezone.localdate()
    page = proof_page(actor_of(request), row, on=today)
    title = f"Bevis: {row.title}"
    return _file(
        proof_pdf(page, title=title, what=f"Utkast, sparning {row.revision}", on=today), "bevis-utkast"
    )


@require_safe
@signed_in(*DRAFT_READERS)
def in_force(request: HttpRequest) -> HttpResponse:
    """The proof of the version in force."""
    return render(
        request, "proofs/version.html", {"page": version_proof(_version(request), on=timezone.localdate())}
    )


@require_safe
@signed_in(*DRAFT_READERS)
def paper(request: HttpRequest) -> HttpResponse:
    """The proof of the version in force, on paper."""
    version, today = _version(request), timezone.localdate()
    what = (
        f"Version {version.number} {version.name}" if version.number else "Kartan som följer med programmet"
    )
    return _file(
        proof_pdf(version_proof(version, on=today), title="Bevis för kartan", what=what, on=today), "bevis"
    )


def _version(request: HttpRequest) -> InForce:
    found = version_in_force(actor_of(request), on=timezone.localdate())
    if found is None:
        raise Http404("Ingen karta gäller än.")
    return found


def _give(request: HttpRequest, row: Draft, values: dict[str, str]) -> object:
    longest = int(proof_words()["längsta_skäl"])
    if len(values["skäl"]) > longest:
        raise Refused({"skäl": f"Skriv kortare: högst {longest} tecken."})
    now = {one.item.id: one.words for one in warned(row, proof_of(row, on=timezone.localdate()))}
    if values["krav"] in now and now[values["krav"]] != values["ord"]:
        raise Stale(CHANGED)
    return give_reason(draft=row.pk, obligation=values["krav"], reason=values["skäl"], by=actor_of(request))


def _undraw(request: HttpRequest, row: Draft, values: dict[str, str]) -> object:
    texts, line = draft_texts(row), (values["från"], values["till"])
    if line not in {one.line for one in drawing_flaws(proof_of(row, on=timezone.localdate()), texts)}:
        raise Refused("Linjen är redan borttagen.")
    what = f"Tog bort linjen {number_of(line[0])} → {number_of(line[1])} på ritningen."
    return save_draft(
        draft=row.pk,
        revision=whole_number(values["revision"]) or 0,
        texts=without_drawn_ways(texts, line[0], [line[1]]),
        what=what,
        by=actor_of(request),
    )


def _redraw(request: HttpRequest, row: Draft, values: dict[str, str]) -> object:
    texts, step, target = draft_texts(row), values["från"], values["till"]
    if proof_of(row, on=timezone.localdate()).pathway is None:
        raise Refused(UNREAD)
    if target in ways_of(texts, step) or not can_be_put_back(row, step, target):
        raise Refused("Vägen finns redan, eller fanns inte när utkastet började.")
    return save_draft(
        draft=row.pk,
        revision=whole_number(values["revision"]) or 0,
        texts=with_ways_again(texts, texts_of(row.based_on), step, target),
        what=f"La tillbaka vägen {number_of(step)} → {number_of(target)}.",
        by=actor_of(request),
    )


DOING = {UNDRAW: (_undraw, "linje", LINE), REDRAW: (_redraw, "vag", LINE)}


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
