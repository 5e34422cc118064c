"""A frozen snapshot as it is read by the one who got it: the keys that `casework/post.py` names, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with rows of label and text, or a text."""

    name: str
    rows: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """All there is to see of what was sent."""

    heading: str
    asked: str
    ground: str
    laws: tuple[str, ...]
    ground_note: str
    contents: tuple[str, ...]
    parts: tuple[Part, ...]
    proviso: str
    foot: str


def snapshot_view(snapshot: Mapping[str, Any]) -> SnapshotView:
    """What is not there is empty; what is of another shape than the post promises is left out rather than shown wrong."""
    ground = snapshot.get("ground")
    ground = ground if isinstance(ground, Mapping) else {}
    return SnapshotView(
        heading=_text(snapshot.get("heading")),
        asked=_text(snapshot.get("asked")),
        ground=_text(ground.get("name")),
        laws=_texts(ground.get("laws")),
        ground_note=_text(ground.get("note")),
        contents=_texts(snapshot.get("contents")),
        parts=tuple(_part(one) for one in _list(snapshot.get("sections")) if isinstance(one, Mapping)),
        proviso=_text(snapshot.get("proviso")),
        foot=_text(snapshot.get("foot")),
    )


def _part(section: Mapping[str, Any]) -> Part:
    pairs = [row for row in _list(section.get("rows")) if isinstance(row, Sequence) and len(row) == 2]
    return Part(
        name=_text(section.get("name")),
        rows=tuple((_text(label), _text(value)) for label, value in pairs),
        text=_text(section.get("text")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in _list(value) if isinstance(one, str))


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
