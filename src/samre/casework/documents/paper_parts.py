"""A form while it can still be changed: parts with ids, what somebody changed in them, and the blocks they become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import zip_longest
from typing import Any

from .paper import Answer, Block, Choices, Fields, Heading, NewPage, Points, Sign, Table, Text

Edit = Mapping[str, Any]
Edits = Mapping[str, Edit]
ROOM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A text of its own. `start` is what the case and the definition give; `was`, what it was when somebody changed it.
    Emptied, it is left out of the paper, heading and all."""

    id: str
    label: str
    start: str
    text: str
    heading: str = ""
    hint: str = ""
    was: str | None = None
    is_missing: bool = False

    @property
    def has_moved(self) -> bool:
        """Whether what it began with has changed since somebody wrote over it."""
        return self.was is not None and self.was != self.start and self.text != self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question that can be left out or worded otherwise. `label`: what it is about."""

    id: str
    label: str
    start: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Questions under a heading, and own ones, one a line. `answers`: there is room to answer at each; else they are a list, and
    `page` (when not None) whether a page to answer on follows, headed `page_heading` and signed by `under`. `required`: what to
    say when there must be at least one."""

    id: str
    heading: str
    items: tuple[Question, ...]
    intro: str = ""
    own: str = ""
    answers: bool = False
    page: bool | None = None
    page_heading: str = ""
    under: tuple[str, ...] = ()
    room: int = ROOM
    required: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The questions that are asked."""
        return (*(item.text for item in self.items if item.chosen and item.text), *_lines(self.own))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Something to tick: what the box says, what the paper then says."""

    id: str
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """What is ticked becomes a list; `own`: more, one a line. With nothing ticked the heading goes too. `required`: what to say
    when nothing may not be."""

    id: str
    heading: str
    items: tuple[Pick, ...]
    intro: str = ""
    own: str = ""
    required: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return (*(item.text for item in self.items if item.chosen), *_lines(self.own))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label with its value; `start` is what the case gives. Empty, it is a line to write on."""

    id: str
    label: str
    start: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Labels and values under a heading."""

    id: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table that is filled in: as many rows as there are, and `spare` to write on. `fixed`: what stands is not typed over."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spare: int = 3
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Boxes that stand on the paper, ticked or not."""

    id: str
    label: str
    items: tuple[Pick, ...]
    several: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One of a few ways: the text of the chosen one stands on the paper. Nothing chosen has to be mended before it is finished."""

    id: str
    label: str
    items: tuple[Pick, ...]
    hint: str = ""

    @property
    def chosen(self) -> str:
        return next((item.id for item in self.items if item.chosen), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """What is not changed: a heading, lines to sign on, a new page."""

    id: str
    block: Block


Part = Paragraph | Questions | Picks | Rows | Grid | Boxes | OneOf | Still


def edited(parts: Iterable[Part], edits: Edits) -> tuple[Part, ...]:
    """The parts with what somebody changed in them."""
    return tuple(_with(part, edits[part.id]) if part.id in edits else part for part in parts)


def blocks(parts: Iterable[Part]) -> tuple[Block, ...]:
    """What the parts become on the paper; pages to answer on come last. A heading that nothing follows is left out."""
    listed = tuple(parts)
    found = [block for part in listed for block in _blocks(part)]
    found += [block for part in listed if isinstance(part, Questions) for block in _answer_page(part)]
    kept: list[Block] = []
    for block, after in zip_longest(found, found[1:]):
        heads_nothing = isinstance(block, Heading) and (
            after is None or isinstance(after, NewPage) or _heads_more(block, after)
        )
        if not heads_nothing:
            kept.append(block)
    return tuple(kept)


def _heads_more(block: Heading, after: Block) -> bool:
    return isinstance(after, Heading) and after.level <= block.level


@singledispatch
def _with(part: Part, edit: Edit) -> Part:
    return part


@_with.register
def _(part: Paragraph, edit: Edit) -> Paragraph:
    return replace(part, text=str(edit.get("text", part.text)), was=edit.get("start"))


@_with.register
def _(part: Questions, edit: Edit) -> Questions:
    texts, chosen = edit.get("texts", {}), edit.get("chosen", {})
    items = tuple(
        replace(item, text=texts.get(item.id, item.text), chosen=chosen.get(item.id, item.chosen))
        for item in part.items
    )
    page = edit.get("page", part.page) if part.page is not None else None
    return replace(part, items=items, own=edit.get("own", part.own), page=page)


@_with.register
def _(part: Picks, edit: Edit) -> Picks:
    return replace(part, items=_ticked(part.items, edit), own=edit.get("own", part.own))


@_with.register
def _(part: Rows, edit: Edit) -> Rows:
    values = edit.get("values", {})
    return replace(part, rows=tuple(replace(row, value=values.get(row.id, row.value)) for row in part.rows))


@_with.register
def _(part: Grid, edit: Edit) -> Grid:
    width = len(part.columns)
    rows = tuple(tuple([*map(str, row), *[""] * width][:width]) for row in edit.get("rows", part.rows))
    return part if part.fixed else replace(part, rows=rows)


@_with.register
def _(part: Boxes, edit: Edit) -> Boxes:
    return replace(part, items=_ticked(part.items, edit))


@_with.register
def _(part: OneOf, edit: Edit) -> OneOf:
    return replace(part, items=_ticked(part.items, edit))


def _ticked(items: tuple[Pick, ...], edit: Edit) -> tuple[Pick, ...]:
    if "chosen" not in edit:
        return items
    return tuple(replace(item, chosen=item.id in edit["chosen"]) for item in items)


@singledispatch
def _blocks(part: Part) -> Iterator[Block]:
    raise TypeError(f"{type(part).__name__} kan inte stå på ett papper.")


@_blocks.register
def _(part: Still) -> Iterator[Block]:
    yield part.block


@_blocks.register
def _(part: Paragraph) -> Iterator[Block]:
    if not part.text.strip():
        return
    if part.heading:
        yield Heading(part.heading)
    for paragraph in part.text.replace("\r\n", "\n").split("\n\n"):
        yield Text(paragraph.strip())


@_blocks.register
def _(part: Questions) -> Iterator[Block]:
    texts = part.texts
    if not texts:
        return
    yield Heading(part.heading)
    if part.intro:
        yield Text(part.intro)
    if part.answers:
        yield from _answers(part)
    else:
        yield Points(texts, numbered=True)


def _answers(part: Questions) -> Iterator[Block]:
    if len(part.texts) == 1:
        yield Answer(part.texts[0], lines=part.room)
    else:
        numbered = enumerate(part.texts, 1)
        yield from (Answer(f"{number}. {text}", lines=part.room) for number, text in numbered)
    if part.under:
        yield Sign(part.under)


def _answer_page(part: Questions) -> Iterator[Block]:
    if part.page and part.texts:
        yield NewPage()
        yield Heading(part.page_heading)
        yield from _answers(part)


@_blocks.register
def _(part: Picks) -> Iterator[Block]:
    if not part.texts:
        return
    if part.heading:
        yield Heading(part.heading)
    if part.intro:
        yield Text(part.intro)
    yield Points(part.texts)


@_blocks.register
def _(part: Rows) -> Iterator[Block]:
    if part.heading:
        yield Heading(part.heading)
    yield Fields(tuple((row.label, row.value) for row in part.rows))


@_blocks.register
def _(part: Grid) -> Iterator[Block]:
    written = tuple(row for row in part.rows if any(cell.strip() for cell in row))
    spare = () if part.fixed else (("",) * len(part.columns),) * part.spare
    if written or spare:
        yield Table(part.caption, part.columns, (*written, *spare))


@_blocks.register
def _(part: Boxes) -> Iterator[Block]:
    yield Choices(part.label, tuple((item.text, item.chosen) for item in part.items), part.several)


@_blocks.register
def _(part: OneOf) -> Iterator[Block]:
    yield from (Text(item.text) for item in part.items if item.chosen and item.text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
