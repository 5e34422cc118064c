"""Steps of a case: chosen, waited for, answered, finished, moved, dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.reminders import remind
from samre.casework.actions.step_answers import note_answer, undo_answer
from samre.casework.actions.steps import choose_step, finish_step, move_date, take_back, wait_for
from samre.casework.documents.fact_words import in_words
from samre.casework.models import Case, OpenStep, SourceKind
from samre.casework.queries.case_facts import CaseStanding, case_standing
from samre.casework.queries.case_frame import case_frame, step_name
from samre.casework.queries.case_page import live_codes, step_of
from samre.casework.rules.permissions import Ground
from samre.casework.rules.settings import pathway_of
from samre.pathway.model import Pathway, Way
from samre.pathway.nodes import FactValue

from ..forms.case_answer import read_source
from ..forms.problems import Problems, all_together, check_lengths, read_date, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, on_case
from ..pages.case_steps import (
    facts_said,
    facts_that_end,
    is_said,
    proposed_then,
    step_view,
    steps_view,
    why_closed,
)
from ..pages.facts import form_value
from .case import DONE, render_case, render_done

BY_OUTCOME = "vag"
NOTICES = {
    "svar": "svar_kom",
    "angra": "vantar_igen",
    "uteblev": "uteblev",
    "paminn": "pamint",
    "vanta": "vantar",
    "klart": "klart",
    "avbryt": "avbrutet",
    "flytta": "flyttad",
}
FACT = "svar."
# As much as the database keeps of each.
LONGEST = {"part": 120, "namn": 120, "sedan": 300, "utfall_text": 300}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.steps")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """All steps, and the choice of one more. A POST chooses: steg, skal, part, datum, ersatter
    (an open step that is dropped for it), medveten; `fran=arende` answers with the case page."""
    if request.method != "POST":
        return _steps_page(request, case, ground, notice=request.GET.get(DONE, ""))
    fields = typed(request, "steg", "skal", "part", "datum", "fran", "ersatter", "medveten")
    problems = tried(request, fields, lambda: _choose(request, case, fields))
    if not problems:
        return render_done(request, case, ground, notice="steg")
    if fields["fran"] == "arende" and request.headers.get("HX-Request"):
        return render_case(request, case, ground, problems=problems)
    return _steps_page(request, case, ground, problems=problems)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.steps")
def step(request: HttpRequest, case: Case, ground: Ground, steg: UUID) -> HttpResponse:
    """One step with its forms. A POST says which in `gor`: svar, angra, uteblev, paminn, vanta, klart, avbryt or flytta."""
    found = step_of(case, steg)
    if found is None:
        raise Http404("Steget finns inte i ärendet.")
    if request.method != "POST":
        return _step_page(request, case, found, ground, notice=request.GET.get(DONE, ""))
    todo = request.POST.get("gor", "")
    fields = typed(request, *(name for name in request.POST if name != "csrfmiddlewaretoken"))
    act = ACTS.get(todo)
    problems = tried(request, fields, lambda: act(request, found, fields) if act else _unknown())
    if not problems:
        return render_done(request, case, ground, notice=NOTICES[todo])
    if request.headers.get("HX-Request"):
        case.refresh_from_db()
        return render_case(request, case, ground, problems=problems)
    found.refresh_from_db()
    return _step_page(request, case, found, ground, problems=problems)


def _steps_page(
    request: HttpRequest, case: Case, ground: Ground, *, notice: str = "", problems: Problems | None = None
) -> HttpResponse:
    frame = case_frame(case, actor_of(request), ground)
    view = steps_view(case, frame, notice=notice, problems=problems)
    status = problems.status_for(request) if problems else 200
    return render(request, "cases/steps.html", {"frame": frame, "view": view}, status=status)


def _step_page(
    request: HttpRequest,
    case: Case,
    found: OpenStep,
    ground: Ground,
    *,
    notice: str = "",
    problems: Problems | None = None,
) -> HttpResponse:
    frame = case_frame(case, actor_of(request), ground)
    view = step_view(case, found, frame, asked=request.GET.get("gor", ""), notice=notice, problems=problems)
    status = problems.status_for(request) if problems else 200
    return render(request, "cases/step.html", {"frame": frame, "view": view}, status=status)


def _unknown() -> object:
    raise Refused("Välj vad du vill göra med steget.")


def _choose(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        due = read_date(fields["datum"], "datum", wrong)
        check_lengths(fields, LONGEST, wrong)
        _check_choice(case, fields, wrong)
        replaced = _replaced(case, fields, wrong)
    if replaced is not None:
        return finish_step(
            step=replaced,
            outcome=fields["skal"],
            followed_by=fields["steg"],
            reason=fields["skal"],
            party=fields["part"],
            due=due,
            dropped=True,
            by=actor_of(request),
        )
    return choose_step(
        case=case,
        step=fields["steg"],
        reason=fields["skal"],
        party=fields["part"],
        due=due,
        by=actor_of(request),
    )


def _check_choice(case: Case, fields: Mapping[str, str], wrong: dict[str, str]) -> None:
    """A step out of the question for the person takes that one has been shown why."""
    if not fields["steg"] or fields["medveten"] == fields["steg"]:
        return
    standing = case_standing(case, on=timezone.localdate())
    if why := why_closed(standing, fields["steg"]):
        name = step_name(standing.pathway, fields["steg"])
        wrong["steg"] = (
            f"{name} är inte aktuellt enligt kartan. {why} Skriv skälet och öppna steget igen om det ändå ska tas."
        )


def _replaced(case: Case, fields: Mapping[str, str], wrong: dict[str, str]) -> OpenStep | None:
    """The open step whose place the new one takes; None where it runs beside."""
    if not fields["ersatter"]:
        return None
    try:
        found = step_of(case, UUID(fields["ersatter"]))
    except ValueError:
        found = None
    if found is None or not found.is_live:
        wrong["ersatter"] = "Steget är inte öppet längre. Ladda om sidan."
    elif not fields["steg"]:
        wrong["steg"] = "Välj steget som tar dess plats."
    elif not fields["skal"]:
        wrong["skal"] = "Skriv varför det öppna steget avbryts."
    return found


def _answered(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        came = read_date(fields.get("kom", ""), "kom", wrong) or timezone.localdate()
    return note_answer(
        step=found,
        answer=fields.get("svarade", ""),
        came_on=came,
        seen=fields.get("sett", ""),
        by=actor_of(request),
    )


def _undo_answer(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    return undo_answer(step=found, seen=fields.get("sett", ""), by=actor_of(request))


def _unanswered(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    return take_back(step=found, answered=False, seen=fields.get("sett", ""), by=actor_of(request))


def _remind(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    until = _day(fields, "till", "Skriv till vilken dag ni väntar nu.")
    return remind(step=found, until=until, seen=fields.get("sett", ""), by=actor_of(request))


def _wait(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    until = _day(fields, "till", "Skriv till vilken dag ni väntar.")
    return wait_for(
        step=found,
        party=fields.get("part", ""),
        until=until,
        then=_then(found, fields),
        name=fields.get("namn", ""),
        seen=fields.get("sett", ""),
        by=actor_of(request),
    )


def _then(found: OpenStep, fields: Mapping[str, str]) -> str:
    """What was written; where it is still what the form proposed for another party, what fits the one that was chosen."""
    written, box = fields.get("sedan", ""), pathway_of(found.case.pathway).steps.get(found.step)
    if box is not None and written and written == box.escalation:
        return proposed_then(box, fields.get("part", ""))
    return written


def _move(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    due = _day(fields, "datum", "Skriv den nya dagen.")
    return move_date(
        step=found, due=due, why=fields.get("skal", ""), seen=fields.get("sett", ""), by=actor_of(request)
    )


def _finish(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    return _end(request, found, fields, dropped=False)


def _drop(request: HttpRequest, found: OpenStep, fields: Mapping[str, str]) -> object:
    return _end(request, found, fields, dropped=True)


ACTS: Mapping[str, Callable[[HttpRequest, OpenStep, Mapping[str, str]], object]] = {
    "svar": _answered,
    "angra": _undo_answer,
    "uteblev": _unanswered,
    "paminn": _remind,
    "vanta": _wait,
    "klart": _finish,
    "avbryt": _drop,
    "flytta": _move,
}


def _end(request: HttpRequest, found: OpenStep, fields: Mapping[str, str], *, dropped: bool) -> object:
    """Ends the step: first what the map needs to hear, then the outcome and what follows. All of it or nothing."""
    with all_together() as wrong:
        due = read_date(fields.get("datum", ""), "datum", wrong)
        _check_ending(fields, wrong)
    with transaction.atomic():
        standing = case_standing(found.case, on=timezone.localdate())
        if not dropped:
            standing = _say(request, found, fields, standing)
        target, way = _outcome(standing.pathway, found, fields)
        following = _followed_by(found, fields, target, standing)
        # What the step led to is reason enough for the step that it leads to.
        reason = fields.get("skal", "") or (way if following and following == target else "")
        return finish_step(
            step=found,
            outcome=fields.get("utfall_text", "") or way,
            followed_by=following,
            reason=reason,
            party=fields.get("part", ""),
            due=due,
            dropped=dropped,
            seen=fields.get("sett", ""),
            by=actor_of(request),
        )


def _check_ending(fields: Mapping[str, str], wrong: dict[str, str]) -> None:
    check_lengths(fields, LONGEST, wrong)
    if "utfall_text" in wrong:
        wrong["utfall"] = wrong.pop("utfall_text")


def _say(
    request: HttpRequest, found: OpenStep, fields: Mapping[str, str], standing: CaseStanding
) -> CaseStanding:
    """Writes down what the map needs to hear to see that the step is done, and reads the case anew."""
    box = standing.pathway.steps.get(found.step)
    asked = facts_that_end(standing, box) if box else ()
    said: dict[str, object] = {fact.id: text for fact in asked if (text := fields.get(FACT + fact.id))}
    with_outcome = _said_by_outcome(found, fields, standing)
    _check_agree(standing, said, with_outcome)
    said |= {name: value for name, value in with_outcome.items() if not is_said(standing, name, value)}
    if not said:
        return standing
    with all_together() as wrong:
        chosen = fields.get("kalla") or SourceKind.ASSESSMENT
        source, name = read_source(standing.pathway, chosen, "", wrong)
    try:
        enter_facts(case=found.case, values=said, source=source, source_name=name, by=actor_of(request))
    except Refused as refused:
        raise Refused(" ".join(refused.problems.values())) from refused
    return case_standing(found.case, on=timezone.localdate())


def _said_by_outcome(
    found: OpenStep, fields: Mapping[str, str], standing: CaseStanding
) -> Mapping[str, FactValue]:
    """The answers that lie in the chosen outcome: »SGI är noll« says that SGI is zero."""
    way = _way(standing.pathway, found, fields)
    return facts_said(standing.pathway, way) if way else {}


def _check_agree(
    standing: CaseStanding, said: Mapping[str, object], with_outcome: Mapping[str, FactValue]
) -> None:
    """Raises Refused where an answer in the form says something else than the outcome does."""
    for name in said.keys() & with_outcome.keys():
        fact = standing.pathway.facts[name]
        if said[name] != form_value(with_outcome[name]):
            words = in_words(fact, with_outcome[name])
            raise Refused(
                {
                    "utfall": f"Utfallet säger »{fact.label}: {words}«, men du svarade något annat. Ändra det ena."
                }
            )


def _outcome(pathway: Pathway, found: OpenStep, fields: Mapping[str, str]) -> tuple[str, str]:
    """The way that was chosen as outcome: where it leads, and its words."""
    way = _way(pathway, found, fields)
    return (way.target, way.text) if way else ("", "")


def _way(pathway: Pathway, found: OpenStep, fields: Mapping[str, str]) -> Way | None:
    box, way = pathway.steps.get(found.step), whole_number(fields.get("utfall", ""))
    if box is None or way is None or way >= len(box.ways):
        return None
    return box.ways[way]


def _followed_by(found: OpenStep, fields: Mapping[str, str], target: str, standing: CaseStanding) -> str:
    """The step that follows: the one chosen; else the one the outcome leads to, or the recommended one, unless it is open.

    Empty: no new one. Whether that will do is the action's to say.
    """
    chosen = fields.get("nasta", BY_OUTCOME)
    if chosen != BY_OUTCOME:
        return chosen
    live = live_codes(found.case)
    options = (target if target in standing.pathway.steps else "", standing.evaluation.primary or "")
    return next((code for code in options if code and code not in live), "")


def _day(fields: Mapping[str, str], name: str, missing: str) -> date:
    with all_together() as wrong:
        day = read_date(fields.get(name, ""), name, wrong, missing=missing)
        check_lengths(fields, LONGEST, wrong)
    assert day is not None
    return day
