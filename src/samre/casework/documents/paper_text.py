"""A paper as plain text: to copy into another system, or to send where nothing else goes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import singledispatch
from itertools import zip_longest

from .paper import TO, Answer, Block, Choices, Fields, Heading, NewPage, Paper, Points, Sign, Table, Text

BLANK = "____________________________"
WIDTH = 72


def paper_text(paper: Paper) -> str:
    """The whole paper. Boxes to tick are `[ ]` and `[x]`, lines to write on are drawn."""
    lines = [*paper.sender, ""]
    if paper.receiver:
        lines += [f"{TO}:", *paper.receiver, ""]
    lines += [*(f"{label}: {value or BLANK}" for label, value in paper.rows), "", paper.title.upper()]
    if paper.purpose:
        lines += _folded(paper.purpose)
    for block in paper.blocks:
        lines += ["", *_lines(block)]
    return "\n".join([*lines, "", "--", paper.foot]) + "\n"


@singledispatch
def _lines(block: Block) -> Iterator[str]:
    raise TypeError(f"{type(block).__name__} har inga rader i text.")


@_lines.register
def _(block: Heading) -> Iterator[str]:
    yield block.text.upper() if block.level == 2 else block.text


@_lines.register
def _(block: Text) -> Iterator[str]:
    for line in block.text.splitlines():
        yield from _folded(line)


@_lines.register
def _(block: Points) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        yield from _folded(item, f"{number}. " if block.numbered else "- ")


@_lines.register
def _(block: Fields) -> Iterator[str]:
    for label, value in block.rows:
        yield from _folded(f"{label}: {value or BLANK}")


@_lines.register
def _(block: Table) -> Iterator[str]:
    yield block.caption
    for row in block.rows:
        told = [f"{name}: {cell or '____'}" for name, cell in zip_longest(block.columns, row, fillvalue="")]
        yield from _folded(", ".join(told), "- ")


@_lines.register
def _(block: Choices) -> Iterator[str]:
    if block.label:
        yield from _folded(block.label)
    for text, ticked in block.options:
        yield from _folded(text, "[x] " if ticked else "[ ] ")


@_lines.register
def _(block: Answer) -> Iterator[str]:
    yield from _folded(block.question)
    if block.given:
        yield from _folded(block.given)
    else:
        yield from ("_" * WIDTH for _ in range(block.lines))


@_lines.register
def _(block: Sign) -> Iterator[str]:
    for under in block.under:
        yield from ("", f"{under}: {BLANK}")


@_lines.register
def _(block: NewPage) -> Iterator[str]:
    yield "-" * WIDTH


def _folded(text: str, mark: str = "") -> list[str]:
    """The text in lines that fit in a mail, under each other beside its mark."""
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark)) or [
        mark.strip()
    ]
