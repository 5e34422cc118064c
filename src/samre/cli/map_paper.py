"""The map on one A4 for `samre map draw`, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import Drawing, DrawingError, draw
from samre.pathway.picture.sketch import load_sketch
from samre.pathway.reading.mistakes import DefinitionError

from .errors import BAD_DEFINITION, UserError


def drawing_of(pathway: Pathway, folder: Path) -> Drawing:
    """Where everything stands; the folder's ritning.yaml says what stands in which cell, where there is one."""
    try:
        sketch = load_sketch(folder, pathway) if (folder / "ritning.yaml").exists() else None
        return draw(pathway, sketch)
    except (DefinitionError, DrawingError) as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None


def as_svg(drawing: Drawing, pathway: Pathway) -> bytes:
    """The map as one SVG file."""
    from samre.web.karta_svg import render_svg

    return render_svg(drawing, pathway).encode()


def as_pdf(drawing: Drawing, pathway: Pathway) -> bytes:
    """The map as a PDF of one A4, tagged."""
    from samre.web.papers import PAPER
    from samre.web.pdf import render_pdf

    svg = as_svg(drawing, pathway).decode()
    page = (
        f'<!doctype html><html lang="sv"><head><title>{pathway.name}</title></head><body>{svg}</body></html>'
    )
    return render_pdf(page, title=f"{pathway.name}, gäller från {pathway.valid_from}", css=PAPER)


DRAWERS: Mapping[str, Callable[[Drawing, Pathway], bytes]] = {"svg": as_svg, "pdf": as_pdf}
