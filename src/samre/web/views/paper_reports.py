"""A report of work ability that came on paper: typed in, or scanned, by the socialsekreterare."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.casework.actions.paper_reports import PaperReport, register_paper_report
from samre.casework.models import Case, Record
from samre.casework.queries.case_frame import actor_name, case_frame
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.settings import pathway_of

from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.report import read_report, report_names
from ..gate import actor_of, on_case
from ..pages.paper_reports import HEAD, paper_report_view
from .records import read_file


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="paper_report.open_form")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The form. A POST registers the report: part, fran, skriven_av, kom, fil, and the fields of the handledare's own report."""
    values, problems = typed(request, *HEAD, *report_names()), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _register(request, case, values))
        if not problems:
            return HttpResponseRedirect(reverse("web:records", args=[case.pk]) + "?klart=rapport")
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "view": paper_report_view(case, values, problems),
    }
    return render(request, "placements/paper_report.html", context, status=problems.status)


def _register(request: HttpRequest, case: Case, values: dict[str, str]) -> Record:
    content, media = read_file(request)
    with all_together() as wrong:
        came = read_date(values["kom"], "kom", wrong)
    named = actor_name(pathway_of(case.pathway), values["part"]) if values["part"] else ""
    report = PaperReport(
        party=values["part"],
        sender=values["fran"] or named,
        writer=values["skriven_av"],
        came_on=came,
        content=read_report(values),
        scan=(content, media) if content else None,
    )
    return register_paper_report(case=case, report=report, by=actor_of(request))
