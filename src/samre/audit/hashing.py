"""The hash of an event: SHA-256 over every column and the hash of the event before, as one canonical JSON array."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

# In this order. A new column means a new FORM, and `digest` must still know the old one.
FORM = "samre-1"
COLUMNS = (
    "chain",
    "number",
    "at",
    "user",
    "name",
    "title",
    "assignment",
    "role",
    "unit",
    "authority",
    "action",
    "kind",
    "object_id",
    "case_id",
    "subjects",
    "category",
    "why",
    "outcome",
    "detail",
    "previous",
)
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def digest(values: Sequence[Any]) -> str:
    """The hash of an event whose columns are given in the order of COLUMNS, `at` as `time_text` writes it.

    Raises TypeError or ValueError for what no event holds (bytes, text that is no Unicode).
    """
    return hashlib.sha256(_canonical([FORM, *values]).encode()).hexdigest()


def values_of(event: Any) -> list[Any]:
    """What `digest` wants, from an Event that may not be saved yet."""
    return [time_text(event.at) if name == "at" else getattr(event, name) for name in COLUMNS]


def time_text(at: datetime) -> str:
    """The moment in UTC with microseconds: 2026-11-21T11:00:00.000000+00:00."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def list_digest(case_ids: Iterable[str]) -> str:
    """The digest of a list of cases, whatever their order."""
    return hashlib.sha256("\n".join(sorted(case_ids)).encode()).hexdigest()
