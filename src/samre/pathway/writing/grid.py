"""The drawing's grid: a box moved from cell to cell within its lane and phase, and the grid written back into the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..model import Pathway
from ..picture.sketch import EMPTY, RESERVED, WORDS, Sketch, complete, names_in
from ..reading.yaml_files import written_data
from .edit import Drop, Put, edited
from .steps import SKETCH

Way = Literal["vänster", "höger", "upp", "ner"]
Rows = tuple[tuple[str, ...], ...]


class GridError(ValueError):
    """A move that can't be made; the message says why (Swedish)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: the phase, and row and column from 0."""

    phase: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Where every box stands: rows of cells for each phase, as the file has them."""

    rows: Mapping[str, Rows]
    columns: int

    def spot_of(self, step: str) -> Spot:
        """The cell a box stands in. Raises GridError when it stands in none."""
        for phase, rows in self.rows.items():
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if step in names_in(cell):
                        return Spot(phase, row, column)
        raise GridError(f"{step} står inte på ritningen.")

    def at(self, spot: Spot) -> str:
        """What stands in a cell; an empty one just outside the rows."""
        rows = self.rows.get(spot.phase, ())
        return rows[spot.row][spot.column] if 0 <= spot.row < len(rows) else EMPTY


def grid_of(sketch: Sketch, pathway: Pathway) -> Grid:
    """The grid of a sketch, every step of the map in it."""
    whole = complete(sketch, pathway)
    return Grid({phase: whole.grid.get(phase, ()) for phase in pathway.phases}, sketch.columns)


def put(grid: Grid, step: str, to: Spot) -> Grid:
    """The grid with a box in another cell of its phase, below those that stand there. A row outside the phase is a new one."""
    now = grid.spot_of(step)
    if to.phase != now.phase:
        raise GridError("Rutan hör till en annan fas. Fasen ändrar du i stegets formulär.")
    if grid.at(to) in (RESERVED, WORDS):
        raise GridError("Den platsen hålls fri för förklaringarna.")
    rows = [list(cells) for cells in grid.rows[now.phase]]
    rows[now.row][now.column] = _without(rows[now.row][now.column], step)
    row = to.row
    if not 0 <= row < len(rows):
        row = 0 if row < 0 else len(rows)
        rows.insert(row, [EMPTY] * grid.columns)
    rows[row][to.column] = _with(rows[row][to.column], step)
    return _replaced(grid, now.phase, rows)


def pushed(grid: Grid, step: str, way: Way, columns: range) -> Grid:
    """The grid with a box moved one cell, or one place in the pile it stands in. `columns` are those of its lane."""
    now = grid.spot_of(step)
    if way in ("vänster", "höger"):
        column = now.column + (1 if way == "höger" else -1)
        if column not in columns:
            raise GridError("Där slutar den ansvarigas bana. Vem som ansvarar ändrar du i stegets formulär.")
        return put(grid, step, Spot(now.phase, now.row, column))
    pile = list(names_in(grid.at(now)))
    at = pile.index(step)
    to = at + (1 if way == "ner" else -1)
    if 0 <= to < len(pile):
        pile[at], pile[to] = pile[to], pile[at]
        rows = [list(cells) for cells in grid.rows[now.phase]]
        rows[now.row][now.column] = "+".join(pile)
        return _replaced(grid, now.phase, rows)
    row = now.row + (1 if way == "ner" else -1)
    is_edge = not 0 <= row < len(grid.rows[now.phase])
    if is_edge and _alone(grid, now):
        raise GridError("Rutan står redan ytterst i sin fas.")
    return put(grid, step, Spot(now.phase, row, now.column))


def with_grid(texts: Mapping[str, str], grid: Grid) -> dict[str, str]:
    """The files with the grid in the drawing; rows that are as they were stay as they were written."""
    before = written_data(texts[SKETCH])["ritning"].get("rutnät") or {}
    changes: list[Put | Drop] = []
    for phase, rows in grid.rows.items():
        old = [str(row).split() for row in before.get(phase) or ()]
        path = ("ritning", "rutnät", phase)
        if rows and phase not in before:
            changes.append(Put(SKETCH, path, [_line(cells) for cells in rows]))
            continue
        for number, cells in enumerate(rows):
            if number >= len(old) or list(cells) != old[number]:
                changes.append(Put(SKETCH, (*path, number), _line(cells)))
        if old and not rows:
            changes.append(Drop(SKETCH, path))
        else:
            changes += [Drop(SKETCH, (*path, number)) for number in reversed(range(len(rows), len(old)))]
    return edited(texts, changes) if changes else dict(texts)


def read_rows(grid: Grid, lines: Mapping[str, Sequence[str]]) -> Grid:
    """The grid as a form carries it, phase by phase. Raises GridError unless it has the same boxes as `grid`."""
    rows = {phase: tuple(tuple(line.split()) for line in lines.get(phase, ())) for phase in grid.rows}
    found = Grid(rows, grid.columns)
    if _boxes(found) != _boxes(grid) or any(
        len(cells) != grid.columns for each in rows.values() for cells in each
    ):
        raise GridError(
            "Ritningen har ändrats av någon annan medan du flyttade. Börja om från den som är sparad."
        )
    return found


def _boxes(grid: Grid) -> list[tuple[str, str]]:
    return sorted(
        (phase, name)
        for phase, rows in grid.rows.items()
        for cells in rows
        for cell in cells
        for name in names_in(cell)
    )


def _alone(grid: Grid, spot: Spot) -> bool:
    """Whether nothing else stands in the row of a cell, and one box in it."""
    cells = grid.rows[spot.phase][spot.row]
    return sum(len(names_in(cell)) for cell in cells) == 1


def _replaced(grid: Grid, phase: str, rows: list[list[str]]) -> Grid:
    kept = tuple(tuple(cells) for cells in rows if any(cell != EMPTY for cell in cells))
    return Grid({**grid.rows, phase: kept}, grid.columns)


def _without(cell: str, step: str) -> str:
    return "+".join(name for name in names_in(cell) if name != step) or EMPTY


def _with(cell: str, step: str) -> str:
    return "+".join((*names_in(cell), step))


def _line(cells: Sequence[str]) -> str:
    return " ".join(cells)
