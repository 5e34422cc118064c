"""Files about a person with protected data. What was made before she was protected holds her name: it can't be changed, so that
each file is given only to a named handler who says why, and each time it stands in the log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samre.casework.actions.protected import show_protected
from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground

from .forms.problems import Problems, tried, typed
from .gate import actor_of
from .pages.consents import reasons

REASON = "visa_skal"


def with_reason(
    request: HttpRequest, case: Case, ground: Ground, give: Callable[[], HttpResponse], *, name: str
) -> HttpResponse:
    """The file; of a protected person's case first a page that says why it is asked and takes the reason (`visa_skal`).
    `name`: what the document is called on that page."""
    if not case.person.is_protected:
        return give()
    problems = Problems()
    if request.method == "POST":
        fields = typed(request, REASON)
        problems = tried(
            request, fields, lambda: show_protected(case=case, reason=fields[REASON], by=actor_of(request))
        )
        if not problems:
            return give()
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "name": name,
        "reasons": reasons(),
        "problems": problems,
    }
    return render(request, "records/hidden_file.html", context, status=problems.status)
