"""Papers of the case file as a page, as PDF/UA, and as Word. They know blocks and nothing of forms."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.http import HttpResponse
from django.template.loader import render_to_string

from samre.casework.documents.paper import NewPage, Paper
from samre.casework.documents.paper_text import paper_text
from samre.casework.documents.paper_word import write_word
from samre.casework.models import Case, Record
from samre.casework.queries.letterheads import word_template
from samre.casework.queries.paper_drafts import Written

from .pdf import page_count, render_pdf

CSS = Path(__file__).resolve().parent / "css"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {"pdf": "application/pdf", "docx": WORD, "txt": "text/plain; charset=utf-8"}
TRANSCRIPTS = ("docx", "txt")
RIGHT_TO_LEFT = ("ar", "fa", "prs")


def paper_html(paper: Paper) -> str:
    """The paper as a whole page of its own."""
    turned = paper.language.partition("-")[0] in RIGHT_TO_LEFT
    return render_to_string("papers/paper.html", {"paper": paper, "right_to_left": turned})


def paper_pdf(paper: Paper) -> bytes:
    """The paper as tagged PDF (PDF/UA-1); the same paper gives the same bytes. A letter with a page to answer on that is a few
    lines too long for its own page is set tighter, so that no page is almost empty."""
    made = render_pdf(paper_html(paper), title=paper.title, css=paper_css())
    parts = sum(isinstance(block, NewPage) for block in paper.blocks) + 1
    if parts == 1 or page_count(made) == parts:
        return made
    tight = render_pdf(paper_html(paper), title=paper.title, css=paper_css() + _tight_css())
    return tight if page_count(tight) < page_count(made) else made


def paper_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper in Word, written into `template` or into the one that comes with the program."""
    return write_word(paper, template)


def draft_file(whole: Written, form: str) -> HttpResponse:
    """A letter that has not gone yet, as a file of the form asked for. Its name says the form and nothing of anybody."""
    paper = whole.paper
    match form:
        case "pdf":
            content = paper_pdf(paper)
        case "docx":
            content = paper_docx(paper, word_template(whole.known.case, paper.form))
        case _:
            content = paper_text(paper).encode()
    return _answer(content, f"utkast-{paper.form.lower()}", form)


def kept_file(case: Case, paper: Paper, record: Record, form: str) -> HttpResponse:
    """A letter that has gone, as a transcript in another form than the document in the register. Named by its number there."""
    content = (
        paper_docx(paper, word_template(case, paper.form)) if form == "docx" else paper_text(paper).encode()
    )
    return _answer(content, record.number.replace(" ", "-").replace(":", "-"), form)


def _answer(content: bytes, name: str, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@lru_cache(maxsize=1)
def paper_css() -> str:
    """The paper's own ink, and the page it is printed on."""
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in ("paper.css", "paper_form.css"))


@lru_cache(maxsize=1)
def _tight_css() -> str:
    return (CSS / "paper_tight.css").read_text(encoding="utf-8")
