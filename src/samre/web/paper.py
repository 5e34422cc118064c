"""HTML on paper: tagged PDF/UA-1 by WeasyPrint, without network, from our own print style sheet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

CSS_FOLDER = Path(__file__).resolve().parent / "css"
SHEETS = ("letter.css", "paper.css")


def as_pdf(html: str) -> bytes:
    """A page of HTML as PDF/UA-1. Nothing outside the HTML and our sheet is ever fetched."""
    from weasyprint import HTML  # takes seconds to import: only those who print wait

    document = HTML(string=html, url_fetcher=_refuse)
    return bytes(document.write_pdf(stylesheets=[_sheet()], pdf_variant="pdf/ua-1"))


@lru_cache(maxsize=1)
def _sheet() -> Any:
    from weasyprint import CSS

    text = "\n".join((CSS_FOLDER / name).read_text(encoding="utf-8") for name in SHEETS)
    return CSS(string=text, url_fetcher=_refuse)


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError("Ett brev hämtar inget utifrån.")
