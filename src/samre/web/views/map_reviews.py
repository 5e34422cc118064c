"""The review of a draft over HTTP: the law read, laid for decision, decided by others than those who wrote, published."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused, Stale
from samre.accounts.roles import Role
from samre.governance.actions.drafts import decide_draft, mark_law, submit_draft, take_back_draft
from samre.governance.actions.first_days import set_first_day
from samre.governance.actions.versions import publish_draft
from samre.governance.models import Draft, MapVersion
from samre.governance.queries.drafts import show_draft
from samre.governance.rules.permissions import DRAFT_READERS

from ..forms.directory import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.map_reviews import NOTICES, ParagraphShown, decide_page, publish_page, review_page
from .map_drafts import draft_or_404
from .map_impact import SHOWN, log_impact, logged_draft

VERDICT, NOTE = "bedömning-", "anmärkning-"
NO_DAY = "Skriv vilken dag kartan börjar gälla."
BEGINS, AGAIN = DAYS = ("gäller_från", "nästa_översyn")
CHANGED = "Förslaget har ändrats sedan du läste det. Läs det som är nytt och gör sedan din bedömning."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def review(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The draft under review. POST marks the law, sets its first day, lays it for decision or takes it back (`gor`)."""
    draft, problems = draft_or_404(request, forslag), Problems()
    if request.method == "POST":
        doing = request.POST.get("gor", "")
        values = _marks(request.POST) if doing == "lagrum" else typed(request, *DAYS)
        problems = tried(request, values, lambda: _do(request, draft, doing, values))
        if not problems:
            # What else was typed beside the day that was set.
            kept = {AGAIN: values[AGAIN]} if doing == "dag" else {}
            told = urlencode({"klart": problems.result, **kept})
            return HttpResponseRedirect(f"{reverse('web:draft-review', args=[draft.pk])}?{told}")
        draft = draft_or_404(request, forslag)
    elif AGAIN in request.GET:
        problems = Problems(values={AGAIN: request.GET[AGAIN]})
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = review_page(actor_of(request), draft, notice=notice, problems=problems)
    return render(
        request,
        "map_reviews/review.html",
        {"draft": show_draft(draft), "page": page},
        status=problems.status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS, log=SHOWN)
def decide(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """The steering group's decision: what (`beslut`), why (`skäl`), at which meeting (`sammanträde`). Who does not decide reads."""
    draft, problems = logged_draft(request, forslag), Problems()
    if request.method == "POST":
        values = typed(request, "beslut", "skäl", "sammanträde")
        problems = tried(request, values, lambda: _decide(request, draft, values))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:draft-review', args=[draft.pk])}?klart=beslutat")
        draft = logged_draft(request, forslag)
    page = decide_page(actor_of(request), draft, problems=problems)
    log_impact(actor_of(request), draft, page.open)
    return render(
        request,
        "map_reviews/decide.html",
        {"draft": show_draft(draft), "page": page},
        status=problems.status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, log=SHOWN)
def publish(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """What everybody who follows the map is told (`nyhet`), and the version made."""
    draft, problems = logged_draft(request, forslag), Problems()
    if request.method == "POST":
        values = typed(request, "nyhet")
        problems = tried(request, values, lambda: _publish(request, draft, values["nyhet"]))
        if not problems:
            assert isinstance(problems.result, MapVersion)
            return HttpResponseRedirect(f"{reverse('web:map-version', args=[problems.result.pk])}?klart=ny")
        draft = logged_draft(request, forslag)
    page = publish_page(actor_of(request), draft, problems=problems)
    log_impact(actor_of(request), draft, page.open)
    return render(
        request,
        "map_reviews/publish.html",
        {"draft": show_draft(draft), "page": page},
        status=problems.status,
    )


def _do(request: HttpRequest, draft: Draft, doing: str, values: Mapping[str, str]) -> str:
    """Does what the button says; what the page then tells."""
    actor = actor_of(request)
    if doing == "lagrum":
        _mark(request, draft, values)
        return "lagrum"
    if doing == "tillbaka":
        take_back_draft(draft=draft.pk, revision=_seen(request), by=actor)
        return "tillbaka"
    if doing == "dag":
        _set_day(request, draft, values[BEGINS])
        return "dagen"
    if doing != "lagg":
        raise Refused("Välj vad som ska göras.")
    with all_together() as wrong:
        begins = read_date(values[BEGINS], BEGINS, wrong, missing=NO_DAY)
        again = read_date(values[AGAIN], AGAIN, wrong, missing="Skriv när kartan ska ses över igen.")
    assert begins is not None
    assert again is not None
    submit_draft(draft=draft.pk, revision=_seen(request), valid_from=begins, next_review=again, by=actor)
    return "lagt"


def _set_day(request: HttpRequest, draft: Draft, day: str) -> None:
    with all_together() as wrong:
        begins = read_date(day, BEGINS, wrong, missing=NO_DAY)
    assert begins is not None
    set_first_day(draft=draft.pk, revision=_seen(request), valid_from=begins, by=actor_of(request))


def _seen(request: HttpRequest) -> int:
    """The revision that the form was written from."""
    return whole_number(request.POST.get("revision", "")) or 0


def _marks(posted: QueryDict) -> dict[str, str]:
    return {name: posted.get(name, "").strip() for name in posted if name.startswith((VERDICT, NOTE))}


def _mark(request: HttpRequest, draft: Draft, values: Mapping[str, str]) -> None:
    """Keeps the marks that are new or say something else than before. A paragraph whose words have changed since is read anew."""
    found = {one.key: one for one in review_page(actor_of(request), draft).paragraphs}
    chosen = {
        name.removeprefix(VERDICT): value
        for name, value in values.items()
        if name.startswith(VERDICT) and value
    }
    if set(chosen) - set(found):
        raise Stale(CHANGED)
    new = [(found[key], verdict, values.get(f"{NOTE}{key}", "")) for key, verdict in chosen.items()]
    new = [(one, verdict, note) for one, verdict, note in new if not _stands(one, verdict, note)]
    if not new:
        raise Refused("Välj vad du kom fram till om minst ett lagrum.")
    with all_together() as wrong:
        for one, verdict, note in new:
            wrong |= _problems(request, draft, one, verdict, note)


def _problems(
    request: HttpRequest, draft: Draft, one: ParagraphShown, verdict: str, note: str
) -> dict[str, str]:
    """Marks one paragraph; what was wrong, at its own fields."""
    what = one.paragraph
    try:
        mark_law(
            draft=draft.pk, law=what.law, place=what.place, text=what.text, verdict=verdict, note=note, by=actor_of(request)
        )  # fmt: skip
    except Refused as refused:
        return {f"{NOTE}{one.key}": text for text in refused.problems.values()}
    return {}


def _stands(one: ParagraphShown, verdict: str, note: str) -> bool:
    mark = one.paragraph.mark
    return mark is not None and (mark.verdict, mark.note) == (verdict, note)


def _decide(request: HttpRequest, draft: Draft, values: Mapping[str, str]) -> object:
    return decide_draft(
        draft=draft.pk,
        revision=_seen(request),
        outcome=values["beslut"],
        reason=values["skäl"],
        sitting=find_uuid(values["sammanträde"]),
        by=actor_of(request),
    )


def _publish(request: HttpRequest, draft: Draft, news: str) -> MapVersion:
    if not news:
        raise Refused({"nyhet": "Skriv vad som är nytt. Alla som följer kartan läser det."})
    return publish_draft(draft=draft.pk, revision=_seen(request), news=news, by=actor_of(request))
