"""A form while it can still be changed: parts with ids. What they become stands in `part_blocks.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .paper import Block

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
    `page` (when not None) whether a page to answer on follows, headed `page_heading` and signed by `under`: then they stand there,
    and the letter says so (`on_page`: of one, and of several). `page_head`: whom the page is about, and where it
    goes back. `required`: what to say when there must be at least one."""

    id: str
    heading: str
    items: tuple[Question, ...]
    intro: str = ""
    own: str = ""
    answers: bool = False
    page: bool | None = None
    page_heading: str = ""
    page_head: tuple[tuple[str, str], ...] = ()
    on_page: tuple[str, str] = ("", "")
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
    when nothing may not be. `empty`: what stands there where there is nothing to tick.
    `sentence`: what is ticked becomes a sentence instead of a list."""

    id: str
    heading: str
    items: tuple[Pick, ...]
    label: str = ""
    intro: str = ""
    own: str = ""
    required: str = ""
    empty: str = ""
    sentence: str = ""

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
    """Labels and values under a heading. `drops_empty`: what is empty is left out, else it is a line to write on."""

    id: str
    heading: str
    rows: tuple[Row, ...]
    drops_empty: bool = False


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


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
