"""Papers of the case file as a page, as PDF/UA, and as Word. They know blocks and nothing of forms."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string

from samre.casework.documents.paper import Paper

from .pdf import render_pdf

CSS = Path(__file__).resolve().parent / "css"
RIGHT_TO_LEFT = ("ar", "fa", "prs")


def paper_html(paper: Paper) -> str:
    """The paper as a whole page of its own."""
    turned = paper.language.partition("-")[0] in RIGHT_TO_LEFT
    return render_to_string("papers/paper.html", {"paper": paper, "right_to_left": turned})


def paper_pdf(paper: Paper) -> bytes:
    """The paper as tagged PDF (PDF/UA-1); the same paper gives the same bytes."""
    return render_pdf(paper_html(paper), title=paper.title, css=paper_css())


def paper_docx(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper in Word, written into `template` or into the one that comes with the program."""
    from .paper_word import write_word  # Word is paid for by who asks for it

    return write_word(paper, template)


@lru_cache(maxsize=1)
def paper_css() -> str:
    """The paper's own ink, and the page it is printed on."""
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in ("paper.css", "paper_form.css"))
