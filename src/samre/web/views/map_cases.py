"""The worked cases of a draft: which land, and a new answer taken over where it is the right one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.governance.actions.drafts import save_draft
from samre.governance.models import Draft
from samre.governance.queries.drafts import draft_texts, show_draft
from samre.governance.queries.worked_cases import with_answer, without_case, worked_cases
from samre.governance.rules.permissions import DRAFT_READERS

from ..forms.problems import Problems, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from .map_drafts import draft_or_404
from .map_things import may_write

REMOVE = "ta_bort"
NOTICES = {"svar": "Övningsfallet har det nya svaret.", "borta": "Övningsfallet är borttaget."}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def cases(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """Every worked case on the draft's map. POST says that the map's new answer to one is right, and why, or
    takes it away (`gor`)."""
    draft, problems = draft_or_404(request, forslag), Problems()
    if request.method == "POST":
        values = typed(request, "fall", "varför", "revision", "gor")
        does = _remove if values["gor"] == REMOVE else _answer
        problems = tried(request, values, lambda: does(request, draft, values))
        if not problems:
            done = "borta" if values["gor"] == REMOVE else "svar"
            return HttpResponseRedirect(reverse("web:draft-cases", args=[forslag]) + f"?klart={done}")
        draft = draft_or_404(request, forslag)
    context = {
        "draft": show_draft(draft),
        "page": worked_cases(draft_texts(draft)),
        "revision": draft.revision,
        "may_write": may_write(request, draft),
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), "") if request.method != "POST" else "",
    }
    return render(request, "drafts/cases.html", context, status=problems.status)


def _answer(request: HttpRequest, draft: Draft, values: dict[str, str]) -> None:
    if not values["varför"]:
        raise Refused({"varför": "Skriv varför det nya svaret är rätt."})
    texts = with_answer(draft_texts(draft), values["fall"], why=values["varför"])
    if texts is None:
        raise Refused("Övningsfallet finns inte, eller kan inte besvaras på den här kartan.")
    _save(request, draft, values, texts, f"Övningsfallet {values['fall']} har fått det nya svaret.")


def _remove(request: HttpRequest, draft: Draft, values: dict[str, str]) -> None:
    texts = without_case(draft_texts(draft), values["fall"])
    if texts is None:
        raise Refused("Övningsfallet finns inte längre i utkastet.")
    _save(request, draft, values, texts, f"Tog bort övningsfallet {values['fall']}.")


def _save(
    request: HttpRequest, draft: Draft, values: dict[str, str], texts: dict[str, str], what: str
) -> None:
    seen = whole_number(values["revision"]) or 0
    save_draft(draft=draft.pk, revision=seen, texts=texts, what=what, by=actor_of(request))
