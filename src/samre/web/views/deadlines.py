"""Last days of a case: entered, met, moved, or no longer watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from samre.accounts.acts import Refused
from samre.casework.actions.deadlines import add_deadline, lapse_deadline, meet_deadline, move_deadline
from samre.casework.models import Case, Deadline
from samre.casework.queries.watch import deadline_of
from samre.casework.rules.permissions import Ground

from ..forms.problems import all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from .tasks import CHOOSE, done, watch_page


@require_POST
@on_case(log="case.watch")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """`gor`: frist (frist, fran), frist-klar (frist_id, dag), frist-flytta (frist_id, dag) or frist-bort (frist_id)."""
    fields = typed(request, "gor", "frist", "fran", "frist_id", "dag")
    act = ACTS.get(fields["gor"], _unknown)
    problems = tried(request, fields, lambda: act(request, case, fields))
    if problems:
        return watch_page(request, case, ground, problems=problems)
    return done(case, fields["gor"])


def _add(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        day = read_date(fields["fran"], "fran", wrong, missing="Välj vilken dag fristen räknas från.")
        if not fields["frist"]:
            wrong["frist"] = "Välj vilken frist det gäller."
    assert day is not None
    return add_deadline(case=case, rule=fields["frist"], counted_from=day, by=actor_of(request))


def _meet(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    deadline = _deadline(case, fields)
    with all_together() as wrong:
        day = read_date(fields["dag"], "dag", wrong)
    return meet_deadline(deadline=deadline, on=day, by=actor_of(request))


def _move(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    deadline = _deadline(case, fields)
    with all_together() as wrong:
        day = read_date(fields["dag"], "dag", wrong, missing="Välj vilken dag.")
    assert day is not None
    return move_deadline(deadline=deadline, due=day, by=actor_of(request))


def _lapse(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    return lapse_deadline(deadline=_deadline(case, fields), by=actor_of(request))


def _deadline(case: Case, fields: Mapping[str, str]) -> Deadline:
    try:
        found = deadline_of(case, UUID(fields["frist_id"]))
    except ValueError:
        found = None
    if found is None:
        raise Refused("Fristen finns inte. Ladda om sidan för att se vad som har hänt.")
    return found


def _unknown(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    raise Refused(CHOOSE)


ACTS: Mapping[str, Callable[[HttpRequest, Case, Mapping[str, str]], object]] = {
    "frist": _add,
    "frist-klar": _meet,
    "frist-flytta": _move,
    "frist-bort": _lapse,
}
