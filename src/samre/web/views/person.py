"""The person card of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.persons import change_person
from samre.casework.actions.protected import show_protected
from samre.casework.actions.representatives import add_representative, end_representative
from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.case_page import speaker_row
from samre.casework.queries.known_person import other_cases
from samre.casework.rules.permissions import Ground

from ..forms.problems import Problems, all_together, check_lengths, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, on_case
from ..pages.person import CONTACT, person_view
from .case import DONE, render_done

SHOW, CHANGE, ADD, END = "visa", "andra", "foretradare", "avsluta_foretradare"
REASON = "visa_skal"
# As much as the database keeps of each.
LONGEST = {"sprak": 40, "tolk": 80, "namn": 200}
NOTICES = {CHANGE: "person", ADD: "foretradare", END: "foretradare_slut"}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="person.read")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Identity, contact, protection, language, interpreter, who speaks for her, and children in the household.

    A POST says what in `gor`: visa (what is protected, with a reason, once), andra, foretradare or avsluta_foretradare.
    """
    if request.method != "POST":
        return _page(request, case, ground, notice=request.GET.get(DONE, ""))
    todo = request.POST.get("gor", "")
    fields = typed(request, *(name for name in request.POST if name != "csrfmiddlewaretoken"))
    act = ACTS.get(todo, _unknown)
    problems = tried(request, fields, lambda: act(request, case, fields))
    if problems:
        case.person.refresh_from_db()
        return _page(
            request,
            case,
            ground,
            form=todo,
            problems=problems,
            revealed=_may_still_see(request, case, fields),
        )
    if todo == SHOW:
        return _page(request, case, ground, form=todo, revealed=True, reason=fields.get(REASON, ""))
    return render_done(request, case, ground, notice=NOTICES[todo], page="web:case-person")


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    *,
    notice: str = "",
    form: str = "",
    problems: Problems | None = None,
    revealed: bool = False,
    reason: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    frame = case_frame(case, actor, ground)
    reason = reason or (problems.values.get(REASON, "") if problems else "")
    view = person_view(
        case, frame, revealed=revealed, reason=reason, notice=notice, form=form, problems=problems
    )
    status = problems.status_for(request) if problems else 200
    shown = {"frame": frame, "view": view, "others": other_cases(case, actor)}
    return render(request, "cases/person.html", shown, status=status)


def _may_still_see(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> bool:
    """Whether what was typed about a protected person can be given back: the form carries the reason she was shown for."""
    if not case.person.is_protected or fields.get("gor") != CHANGE:
        return False
    return not tried(request, fields, lambda: _show(request, case, fields))


def _unknown(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    raise Refused("Välj vad du vill göra.")


def _show(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    return show_protected(case=case, reason=fields.get(REASON, ""), by=actor_of(request))


def _change(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        check_lengths(fields, LONGEST, wrong)
    return change_person(
        case=case,
        revision=whole_number(fields.get("revision", "")) or 0,
        name=fields.get("namn", ""),
        contact={name: fields.get(name, "") for name, _ in CONTACT},
        protection=fields.get("skydd", ""),
        language=fields.get("sprak", ""),
        interpreter=fields.get("tolk", ""),
        lifting=fields.get("hava", ""),
        by=actor_of(request),
    )


def _add(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        start = read_date(fields.get("galler_fran", ""), "galler_fran", wrong)
        end = read_date(fields.get("galler_till", ""), "galler_till", wrong)
    return add_representative(
        case=case,
        kind=fields.get("slag", ""),
        scope=fields.get("omfattning", ""),
        name=fields.get("foretradare", ""),
        contact=fields.get("kontakt", ""),
        valid_from=start or timezone.localdate(),
        valid_to=end,
        by=actor_of(request),
    )


def _end(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    row = speaker_row(case, fields.get("id", ""))
    if row is None:
        raise Refused("Företrädaren finns inte i ärendet. Ladda om sidan.")
    return end_representative(case=case, representative=row, by=actor_of(request))


ACTS: Mapping[str, Callable[[HttpRequest, Case, Mapping[str, str]], object]] = {
    SHOW: _show,
    CHANGE: _change,
    ADD: _add,
    END: _end,
}
