"""Letters and forms of a case: chosen, written, read through, finished, fetched."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from samre.casework.actions.paper_drafts import (
    EXCEPTIONS_SEEN,
    change_paper,
    drop_paper,
    finish_paper,
    start_paper,
)
from samre.casework.models import Case, PaperDraft, Record
from samre.casework.queries.case_frame import CaseFrame, case_frame
from samre.casework.queries.disclosures import find_disclosure
from samre.casework.queries.kept_papers import kept_paper
from samre.casework.queries.paper_drafts import find_draft, written
from samre.casework.queries.papers import papers_page
from samre.casework.rules.permissions import Ground, Need

from ..forms.notes import find_uuid, seen_revision
from ..forms.papers import read_edits, without
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..pages.notes import fresh_id
from ..pages.papers import LetterPage, choice_page, letter_page
from ..paper_files import MEDIA, TRANSCRIPTS, draft_file, kept_file, paper_pdf
from ..protected_files import with_reason

NOTICES = {
    "sparat": "Brevet är sparat.",
    "klart": "Brevet är klart. Det är registrerat och ligger i tidslinjen.",
    "kastat": "Utkastet är borttaget.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="paper.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The forms that can be written, drafts, and what has gone. A POST begins a letter: blankett, id, intyg."""
    values, problems = typed(request, "blankett", "id", "intyg"), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _begin(request, case, values))
        if isinstance(problems.result, PaperDraft):
            return HttpResponseRedirect(reverse("web:paper", args=[case.pk, problems.result.pk]))
    actor = actor_of(request)
    context = {
        "frame": case_frame(case, actor, ground),
        "page": choice_page(papers_page(case, actor), case),
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "papers/index.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="paper.read")
def show(request: HttpRequest, case: Case, ground: Ground, brev: UUID) -> HttpResponse:
    """A letter: what can be changed, and what it looks like. `gor`: spara, granska, kasta, or `ater`: a part as it began.
    htmx gets the letter as it would be; nothing is kept then."""
    draft = _draft(case, brev)
    frame = case_frame(case, actor_of(request), ground)
    if draft.record is not None:
        return _gone(request, draft, frame)
    problems = Problems()
    page = letter_page(draft, actor_of(request))
    if request.method == "POST":
        page = _typed_page(request, draft)
        if request.headers.get("HX-Request"):
            return render(request, "papers/show.html#letter", {"page": page, "frame": frame})
        problems = tried(request, {}, lambda: _do(request, draft, page))
        if not problems:
            return _onward(request, case, draft)
    context = {
        "frame": frame,
        "page": page,
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "papers/show.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="paper.read")
def finish(request: HttpRequest, case: Case, ground: Ground, brev: UUID) -> HttpResponse:
    """The whole letter, to be read once more. A POST makes it final: `sett` says which text was read."""
    draft, problems = _draft(case, brev), Problems()
    actor = actor_of(request)
    if request.method == "POST":
        problems = tried(request, {}, lambda: _finish(request, draft))
        if isinstance(problems.result, Record):
            return HttpResponseRedirect(reverse("web:paper", args=[case.pk, brev]) + "?klart=klart")
        draft = _draft(case, brev)
    if draft.record is not None:
        return HttpResponseRedirect(reverse("web:paper", args=[case.pk, brev]))
    context = {
        "frame": case_frame(case, actor, ground),
        "page": letter_page(draft, actor),
        "problems": problems,
    }
    return render(request, "papers/finish.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="paper.file", fresh=True)
def file(request: HttpRequest, case: Case, ground: Ground, brev: UUID, form: str) -> HttpResponse:
    """The draft as pdf, docx or txt, as it would be today; of what has gone a transcript as docx or txt, of a protected person
    with a reason (POST: visa_skal). The PDF that has gone is fetched from the register: it is the document."""
    draft = _draft(case, brev)
    if form not in MEDIA:
        raise Http404
    if draft.record is None:
        return draft_file(written(draft, actor_of(request)), form)
    paper, record = kept_paper(draft), draft.record
    if paper is None or form not in TRANSCRIPTS:
        raise Http404
    return with_reason(
        request, case, ground, lambda: kept_file(case, paper, record, form), name=f"Handling {record.number}"
    )


def _begin(request: HttpRequest, case: Case, values: dict[str, str]) -> PaperDraft:
    return start_paper(
        case=case,
        draft_id=find_uuid(values["id"]) or fresh_id(),
        form=values["blankett"],
        about_id=find_uuid(values["intyg"]) if values["intyg"] else None,
        by=actor_of(request),
    )


def _draft(case: Case, brev: UUID) -> PaperDraft:
    draft = find_draft(case, brev)
    if draft is None:
        raise Http404
    return draft


def _typed_page(request: HttpRequest, draft: PaperDraft) -> LetterPage:
    """The page with what was just typed, whether or not it can be kept."""
    actor = actor_of(request)
    start = written(draft, actor, edits={})
    answer_by = start.answer_by.isoformat() if start.answer_by else ""
    edits = read_edits(request.POST, start.parts, to=start.to, answer_by=answer_by)
    if back := request.POST.get("ater", ""):
        edits = without(edits, back)
    return letter_page(draft, actor, edits=edits, seen=seen_revision(request.POST))


def _do(request: HttpRequest, draft: PaperDraft, page: LetterPage) -> object:
    actor = actor_of(request)
    if request.POST.get("gor") == "kasta":
        return drop_paper(draft=draft, by=actor)
    return change_paper(draft=draft, edits=page.edits, seen=page.seen, by=actor)


def _onward(request: HttpRequest, case: Case, draft: PaperDraft) -> HttpResponse:
    match request.POST.get("gor", ""):
        case "kasta":
            return HttpResponseRedirect(reverse("web:papers", args=[case.pk]) + "?klart=kastat")
        case "granska":
            return HttpResponseRedirect(reverse("web:paper-finish", args=[case.pk, draft.pk]))
    back = request.POST.get("ater", "")
    query = urlencode({"klart": "sparat"})
    return HttpResponseRedirect(
        f"{reverse('web:paper', args=[case.pk, draft.pk])}?{query}{f'#{back}' if back else ''}"
    )


def _finish(request: HttpRequest, draft: PaperDraft) -> Record:
    return finish_paper(
        draft=draft,
        shown=request.POST.get("sett", ""),
        render=paper_pdf,
        exceptions_seen=request.POST.get(EXCEPTIONS_SEEN) == "ja",
        by=actor_of(request),
    )


def _gone(request: HttpRequest, draft: PaperDraft, frame: CaseFrame) -> HttpResponse:
    """A letter that has gone: where it lies, and as what."""
    context = {
        "frame": frame,
        "draft": draft,
        "record": draft.record,
        "has_transcript": draft.kept is not None,
        "let_out": find_disclosure(draft.case, draft.pk),
        "name": letter_page(draft, actor_of(request)).name,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "papers/gone.html", context)
