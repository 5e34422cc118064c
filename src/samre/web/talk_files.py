"""Files of consultations and meetings as they are sent to a browser: names that tell nothing."""

from __future__ import annotations

from django.http import HttpResponse

from samre.casework.documents.calendar import ICS
from samre.casework.documents.paper import Paper

from .paper_files import paper_pdf


def pdf_answer(paper: Paper, name: str) -> HttpResponse:
    """A paper as PDF."""
    answer = HttpResponse(paper_pdf(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def calendar_answer(content: bytes) -> HttpResponse:
    """A calendar file."""
    answer = HttpResponse(content, content_type=f"{ICS}; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tid.ics"'
    return answer
