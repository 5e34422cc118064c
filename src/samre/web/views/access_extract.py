"""The person's extract of the log: on the screen, as text, as PDF, and the note that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from samre.accounts.models import Authority
from samre.casework.actions.access_extracts import note_given
from samre.casework.models import Case
from samre.casework.queries.access_extract import AccessExtract, access_extract
from samre.casework.queries.case_frame import case_frame
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.review_rules import review_rules

from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..pdf import render_pdf

CSS = Path(__file__).resolve().parents[1] / "css"
FIELDS = ("fran", "till")


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, as they were written and as days. Wrong ones give the whole time and a problem at the field."""

    since: date
    until: date
    problems: Problems

    @property
    def query(self) -> str:
        return urlencode({"fran": self.since.isoformat(), "till": self.until.isoformat()})


@require_safe
@on_case(log="access_extract.show")
def show(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The extract as the person will get it."""
    return _page(request, case, ground, Problems())


@require_safe
@on_case(Need.WRITE, log="access_extract.pdf", fresh=True)
def pdf(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The extract on paper, as a tagged PDF."""
    extract = _extract(case, read_span(request, case))
    html = render_to_string("access_extracts/paper.html", {"extract": extract, "number": case.number})
    paper = render_pdf(html, title=f"{extract.heading} {case.number}", css=_paper_css())
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="loggutdrag-{case.number}.pdf"'
    return answer


@require_safe
@on_case(Need.WRITE, log="access_extract.text", fresh=True)
def text(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The extract as plain text."""
    words = _extract(case, read_span(request, case)).as_text()
    answer = HttpResponse(words, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="loggutdrag-{case.number}.txt"'
    return answer


@require_POST
@on_case(Need.WRITE, log="access_extract.open_form", fresh=True)
def give(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """Notes that the person got it."""
    span, values = read_span(request, case), typed(request, "hur")
    problems = tried(
        request,
        values,
        lambda: note_given(
            case=case, since=span.since, until=span.until, how=values["hur"], by=actor_of(request)
        ),
    )
    if problems:
        return _page(request, case, ground, problems)
    address = reverse("web:access-extract", args=[case.pk])
    return HttpResponseRedirect(f"{address}?{span.query}&klart=1")


def _page(request: HttpRequest, case: Case, ground: Ground, problems: Problems) -> HttpResponse:
    span = read_span(request, case)
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "extract": _extract(case, span),
        "span": span,
        "ways": review_rules()["loggutdrag"]["lämnades"].items(),
        "problems": problems,
        "is_given": request.GET.get("klart") == "1",
    }
    status = problems.status if problems else span.problems.status
    return render(request, "access_extracts/show.html", context, status=status)


def read_span(request: HttpRequest, case: Case) -> Span:
    """The days in the address or the form; the last year where none are given."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and set(given) - {*FIELDS, "klart"}:
        raise BadRequest("address")
    values = {name: given.get(name, "").strip() for name in FIELDS}
    today = timezone.localdate()
    first = max(case.opened_on, today.replace(year=today.year - 1, day=min(today.day, 28)))
    days: dict[str, date] = {}

    def read() -> None:
        with all_together() as wrong:
            days["fran"] = read_date(values["fran"], "fran", wrong) or first
            days["till"] = read_date(values["till"], "till", wrong) or today
            if not wrong and days["fran"] > days["till"]:
                wrong["till"] = "Den sista dagen är före den första. Byt plats på dem."
            if not wrong and days["till"] > today + timedelta(days=1):
                wrong["till"] = "Den sista dagen har inte varit än. Skriv dagens datum."

    problems = tried(request, values, read)
    return Span(first, today, problems) if problems else Span(days["fran"], days["till"], problems)


def _extract(case: Case, span: Span) -> AccessExtract:
    owner = Authority.objects.get(pk=case.owner_id)
    return access_extract(owner=owner, case_id=case.pk, since=span.since, until=span.until)


@lru_cache(maxsize=1)
def _paper_css() -> str:
    return (CSS / "paper.css").read_text(encoding="utf-8")
