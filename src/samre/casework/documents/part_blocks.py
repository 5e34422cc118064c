"""What somebody changed in the parts of a form, and the blocks that the parts become on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import singledispatch
from itertools import groupby, zip_longest

from .fact_words import sentence_list
from .paper import Answer, Block, Choices, Fields, Heading, NewPage, Points, Sign, Table, Text
from .paper_parts import (
    Boxes,
    Edit,
    Edits,
    Grid,
    OneOf,
    Paragraph,
    Part,
    Pick,
    Picks,
    Questions,
    Rows,
    Still,
)

# So many questions, with so many lines each, that they and the signature fit on a page.
MANY, FEW_LINES = 5, 2
DASH = "– "


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
    elif part.page and all(part.on_page):
        one, several = part.on_page
        yield Text(one if len(texts) == 1 else several.format(antal=len(texts)))
    else:
        yield Points(texts, numbered=True)


def _answers(part: Questions) -> Iterator[Block]:
    room = part.room if len(part.texts) < MANY else min(part.room, FEW_LINES)
    if len(part.texts) == 1:
        yield Answer(part.texts[0], lines=room)
    else:
        numbered = enumerate(part.texts, 1)
        yield from (Answer(f"{number}. {text}", lines=room) for number, text in numbered)
    if part.under:
        yield Sign(part.under)


def _answer_page(part: Questions) -> Iterator[Block]:
    if part.page and part.texts:
        yield NewPage()
        yield Heading(part.page_heading)
        if part.page_head:
            yield Fields(part.page_head)
        yield from _answers(part)


@_blocks.register
def _(part: Picks) -> Iterator[Block]:
    is_empty = not part.texts and not part.items and part.empty
    if not part.texts and not is_empty:
        return
    if part.heading:
        yield Heading(part.heading)
    if is_empty:
        yield Text(part.empty)
        return
    if part.intro:
        yield Text(part.intro)
    if part.sentence:
        yield Text(part.sentence.format(val=sentence_list([one[:1].lower() + one[1:] for one in part.texts])))
    else:
        yield Points(part.texts)


@_blocks.register
def _(part: Rows) -> Iterator[Block]:
    rows = tuple((row.label, row.value) for row in part.rows if row.value.strip() or not part.drops_empty)
    if not rows:
        return
    if part.heading:
        yield Heading(part.heading)
    yield Fields(rows)


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
    for item in part.items:
        if item.chosen and item.text:
            yield from _listed(item.text)


def _listed(text: str) -> Iterator[Block]:
    """A text; lines that begin with a dash are a list."""
    for is_list, lines in groupby(text.splitlines(), key=lambda line: line.startswith(DASH)):
        if is_list:
            yield Points(tuple(line.removeprefix(DASH) for line in lines))
        else:
            yield Text("\n".join(lines))
