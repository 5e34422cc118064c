"""What is watched in a case: the page, and the caseworker's own tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.casework.actions.tasks import add_task, finish_task, move_task
from samre.casework.models import Case, Task
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.watch import case_watch, task_of
from samre.casework.rules.permissions import Ground

from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case

DONE = "klart"
NOTICES = {
    "ny": "Bevakningen är inlagd.",
    "klar": "Klart.",
    "flytta": "Bevakningen är flyttad.",
    "frist": "Fristen bevakas.",
    "frist-klar": "Fristen är klar.",
    "frist-bort": "Fristen bevakas inte längre.",
    "frist-flytta": "Fristen är flyttad.",
}
CHOOSE = "Välj vad du vill göra."


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="case.watch")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Tasks and last days. A POST says in `gor` what: ny (text, dag), klar (uppgift) or flytta (uppgift, dag)."""
    if request.method != "POST":
        return watch_page(request, case, ground, notice=request.GET.get(DONE, ""))
    fields = typed(request, "gor", "text", "dag", "uppgift")
    act = ACTS.get(fields["gor"], _unknown)
    problems = tried(request, fields, lambda: act(request, case, fields))
    if problems:
        return watch_page(request, case, ground, problems=problems)
    return done(case, fields["gor"])


def watch_page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    *,
    notice: str = "",
    problems: Problems | None = None,
) -> HttpResponse:
    """The page, with what was wrong at the field it was about."""
    problems = problems or Problems()
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "watch": case_watch(case, on=timezone.localdate()),
        "notice": NOTICES.get(notice, ""),
        "problems": problems,
        "about": problems.values.get("uppgift")
        or problems.values.get("frist_id")
        or problems.values.get("gor", ""),
    }
    return render(request, "tasks/index.html", context, status=problems.status_for(request))


def done(case: Case, what: str) -> HttpResponse:
    """To the page, so that reloading writes nothing."""
    return HttpResponseRedirect(f"{reverse('web:watch', args=[case.pk])}?{urlencode({DONE: what})}")


def _add(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    with all_together() as wrong:
        day = read_date(fields["dag"], "dag", wrong, missing="Välj vilken dag.")
        if not fields["text"]:
            wrong["text"] = "Skriv vad som ska bevakas."
    assert day is not None
    return add_task(case=case, text=fields["text"], due_on=day, by=actor_of(request))


def _finish(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    return finish_task(task=_task(case, fields), by=actor_of(request))


def _move(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    task = _task(case, fields)
    with all_together() as wrong:
        day = read_date(fields["dag"], "dag", wrong, missing="Välj vilken dag.")
    assert day is not None
    return move_task(task=task, due_on=day, by=actor_of(request))


def _task(case: Case, fields: Mapping[str, str]) -> Task:
    try:
        found = task_of(case, UUID(fields["uppgift"]))
    except ValueError:
        found = None
    if found is None:
        raise Refused("Bevakningen finns inte. Ladda om sidan för att se vad som har hänt.")
    return found


def _unknown(request: HttpRequest, case: Case, fields: Mapping[str, str]) -> object:
    raise Refused(CHOOSE)


ACTS: Mapping[str, Callable[[HttpRequest, Case, Mapping[str, str]], object]] = {
    "ny": _add,
    "klar": _finish,
    "flytta": _move,
}
