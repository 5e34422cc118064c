"""What the drawing's page shows: the grid to move boxes in, and the map as it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from samre.governance.queries.draft_changes import read_map
from samre.governance.queries.map_things import Texts
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import DrawingError, draw, number_of
from samre.pathway.picture.sketch import EMPTY, Sketch, names_in, sketch_of
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.reading.load import FILES
from samre.pathway.reading.mistakes import DefinitionError, Mistake
from samre.pathway.writing.grid import Grid

from ..forms.problems import Problems
from ..karta_svg import Marks, render_svg

SOFT = "\u00ad"
WAYS = (("vänster", "←"), ("upp", "↑"), ("ner", "↓"), ("höger", "→"))


@dataclass(frozen=True, slots=True)
class BoxShown:
    """A box in the grid."""

    id: str
    number: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of the grid. `spot`: what a button sends to put the chosen box there; empty where it can't stand."""

    boxes: tuple[BoxShown, ...]
    spot: str
    words: str
    is_kept_free: bool


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A phase with its rows of cells."""

    id: str
    name: str
    rows: tuple[tuple[CellShown, ...], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The map as it becomes: a picture, or why it can't be drawn."""

    svg: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingPage:
    """The grid with a box chosen or not. `unsaved`: boxes have been moved since the last save."""

    may_write: bool
    revision: int
    lanes: tuple[tuple[str, int], ...] = ()
    phases: tuple[PhaseShown, ...] = ()
    chosen: BoxShown | None = None
    ways: tuple[tuple[str, str], ...] = WAYS
    pressed: str = ""
    preview: Preview | None = None
    told: str = ""
    notice: str = ""
    unsaved: bool = False
    flaws: tuple[Mistake, ...] = ()
    problems: Problems = field(default_factory=Problems)


def drawn_from(texts: Texts) -> tuple[Pathway, Sketch] | tuple[Mistake, ...]:
    """The map and its sketch, or why they can't be read."""
    read = read_map(texts)
    if read.pathway is None:
        return read.mistakes
    try:
        return read.pathway, sketch_of(texts[SKETCH], read.pathway, strict=False)
    except DefinitionError as error:
        return error.mistakes


def phases_shown(grid: Grid, pathway: Pathway, sketch: Sketch, chosen: str) -> tuple[PhaseShown, ...]:
    """The grid phase by phase."""
    found = []
    breaks = breaks_of(sketch)
    names = {id_: _box_name(id_, pathway, sketch, breaks) for id_ in pathway.steps}
    for phase, rows in grid.rows.items():
        step = pathway.steps.get(chosen)
        targets = sketch.columns_of(step.responsible) if step and step.phase == phase else range(0)
        found.append(
            PhaseShown(
                phase,
                broken(pathway.phases[phase].name, breaks),
                tuple(
                    tuple(
                        _cell(cell, f"{phase}.{row}.{column}" if column in targets else "", names, chosen)
                        for column, cell in enumerate(cells)
                    )
                    for row, cells in enumerate(rows)
                ),
                tuple(" ".join(cells) for cells in rows),
            )
        )
    return tuple(found)


def breaks_of(sketch: Sketch) -> Mapping[str, str]:
    """The long words that the drawing itself says where to break: the word → with its soft hyphens."""
    said = [text.name for text in sketch.texts.values()] + [words for _, words in sketch.abbreviations]
    words = [word for text in said for word in text.split() if SOFT in word]
    return {word.replace(SOFT, "").casefold(): word for word in words}


def broken(text: str, breaks: Mapping[str, str]) -> str:
    """The text with soft hyphens in the words the drawing breaks, the first letter as it was."""
    return " ".join(
        f"{word[:1]}{breaks[word.casefold()][1:]}" if word.casefold() in breaks else word
        for word in text.split(" ")
    )


def _box_name(id_: str, pathway: Pathway, sketch: Sketch, breaks: Mapping[str, str]) -> str:
    step, written = pathway.steps[id_], sketch.texts.get(id_)
    return (written.name if written else "") or broken(step.short or step.name, breaks)


def box_shown(pathway: Pathway, id_: str, *, is_chosen: bool = False) -> BoxShown:
    """A box as the grid calls it."""
    step = pathway.steps[id_]
    return BoxShown(id_, number_of(id_), step.short or step.name, is_chosen)


def preview_of(texts: Texts, chosen: str = "") -> Preview:
    """The whole map drawn; slow, and kept for the last few."""
    return _preview(tuple((name, texts[name]) for name in (*FILES, SKETCH)), chosen)


@lru_cache(maxsize=8)
def _preview(files: tuple[tuple[str, str], ...], chosen: str) -> Preview:
    texts = dict(files)
    pathway = read_map(texts).pathway
    if pathway is None:
        return Preview()
    try:
        drawing = draw(pathway, sketch_of(texts[SKETCH], pathway))
    except DefinitionError as error:
        return Preview(wrong=tuple(f"{item.message} {item.hint}".strip() for item in error.mistakes))
    except DrawingError as error:
        return Preview(wrong=(str(error),))
    return Preview(render_svg(drawing, pathway, marks=Marks(here=chosen or None)))


def _cell(cell: str, spot: str, called: Mapping[str, str], chosen: str) -> CellShown:
    names = names_in(cell)
    is_kept_free = not names and cell != EMPTY
    here = chosen in names
    return CellShown(
        boxes=tuple(BoxShown(one, number_of(one), called[one], one == chosen) for one in names),
        spot="" if is_kept_free or here else spot,
        words="under de andra" if names else "hit",
        is_kept_free=is_kept_free,
    )
