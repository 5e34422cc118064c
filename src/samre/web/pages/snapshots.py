"""A frozen snapshot as it is read by the one who got it: the keys that `casework/post.py` names, those of a disclosure
(`documents/snapshots.py`), and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samre.casework.documents.fact_words import written_day
from samre.casework.rules.inbox import written_reference


@dataclass(frozen=True, slots=True)
class PartRow:
    """A label with what is said: one text or several, who said it and when, and what the person objected."""

    label: str
    texts: tuple[str, ...]
    source: str
    objections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with rows, or a text."""

    name: str
    rows: tuple[PartRow, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """All there is to see of what was sent. `contents`: the content list, each with how many rows. `is_requested`: the receiver
    `asked` for it; else it is what the sender asks."""

    heading: str
    asked: str
    is_requested: bool
    ground: str
    laws: tuple[str, ...]
    ground_note: str
    contents: tuple[str, ...]
    parts: tuple[Part, ...]
    proviso: str
    assessed: str
    contact: str
    reference: str
    foot: str


def snapshot_view(snapshot: Mapping[str, Any]) -> SnapshotView:
    """What is not there is empty; what is of another shape is left out rather than shown wrong."""
    ground, sender = _mapping(snapshot.get("ground")), _mapping(snapshot.get("sender"))
    parts = tuple(_part(one) for one in _list(snapshot.get("sections")) if isinstance(one, Mapping))
    return SnapshotView(
        heading=_text(snapshot.get("heading")) or _text(snapshot.get("title")),
        asked=_text(snapshot.get("asked")),
        is_requested=snapshot.get("on_request") is True,
        ground=_text(ground.get("name")),
        laws=_texts(ground.get("laws")) or _texts(ground.get("provisions")),
        ground_note=_text(ground.get("note")) or _until(ground),
        contents=_texts(snapshot.get("contents")) or _contents(parts),
        parts=parts,
        proviso=_text(snapshot.get("proviso")),
        assessed=_assessed(_mapping(snapshot.get("assessed"))),
        contact=", ".join(text for text in (_text(sender.get("phone")), _text(sender.get("mail"))) if text),
        reference=written_reference(_text(snapshot.get("reference"))),
        foot=_text(snapshot.get("foot")),
    )


def _part(section: Mapping[str, Any]) -> Part:
    rows = (_row(row) for row in _list(section.get("rows")))
    return Part(
        name=_text(section.get("name")) or _text(section.get("heading")),
        rows=tuple(row for row in rows if row is not None),
        text=_text(section.get("text")),
    )


def _row(row: object) -> PartRow | None:
    if isinstance(row, Mapping):
        objections = [_mapping(one) for one in _list(row.get("objections"))]
        return PartRow(
            label=_text(row.get("label")),
            texts=_texts(row.get("texts")),
            source=_source(row),
            objections=tuple((_day(one.get("said_on")), _text(one.get("text"))) for one in objections),
        )
    if isinstance(row, list | tuple) and len(row) == 2:
        return PartRow(_text(row[0]), (_text(row[1]),), "")
    return None


def _source(row: Mapping[str, Any]) -> str:
    said = ", ".join(text for text in (_text(row.get("source")), _day(row.get("said_on"))) if text)
    until = _day(row.get("holds_to"))
    return f"{said}, gäller till {until}" if said and until else said


def _until(ground: Mapping[str, Any]) -> str:
    until = _day(ground.get("valid_to"))
    return f"Samtycket gäller till och med {until}." if until else ""


def _assessed(assessed: Mapping[str, Any]) -> str:
    who = ", ".join(text for text in (_text(assessed.get("by")), _text(assessed.get("title"))) if text)
    return f"Prövat av {who}, {_day(assessed.get('on'))}." if who else ""


def _contents(parts: Sequence[Part]) -> tuple[str, ...]:
    """One heading needs no list."""
    named = [part for part in parts if part.name]
    if len(named) < 2:
        return ()
    return tuple(f"{part.name} ({len(part.rows)})" if part.rows else part.name for part in named)


def _day(value: object) -> str:
    return written_day(_text(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in _list(value) if isinstance(one, str))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
