"""Facts of a case: answered, chosen between, taken back, and as they looked on any past day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.facts import enter_facts, withdraw_fact
from samre.casework.models import Case, SourceKind
from samre.casework.queries.case_facts import choice_in_words, entry_of
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground
from samre.casework.rules.settings import pathway_of

from ..forms.answers import is_personal
from ..forms.case_answer import ANSWER, CHOSEN, FACT, FIELDS, SEEN, WHY, read_posted_answer, read_seen
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..pages.case_facts_page import facts_view, read_past_day
from .case import DONE, render_case, render_done

TAKE_BACK, FROM_CASE = "ta_tillbaka", "arende"


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.facts")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """All facts with sources and history. `?fraga=sgi` opens one question, `?dag=2026-10-01` shows a past day.

    A POST answers one fact, or takes back an entry (`ta_tillbaka`); `fran` says which page it came from.
    """
    if request.method == "POST":
        return _post(request, case, ground)
    return _page(request, case, ground, notice=request.GET.get(DONE, ""))


def _post(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    came_from = request.POST.get("fran", "")
    if TAKE_BACK in request.POST:
        problems, notice = tried(request, {}, lambda: _take_back(request, case)), "tillbaka"
    elif CHOSEN in request.POST:
        problems, notice = tried(request, _given_back(request), lambda: _settle(request, case)), CHOSEN
    else:
        problems, notice = tried(request, _given_back(request), lambda: _answer(request, case)), "svar"
    from_case = came_from == FROM_CASE
    if problems:
        render_again = render_case if from_case else _page
        return render_again(request, case, ground, problems=problems)
    return render_done(
        request, case, ground, notice=notice, page="web:case" if from_case else "web:case-facts"
    )


def _given_back(request: HttpRequest) -> dict[str, str]:
    """What was typed, to show again; a person number never comes back."""
    fields = typed(request, *FIELDS)
    return fields | ({ANSWER: ""} if is_personal(fields[ANSWER]) else {})


def _answer(request: HttpRequest, case: Case) -> object:
    posted = read_posted_answer(request, pathway_of(case.pathway))
    try:
        return enter_facts(
            case=case,
            values={posted.fact: posted.value},
            source=posted.source,
            source_name=posted.source_name,
            valid_from=posted.valid_from,
            seen=posted.seen,
            by=actor_of(request),
        )
    except Refused as refused:
        # The action names the fact; the form has one field for whichever fact it is.
        renamed = {ANSWER if name == posted.fact else name: text for name, text in refused.problems.items()}
        raise Refused(renamed) from refused


def _settle(request: HttpRequest, case: Case) -> object:
    """Sources differ: the one we believe, and why, as our own assessment."""
    fields = typed(request, *FIELDS)
    chosen = entry_of(case, fields[CHOSEN])
    if chosen is None or chosen.fact != fields[FACT]:
        raise Refused("Uppgiften finns inte i ärendet. Ladda om sidan.")
    try:
        named = choice_in_words(chosen, fields[WHY])
    except ValueError as error:
        raise Refused({WHY: str(error)}) from error
    return enter_facts(
        case=case,
        values={chosen.fact: chosen.value},
        source=SourceKind.ASSESSMENT,
        source_name=named,
        seen=read_seen(chosen.fact, fields[SEEN]),
        by=actor_of(request),
    )


def _take_back(request: HttpRequest, case: Case) -> object:
    entry = entry_of(case, request.POST.get(TAKE_BACK, ""))
    if entry is None:
        raise Refused("Uppgiften finns inte i ärendet. Ladda om sidan.")
    return withdraw_fact(entry=entry, by=actor_of(request))


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    *,
    notice: str = "",
    problems: Problems | None = None,
) -> HttpResponse:
    day, day_error = past_day(request, case)
    view = facts_view(
        case,
        case_frame(case, actor_of(request), ground),
        day=day,
        day_typed=request.GET.get("dag", ""),
        day_error=day_error,
        asked=_asked(request, problems),
        notice=notice,
        problems=problems,
    )
    status = problems.status_for(request) if problems else 422 if day_error else 200
    return render(request, "cases/facts.html", {"frame": view.frame, "view": view}, status=status)


def _asked(request: HttpRequest, problems: Problems | None) -> str:
    """The fact whose question is open: the one just answered wrongly, or the one asked for. A choice has its own form."""
    if not problems:
        return request.GET.get("fraga", "")
    return "" if problems.values.get(CHOSEN) else problems.values.get(FACT, "")


def past_day(request: HttpRequest, case: Case) -> tuple[date | None, str]:
    """The day to look back at, and what was wrong with it; (None, "") for today."""
    text = request.GET.get("dag", "").strip()
    if not text:
        return None, ""
    return read_past_day(text, first=case.opened_on, today=timezone.localdate())
