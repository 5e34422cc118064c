"""Notes and decision bases as files: plain text, JSON and tagged PDF, all made from the same whole families."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.casework.documents.bases import BasisView, basis_json, basis_text
from samre.casework.documents.notes import NoteFamily
from samre.casework.documents.notes_text import Heading, notes_json, notes_text
from samre.casework.models import Case

from .pdf import render_pdf

CSS = Path(__file__).resolve().parent / "css"
MEDIA = {
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "pdf": "application/pdf",
}


def heading_of(case: Case, actor: Actor) -> Heading:
    """What every file says of itself."""
    return Heading(
        case_number=case.number,
        authority=actor.authority_name,
        taken_by=f"{actor.name}, {actor.title}",
        taken_at=timezone.now(),
    )


def notes_file(families: tuple[NoteFamily, ...], case: Case, actor: Actor, form: str) -> HttpResponse:
    """Notes as a file of the form asked for; 404 for another."""
    heading = heading_of(case, actor)
    name = (
        f"anteckningar-{case.number}"
        if len(families) != 1
        else f"anteckning-{case.number}-{families[0].original.number}"
    )
    if form == "txt":
        return _file(notes_text(families, heading).encode(), form, name)
    if form == "json":
        return _file(_json(notes_json(families, heading)), form, name)
    if form == "pdf":
        html = render_to_string("notes/paper.html", {"families": families, "heading": heading})
        return _file(
            render_pdf(html, title=f"Anteckningar, ärende {case.number}", css=paper_css()), form, name
        )
    raise Http404


def basis_file(basis: BasisView, case: Case, actor: Actor, form: str) -> HttpResponse:
    """A decision basis as a file of the form asked for; 404 for another."""
    heading, name = heading_of(case, actor), f"underlag-{case.number}"
    if form == "txt":
        return _file(basis_text(basis, heading).encode(), form, name)
    if form == "json":
        return _file(_json(basis_json(basis, heading)), form, name)
    if form == "pdf":
        html = render_to_string("decision_bases/paper.html", {"basis": basis, "heading": heading})
        return _file(
            render_pdf(html, title=f"Beslutsunderlag, ärende {case.number}", css=paper_css()), form, name
        )
    raise Http404


@lru_cache(maxsize=1)
def paper_css() -> str:
    """The ink of notes, and the page they are printed on."""
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in ("notes_paper.css", "paper.css"))


def _json(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _file(content: bytes, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
