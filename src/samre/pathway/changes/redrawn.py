"""What differs in the drawing as it is written, box by box and line by line, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..model import Pathway
from ..picture.drawing import number_of
from ..picture.sketch import FILE, names_in
from ..reading.yaml_files import written_data

DRAWING, GRID, LANES, COLUMNS, LINES, NAME = "ritning", "rutnät", "banor", "kolumner", "linjer", "namn"
_ARROW = re.compile(r"\s*>\s*")
Drawn = Mapping[str, object]
Names = Mapping[str, str]
# The phase and the row, the lane's id, and which of the lane's columns (empty where it has one).
Spot = tuple[str, int, str, str]


def drawing_in(texts: Mapping[str, str]) -> Drawn:
    """The drawing among a map's files, as it is written."""
    written = written_data(texts.get(FILE, ""))
    drawn = written.get(DRAWING) if isinstance(written, dict) else None
    return drawn if isinstance(drawn, dict) else {DRAWING: written}


def names_of(*maps: Pathway | None) -> dict[str, str]:
    """What phases, steps and goals are called, by id; as in the last map that has them."""
    found: dict[str, str] = {}
    for pathway in maps:
        if pathway is not None:
            found |= {id_: phase.name for id_, phase in pathway.phases.items()}
            found |= {id_: step.short or step.name for id_, step in pathway.steps.items()}
            found |= {id_: goal.name for id_, goal in pathway.goals.items()}
    return found


def drawing_told(old: Mapping[str, str], new: Mapping[str, str], names: Names) -> tuple[str, ...]:
    """What differs in the drawing of two sets of files, as whole sentences; nothing where it is the same."""
    was, is_ = drawing_in(old), drawing_in(new)
    if was == is_:
        return ()
    told = redrawn(was, is_, names) or ("orden i rutorna, ordningen eller bredden är ändrad",)
    return tuple(f"Ritningen: {one}." for one in told)


def redrawn(old: Drawn, new: Drawn, names: Names) -> tuple[str, ...]:
    """Sentences about lanes with another name, boxes that stand elsewhere and lines that are drawn or gone.

    `names`: of phases and boxes, by id.
    """
    return (*_lanes(old, new), *_boxes(old, new, names), *_lines(old, new))


def _lanes(old: Drawn, new: Drawn) -> Iterator[str]:
    was, is_ = _lane_names(old), _lane_names(new)
    for lane, name in is_.items():
        if lane not in was:
            yield f"banan {name} är ny"
        elif was[lane] != name:
            yield f"banan {was[lane]} heter nu {name}"
    yield from (f"banan {name} är borta" for lane, name in was.items() if lane not in is_)


def _boxes(old: Drawn, new: Drawn, names: Names) -> Iterator[str]:
    was, is_ = _places(old), _places(new)
    lanes_before, lanes = _lane_names(old), _lane_names(new)
    for box in dict.fromkeys((*was, *is_)):
        called = f"{number_of(box)} {names.get(box, '')}".strip()
        before, after = was.get(box), is_.get(box)
        if before == after:
            continue
        if before and after:
            yield f"{called} flyttas från {_said(before, lanes_before, names)} till {_said(after, lanes, names)}"
        elif after:
            yield f"{called} ställs i {_said(after, lanes, names)}"
        else:
            yield f"{called} står inte längre på ritningen"


def _places(drawn: Drawn) -> dict[str, Spot]:
    """Box → where it stands."""
    grid, columns = drawn.get(GRID), tuple(_columns(drawn.get(LANES)))
    found = {}
    for phase, rows in grid.items() if isinstance(grid, Mapping) else ():
        for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
            for at, cell in enumerate(str(row).split()):
                lane, column = columns[at] if at < len(columns) else ("", str(at + 1))
                for box in names_in(cell):
                    found[box] = (str(phase), number, lane, column)
    return found


def _said(spot: Spot, lanes: Names, names: Names) -> str:
    """`Rehabilitering, rad 2, Försäkringskassan`"""
    phase, row, lane, column = spot
    where = f"{lanes[lane]} {column}".strip() if lane else f"kolumn {column}"
    return f"{names.get(phase, phase)}, rad {row}, {where}"


def _columns(written: object) -> Iterator[tuple[str, str]]:
    """The lane of each column, and which of the lane's columns it is."""
    for id_, lane in written.items() if isinstance(written, Mapping) else ():
        wide = str(lane.get(COLUMNS, "")) if isinstance(lane, Mapping) else ""
        columns = int(wide) if wide.isdecimal() else 1
        yield from ((str(id_), "" if columns == 1 else str(at)) for at in range(1, columns + 1))


def _lane_names(drawn: Drawn) -> dict[str, str]:
    written = drawn.get(LANES)
    return {
        str(id_): str(lane.get(NAME, id_)) if isinstance(lane, Mapping) else str(id_)
        for id_, lane in (written.items() if isinstance(written, Mapping) else ())
    }


def _lines(old: Drawn, new: Drawn) -> Iterator[str]:
    was, is_ = _pairs(old), _pairs(new)
    yield from (f"linjen {line} är ny" for line in is_ if line not in was)
    yield from (f"linjen {line} är borta" for line in was if line not in is_)


def _pairs(drawn: Drawn) -> dict[str, None]:
    written = drawn.get(LINES)
    return {
        f"{number_of(one)} → {number_of(two)}": None
        for line in (written if isinstance(written, list) else ())
        for one, two in pairwise(_ARROW.split(str(line).strip()))
    }
