"""The map on one A4 for `samre map draw`, by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from samre.pathway.drawing import Drawing, DrawingError, draw
from samre.pathway.mistakes import DefinitionError
from samre.pathway.model import Pathway
from samre.pathway.sketch import load_sketch

from .errors import BAD_DEFINITION, UserError


def drawing_of(pathway: Pathway, folder: Path) -> Drawing:
    """Where everything stands; the folder's ritning.yaml says what stands in which cell, where there is one."""
    try:
        sketch = load_sketch(folder, pathway) if (folder / "ritning.yaml").exists() else None
        return draw(pathway, sketch)
    except (DefinitionError, DrawingError) as error:
        raise UserError(str(error), code=BAD_DEFINITION) from None


def as_svg(pathway: Pathway, folder: Path) -> bytes:
    """The map as one SVG file."""
    from samre.web.karta_svg import render_svg

    return render_svg(drawing_of(pathway, folder), pathway).encode()


DRAWERS: Mapping[str, Callable[[Pathway, Path], bytes]] = {"svg": as_svg}
