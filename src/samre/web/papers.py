"""The map's two papers as PDF: the A4 and the bilaga. The same map gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import Drawing

from .karta_svg import render_svg
from .pages import karta as pages
from .pdf import render_pdf

PAPER = "@page { size: 210mm 297mm; margin: 0 } html, body { margin: 0 } svg { display: block; width: 210mm; height: 297mm }"
APPENDIX_CSS = Path(__file__).resolve().parent / "css" / "karta_bilaga.css"


def map_pdf(pathway: Pathway, drawing: Drawing | None = None) -> bytes:
    """The map on exactly one A4; with `drawing` another than the one that the public pages show."""
    drawing = drawing or pages.current_drawing(pathway)
    svg = render_svg(drawing, pathway)
    page = (
        f'<!doctype html><html lang="sv"><head><title>{drawing.name}</title></head><body>{svg}</body></html>'
    )
    return render_pdf(page, title=f"{drawing.name}, version {drawing.id.removeprefix('samre-')}", css=PAPER)


def appendix_pdf(pathway: Pathway) -> bytes:
    """The bilaga: every step in full, the numbers and programmes with their dates, and the map as a table."""
    drawing = pages.current_drawing(pathway)
    version = drawing.id.removeprefix("samre-")
    html = render_to_string("karta/bilaga.html", pages.appendix_context(pathway, drawing, version))
    title = f"Bilaga till {drawing.name}, version {version}"
    return render_pdf(html, title=title, css=APPENDIX_CSS.read_text(encoding="utf-8"))
