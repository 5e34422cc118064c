"""The authored part of the drawing, `ritning.yaml`: which box stands where, which ways are drawn as lines, what a box says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from ..model import Pathway
from ..reading.mistakes import Collector, Place, suggestion
from ..reading.reader import Scalar, Table
from ..reading.yaml_files import read_file, top_of

FILE = "ritning.yaml"
EMPTY, RESERVED, WORDS = ".", "==", "~~"


def names_in(cell: str) -> tuple[str, ...]:
    """The boxes that share a cell, from above: `S18+S34` has two; an empty or reserved cell none."""
    return () if cell in (EMPTY, RESERVED, WORDS) else tuple(cell.split("+"))


@dataclass(frozen=True, slots=True)
class LanePlan:
    """A lane: the actors whose steps stand in it, and over how many columns it reaches."""

    id: str
    name: str
    actors: tuple[str, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class BoxText:
    """What a box says: a name (soft hyphens show where it may break), in few words what the step requires, and the actor's
    name where the usual one is too long."""

    name: str = ""
    need: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The whole plan. `grid`: phase id → rows, each a tuple of step ids (several in a cell: `S18+S34`), `.` or
    `==` (kept free for the legend) or `~~` (for the abbreviations) per column.

    `goals` are rows of goals that share the whole width. `everywhere`: targets told once in the legend instead of at every box.
    `abbreviations`: what the map's short words mean; `notes`: what is written beside a line.
    """

    lanes: tuple[LanePlan, ...]
    grid: Mapping[str, tuple[tuple[str, ...], ...]]
    goals: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[str, str], ...]
    texts: Mapping[str, BoxText] = field(default_factory=dict)
    everywhere: tuple[str, ...] = ()
    phase_names: Mapping[str, str] = field(default_factory=dict)
    abbreviations: tuple[tuple[str, str], ...] = ()
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many columns all lanes have together."""
        return sum(lane.columns for lane in self.lanes)

    def columns_of(self, actor: str) -> range:
        """The columns of the lane the actor's steps stand in; the last lane takes actors nobody placed."""
        start = 0
        for lane in self.lanes:
            if actor in lane.actors or lane is self.lanes[-1]:
                return range(start, start + lane.columns)
            start += lane.columns
        raise ValueError("En ritning behöver minst en bana.")


def load_sketch(folder: Path, pathway: Pathway, *, strict: bool = True) -> Sketch:
    """Read `ritning.yaml` in `folder` for `pathway`.

    Steps that the file does not place get the first free cell of their lane and phase, so that a new step never makes the map
    undrawable. Raises DefinitionError (file, line, what, nearest known name) for names that are not in the map, boxes outside
    their lane or phase, and lines that are no ways.
    """
    sink = Collector()
    return _sketch(read_file(folder / FILE, sink), pathway, sink, strict=strict)


def sketch_of(text: str, pathway: Pathway, *, strict: bool = True) -> Sketch:
    """As `load_sketch`, from the text of the file."""
    sink = Collector()
    return _sketch(top_of(text, FILE, sink), pathway, sink, strict=strict)


def _sketch(top: Table | None, pathway: Pathway, sink: Collector, *, strict: bool) -> Sketch:
    if top is None:
        sink.check()
        raise ValueError(FILE)
    with top:
        table = top.table("ritning", required=True)
        sketch = None if table is None else _read(table, pathway, sink)
    if strict or sketch is None or not sketch.lanes:
        sink.check(order=(FILE,))
    assert sketch is not None
    return complete(sketch, pathway)


def complete(sketch: Sketch, pathway: Pathway) -> Sketch:
    """The sketch with every step and goal of the map placed."""
    grid = {phase: [list(row) for row in sketch.grid.get(phase, ())] for phase in pathway.phases}
    grid = {
        phase: [[_kept(cell, phase, pathway) for cell in row] for row in rows] for phase, rows in grid.items()
    }
    placed = {name for rows in grid.values() for row in rows for cell in row for name in names_in(cell)}
    for step in pathway.steps.values():
        if step.id not in placed:
            _place(grid[step.phase], step.id, sketch.columns_of(step.responsible), sketch.columns)
    goals = [list(row) for row in sketch.goals]
    for goal in pathway.goals:
        if not any(goal in names_in(cell) for row in goals for cell in row):
            goals[-1:] = [[*(goals[-1] if goals else []), goal]]
    frozen = {phase: tuple(tuple(row) for row in rows) for phase, rows in grid.items() if rows}
    return replace(sketch, grid=frozen, goals=tuple(tuple(row) for row in goals))


def _kept(cell: str, phase: str, pathway: Pathway) -> str:
    """The cell without steps that do not belong in the phase."""
    names = names_in(cell)
    kept = [name for name in names if name in pathway.steps and pathway.steps[name].phase == phase]
    return cell if len(kept) == len(names) else "+".join(kept) or EMPTY


def plain_sketch(pathway: Pathway) -> Sketch:
    """A sketch for a map that nobody has drawn: one lane per responsible actor, no lines, every way a tag."""
    responsible = dict.fromkeys(step.responsible for step in pathway.steps.values())
    lanes = tuple(
        LanePlan(id_, pathway.actors[id_].short or pathway.actors[id_].name, (id_,)) for id_ in responsible
    )
    return complete(Sketch(lanes, {}, (), ()), pathway)


def _place(rows: list[list[str]], name: str, columns: range, width: int) -> None:
    for row in rows:
        for column in columns:
            if row[column] == EMPTY:
                row[column] = name
                return
    rows.append([EMPTY] * width)
    rows[-1][columns.start] = name


def _read(table: Table, pathway: Pathway, sink: Collector) -> Sketch:
    with table:
        lanes = tuple(_lanes(table, pathway, sink))
        bare = Sketch(lanes, {}, (), ())
        grid = _grid(table, pathway, bare, sink)
        goals = tuple(cells for _, cells in _rows(table, "mål", None, pathway.goals, sink))
        lines = tuple(dict.fromkeys(_lines(table, pathway, sink)))
        texts = _texts(table, pathway, sink)
        everywhere = table.scalars("överallt")
        names = {
            label.text: name.text
            for label, name in table.pairs("fasnamn")
            if _known(label, label.text, pathway.phases, "Fasen", sink)
        }
        notes = dict(_notes(table, lines, sink))
        short = tuple((label.text, _hyphens(word.text)) for label, word in table.pairs("förkortningar"))
    for target in everywhere:
        _known(target, target.text, pathway.steps, "Steget", sink)
    always = tuple(target.text for target in everywhere)
    return Sketch(lanes, grid, goals, lines, texts, always, names, short, notes)


def _lanes(table: Table, pathway: Pathway, sink: Collector) -> Iterator[LanePlan]:
    for id_, lane in table.named("banor", "banan", required=True):
        with lane:
            name, columns = lane.text("namn"), lane.integer("kolumner", 1) or 1
            actors = lane.scalars("aktörer", required=True)
        for actor in actors:
            _known(actor, actor.text, pathway.actors, "Aktören", sink)
        yield LanePlan(id_, name, tuple(actor.text for actor in actors), columns)


def _grid(
    table: Table, pathway: Pathway, sketch: Sketch, sink: Collector
) -> dict[str, tuple[tuple[str, ...], ...]]:
    grid: dict[str, tuple[tuple[str, ...], ...]] = {}
    seen: dict[str, Place] = {}
    phases = table.table("rutnät", required=True)
    for phase, (label, _) in phases.entries.items() if phases is not None else ():
        assert phases is not None
        if not _known(label, phase, pathway.phases, "Fasen", sink):
            continue
        rows = list(_rows(phases, phase, sketch.columns, pathway.steps, sink))
        for where, cells in rows:
            _check_cells(where, cells, phase, pathway, sketch, seen, sink)
        grid[phase] = tuple(cells for _, cells in rows)
    return grid


def _rows(
    table: Table, key: str, width: int | None, known: Mapping[str, object], sink: Collector
) -> Iterator[tuple[Scalar, tuple[str, ...]]]:
    for row in table.scalars(key, required=True):
        cells = tuple(row.text.split())
        if width is not None and len(cells) != width:
            hint = f"Skriv ett id, »{EMPTY}«, »{RESERVED}« eller »{WORDS}« för varje kolumn."
            sink.add(
                row.where,
                f"Raden har {len(cells)} rutor men ritningen har {width} kolumner.",
                found=row.text,
                hint=hint,
            )
            continue
        named = [name for cell in cells for name in names_in(cell)]
        if all([_known(row, cell, known, "Rutan", sink) for cell in named]):
            yield row, cells


def _check_cells(
    where: Scalar,
    cells: tuple[str, ...],
    phase: str,
    pathway: Pathway,
    sketch: Sketch,
    seen: dict[str, Place],
    sink: Collector,
) -> None:
    for column, name in ((column, name) for column, cell in enumerate(cells) for name in names_in(cell)):
        step = pathway.steps[name]
        if name in seen:
            sink.add(
                where.where,
                f"{name} är redan utplacerat ({seen[name]}).",
                found=name,
                hint="Ta bort det ena.",
            )
        seen[name] = where.where
        if step.phase != phase:
            hint = f"Flytta rutan till »{step.phase}«."
            sink.add(
                where.where, f"{name} hör till fasen »{step.phase}«, inte »{phase}«.", found=name, hint=hint
            )
        if column not in sketch.columns_of(step.responsible):
            hint = "Flytta rutan till den ansvariges bana."
            sink.add(
                where.where,
                f"{name} ansvarar {step.responsible} för, men rutan står i en annan bana.",
                found=name,
                hint=hint,
            )


def _lines(table: Table, pathway: Pathway, sink: Collector) -> Iterator[tuple[str, str]]:
    for line in table.scalars("linjer"):
        names = re.split(r"\s*>\s*", line.text)
        known = [*pathway.steps, *pathway.goals]
        if not all([_known(line, name, dict.fromkeys(known), "Rutan", sink) for name in names]):
            continue
        for source, target in pairwise(names):
            targets = ways_from(pathway, source)
            if target not in targets:
                hint = f"Vägar från {source}: {', '.join(targets) or 'inga'}."
                sink.add(
                    line.where,
                    f"Det finns ingen väg från {source} till {target} i kartan.",
                    found=line.text,
                    hint=hint,
                )
            else:
                yield source, target


def _notes(
    table: Table, lines: Sequence[tuple[str, str]], sink: Collector
) -> Iterator[tuple[tuple[str, str], str]]:
    known = {f"{source} > {target}": (source, target) for source, target in lines}
    for label, words in table.pairs("vid linjen"):
        if _known(label, label.text, known, "Linjen", sink):
            yield known[label.text], _hyphens(words.text)


def ways_from(pathway: Pathway, source: str) -> tuple[str, ...]:
    """Where one can go from a step: the targets of its ways and its goals, each once, in order."""
    step = pathway.steps.get(source)
    return () if step is None else tuple(dict.fromkeys([*(way.target for way in step.ways), *step.goals]))


def _texts(table: Table, pathway: Pathway, sink: Collector) -> dict[str, BoxText]:
    texts: dict[str, BoxText] = {}
    known = [*pathway.steps, *pathway.goals]
    for id_, entry in table.named("rutor", "rutan"):
        _known(Scalar(id_, entry.where), id_, dict.fromkeys(known), "Rutan", sink)
        with entry:
            texts[id_] = BoxText(
                _hyphens(entry.text("namn", "")), _hyphens(entry.text("kräver", "")), entry.text("aktör", "")
            )
    return texts


def _hyphens(text: str) -> str:
    """`|` marks where a word may be broken."""
    return text.replace("|", "\u00ad")


def _known(label: Scalar, name: str, known: Mapping[str, object], noun: str, sink: Collector) -> bool:
    if name in known:
        return True
    sink.add(label.where, f"{noun} »{name}« finns inte i kartan.", found=name, hint=suggestion(name, known))
    return False
