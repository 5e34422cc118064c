"""What somebody changed in a letter, out of its page's form: only what differs from what the case and the definition give.

A part's fields are named by its id: `ID` (a text), `ID.med` (ticked), `ID.visad` (what could be ticked), `ID.egna` (own lines),
`ID.text.X` (a question's words), `ID.rad.X` (a field), `ID.cell.R.C` (a table), `ID.sida` (a page to answer on).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from django.http import QueryDict

from samre.casework.documents.paper_parts import (
    Boxes,
    Grid,
    OneOf,
    Paragraph,
    Part,
    Pick,
    Picks,
    Questions,
    Rows,
)
from samre.casework.queries.paper_drafts import ANSWER_BY, RECEIVER

MOST_ROWS = 40
SHOWN = "visad"


def read_edits(
    post: QueryDict, parts: Iterable[Part], *, to: str, answer_by: str
) -> dict[str, dict[str, Any]]:
    """Part → what was changed in it. `parts`, `to` and `answer_by` are as they stand without any change."""
    found = {part.id: edit for part in parts if (edit := _read(part, post))}
    if RECEIVER in post and (text := _text(post, RECEIVER)) != to:
        found[RECEIVER] = {"text": text}
    if ANSWER_BY in post and (text := _text(post, ANSWER_BY)) != answer_by:
        found[ANSWER_BY] = {"text": text}
    return found


def without(edits: dict[str, dict[str, Any]], part: str) -> dict[str, dict[str, Any]]:
    """The edits without those of one part: it is again what the case and the definition give."""
    return {id_: edit for id_, edit in edits.items() if id_ != part}


@singledispatch
def _read(part: Part, post: QueryDict) -> dict[str, Any]:
    return {}


@_read.register
def _(part: Paragraph, post: QueryDict) -> dict[str, Any]:
    text = _text(post, part.id)
    if part.id not in post or text == part.start:
        return {}
    # What it began with when the page was shown: if that has changed by now, she has not seen it.
    return {"text": text, "start": _text(post, f"{part.id}.start")}


@_read.register
def _(part: Questions, post: QueryDict) -> dict[str, Any]:
    shown, ticked = post.getlist(f"{part.id}.{SHOWN}"), post.getlist(f"{part.id}.med")
    texts, chosen = {}, {}
    for item in part.items:
        name = f"{part.id}.text.{item.id}"
        if name in post and (text := _text(post, name)) != item.start:
            texts[item.id] = text
        if item.id in shown and (item.id in ticked) != item.chosen:
            chosen[item.id] = item.id in ticked
    edit: dict[str, Any] = {"texts": texts, "chosen": chosen, "own": _text(post, f"{part.id}.egna")}
    if part.page is not None and shown and (f"{part.id}.sida" in post) != part.page:
        edit["page"] = f"{part.id}.sida" in post
    return {name: value for name, value in edit.items() if value or value is False}


@_read.register
def _(part: Picks, post: QueryDict) -> dict[str, Any]:
    return _ticked(part.id, part.items, post) | _own(part.id, post)


@_read.register
def _(part: Boxes, post: QueryDict) -> dict[str, Any]:
    return _ticked(part.id, part.items, post)


@_read.register
def _(part: OneOf, post: QueryDict) -> dict[str, Any]:
    return _ticked(part.id, part.items, post)


@_read.register
def _(part: Rows, post: QueryDict) -> dict[str, Any]:
    values = {}
    for row in part.rows:
        name = f"{part.id}.rad.{row.id}"
        if name in post and (text := _text(post, name)) != row.start:
            values[row.id] = text
    return {"values": values} if values else {}


@_read.register
def _(part: Grid, post: QueryDict) -> dict[str, Any]:
    if part.fixed or f"{part.id}.cell.0.0" not in post:
        return {}
    width = range(len(part.columns))
    rows = [
        [_text(post, f"{part.id}.cell.{number}.{place}") for place in width] for number in range(MOST_ROWS)
    ]
    rows = [row for row in rows if any(row)]
    return {} if rows == [list(row) for row in part.rows] else {"rows": rows}


def _ticked(id_: str, items: tuple[Pick, ...], post: QueryDict) -> dict[str, Any]:
    shown, ticked = post.getlist(f"{id_}.{SHOWN}"), post.getlist(f"{id_}.med")
    if not shown:
        return {}
    chosen = [item.id for item in items if (item.id in ticked if item.id in shown else item.chosen)]
    return {} if chosen == [item.id for item in items if item.chosen] else {"chosen": chosen}


def _own(id_: str, post: QueryDict) -> dict[str, Any]:
    text = _text(post, f"{id_}.egna")
    return {"own": text} if text else {}


def _text(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()
