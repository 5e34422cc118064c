"""A case that is to be preserved: its package for the archive, and the note that it has been handed over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from samre.accounts.acts import Refused
from samre.casework.actions.disposal import hand_over_archive
from samre.casework.models import Case
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.disposal import item_of, packages_of
from samre.casework.rules.disposal import PRESERVE
from samre.casework.rules.permissions import Ground, Need

from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, on_case
from ..subject_papers import archive_package

NOT_LISTED = "Ärendet står inte på någon godkänd lista över det som ska bevaras."
DONE = "Överlämnandet är antecknat. Ärendet kan nu tas bort när listan genomförs."


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="archive.show")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What to do with the case. A POST notes the hand-over: mottagare, summa."""
    values, problems = typed(request, "mottagare", "summa"), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _hand_over(request, case, values))
        if not problems:
            return HttpResponseRedirect(reverse("web:archive", args=[case.pk]) + "?klart=1")
    return _page(request, case, ground, problems)


@require_POST
@on_case(Need.WRITE, log="archive.package", fresh=True)
def package(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The package, made now and in memory."""
    item = item_of(case)
    if item is None or item.verdict != PRESERVE:
        return _page(request, case, ground, Problems({"": NOT_LISTED}))
    made = archive_package(case, item, actor_of(request))
    answer = HttpResponse(made.data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _hand_over(request: HttpRequest, case: Case, values: dict[str, str]) -> object:
    item = item_of(case)
    if item is None or item.verdict != PRESERVE:
        raise Refused(NOT_LISTED)
    actor, seen = actor_of(request), case.revision
    return hand_over_archive(
        case=case,
        seen=seen,
        sha256=values["summa"],
        package_sha256=archive_package(case, item, actor).sha256,
        handed_to=values["mottagare"],
        by=actor,
    )


def _page(request: HttpRequest, case: Case, ground: Ground, problems: Problems) -> HttpResponse:
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "item": item_of(case),
        "packages": packages_of(case),
        "problems": problems,
        "notice": DONE if request.GET.get("klart") == "1" else "",
    }
    return render(request, "records/archive.html", context, status=problems.status)
