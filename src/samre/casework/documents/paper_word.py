"""A paper as a Word file: the template's own look around, the blocks in its styles."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from .paper import Answer, Block, Choices, Fields, Heading, NewPage, Paper, Points, Sign, Table, Text
from .word_template import BODY, MARK, default_template, sandbox

LINE = "_" * 64


def write_word(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper written into `template`, else into the one that comes with the program."""
    from docxtpl import DocxTemplate  # Word is paid for by who asks for it

    document = DocxTemplate(io.BytesIO(template or default_template()))
    document.render(_fields(paper), jinja_env=sandbox())
    _write(document.docx, paper.blocks)
    document.docx.core_properties.title = paper.title
    document.docx.core_properties.language = paper.language
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fields(paper: Paper) -> dict[str, Any]:
    return {
        "avsandare": "\n".join(paper.sender),
        "kommun": paper.sender[0] if paper.sender else "",
        "till": "\n".join(paper.receiver),
        "titel": paper.title,
        "syfte": paper.purpose,
        "fot": paper.foot,
        "uppgifter": [{"etikett": label, "varde": value or "_" * 20} for label, value in paper.rows],
        BODY: MARK,
    }


def _write(document: Any, blocks: Iterable[Block]) -> None:
    """The blocks where the template says; at the end where the mark was lost in a table of its own."""
    place = next((one for one in document.paragraphs if MARK in one.text), None) or document.add_paragraph()
    for block in blocks:
        _add(block, document, place)
    place._element.getparent().remove(place._element)


def _put(document: Any, place: Any, text: str = "", style: str = "") -> Any:
    """A paragraph before the mark, in a style of the template's where it has it."""
    names = {one.name for one in document.styles}
    return place.insert_paragraph_before(text, style=style if style in names else None)


@singledispatch
def _add(block: Block, document: Any, place: Any) -> None:
    raise TypeError(f"{type(block).__name__} kan inte skrivas i Word.")


@_add.register
def _(block: Heading, document: Any, place: Any) -> None:
    _put(document, place, block.text, f"Heading {block.level}")


@_add.register
def _(block: Text, document: Any, place: Any) -> None:
    _put(document, place, block.text)


@_add.register
def _(block: Points, document: Any, place: Any) -> None:
    for number, item in enumerate(block.items, 1):
        # Numbers are written out: a numbered list of Word's goes on from the one before it.
        if block.numbered:
            _put(document, place, f"{number}. {item}", "List Paragraph")
        else:
            _put(document, place, item, "List Bullet")


@_add.register
def _(block: Fields, document: Any, place: Any) -> None:
    _table(document, place, [(label, value or "_" * 30) for label, value in block.rows])


@_add.register
def _(block: Table, document: Any, place: Any) -> None:
    _put(document, place, block.caption, "Heading 3")
    _table(document, place, [block.columns, *block.rows], has_heading=True)


@_add.register
def _(block: Choices, document: Any, place: Any) -> None:
    if block.label:
        _put(document, place, block.label, "Heading 3")
    for text, ticked in block.options:
        _put(document, place, f"{'☒' if ticked else '☐'} {text}")


@_add.register
def _(block: Answer, document: Any, place: Any) -> None:
    _put(document, place, block.question).paragraph_format.keep_with_next = True
    for text in [block.given] if block.given else [LINE] * block.lines:
        _put(document, place, text)


@_add.register
def _(block: Sign, document: Any, place: Any) -> None:
    for under in block.under:
        _put(document, place)
        _put(document, place, f"{under}: {LINE[: max(10, 50 - len(under))]}")


@_add.register
def _(block: NewPage, document: Any, place: Any) -> None:
    from docx.enum.text import WD_BREAK

    _put(document, place).add_run().add_break(WD_BREAK.PAGE)


def _table(document: Any, place: Any, rows: list[tuple[str, ...]], *, has_heading: bool = False) -> None:
    """A table before the mark. A heading row is told to Word, so that it is read out and repeated on the next page."""
    from docx.oxml import OxmlElement

    table = document.add_table(rows=0, cols=len(rows[0]))
    if "Table Grid" in {one.name for one in document.styles}:
        table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    if has_heading:
        first = table.rows[0]
        first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in first.cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
    place._element.addprevious(table._tbl)
    _put(document, place)
