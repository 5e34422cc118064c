"""Everything about a person as a page, PDF, JSON, or a zip with all files beside; and a preserved case for the archive."""

from __future__ import annotations

import io
import json
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from samre.accounts.actors import Actor
from samre.casework.documents.archive_package import Package, build_package
from samre.casework.documents.subject_extract import Extract, extract_json, extract_words, subject_extract
from samre.casework.models import Case, DisposalItem
from samre.casework.queries.notes import all_notes
from samre.casework.queries.registers import originals
from samre.casework.rules.disposal import disposal_rules

from .pdf import render_pdf

CSS = Path(__file__).resolve().parent / "css"
ARCHIVAL = "pdf/a-2u"
MEDIA = {"pdf": "application/pdf", "json": "application/json; charset=utf-8", "zip": "application/zip"}


def extract_context(extract: Extract) -> dict[str, Any]:
    """What the template of the extract needs."""
    words, rules = extract_words(), disposal_rules()
    years = rules["gallring"]["år_efter_sista_anteckning"]
    return {
        "extract": extract,
        "words": words,
        "intro": words["inledning"].format(nämnd=extract.authority, år=years),
        "appeal": rules["utdrag"]["överklagande"],
        "appeal_law": rules["utdrag"]["lag_överklagande"],
    }


def extract_pdf(extract: Extract, case: Case, *, title: str = "", variant: str = "pdf/ua-1") -> bytes:
    """The extract on paper, tagged; for the archive as PDF/A."""
    title = title or f"{extract_words()['rubrik']}, ärende {case.number}"
    context = {**extract_context(extract), "number": case.number, "title": title}
    html = render_to_string("subject_requests/paper.html", context)
    return render_pdf(html, title=title, css=_paper_css(), variant=variant)


def extract_file(extract: Extract, case: Case, form: str) -> HttpResponse:
    """The extract as a file of the form asked for: pdf, json or zip."""
    answer = HttpResponse(_content(extract, case, form), content_type=MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="registerutdrag-{case.number}.{form}"'
    return answer


def archive_package(case: Case, item: DisposalItem, actor: Actor) -> Package:
    """The package of a case on an approved list, said to be made on the day of the approval: the same until the case changes."""
    assert item.run.approved_at is not None
    on = item.run.approved_at.date()
    whole = subject_extract(case.person, on=on, holds_back=False, case=case, with_staff_traces=False)
    paper = extract_pdf(whole, case, title=f"Akt, ärende {case.number}", variant=ARCHIVAL)
    return build_package(case, on=on, notes=all_notes(case, actor), paper=paper)


def _content(extract: Extract, case: Case, form: str) -> bytes:
    if form == "pdf":
        return extract_pdf(extract, case)
    data = json.dumps(extract_json(extract), ensure_ascii=False, indent=1).encode()
    if form == "json":
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("uppgifter.json", data)
        archive.writestr("uppgifter.pdf", extract_pdf(extract, case))
        for name, content in originals(case, whole_person=True):
            archive.writestr(name, content)
    return out.getvalue()


@lru_cache(maxsize=1)
def _paper_css() -> str:
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in ("paper.css", "disposal_paper.css"))
