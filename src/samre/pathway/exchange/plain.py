"""The whole map as plain JSON data, for those who read it with their own tools: every register by id, conditions as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from ..model import LawRef, Pathway
from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Not, Or
from ..reading.expressions import to_text

NODES = And | Between | Compare | Constant | In | IsTrue | IsUnknown | Named | Not | Or


def plain_map(pathway: Pathway) -> dict[str, Any]:
    """The map with the names of its model as keys. Days are ISO 8601; empty parts are left out."""
    data: dict[str, Any] = _plain(pathway)
    return {"format": "samre-map-1"} | data


def _plain(value: object) -> Any:
    if isinstance(value, NODES):
        return to_text(value)
    if isinstance(value, LawRef):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _plain(part) for name, part in found.items() if part not in (None, "", (), {})}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
