"""The published map as files, so that the pages anybody may see ask no database: each version in a folder named by its content,
and an index that says which day each begins. `public_writing.py` writes them. Here no model is loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

INDEX = "versioner.json"
_MARK = 16  # hexadecimal digits of the content's hash in a folder's name


@dataclass(frozen=True, slots=True)
class Published:
    """A version as everybody may read of it. Who wrote and decided it is not said here."""

    number: int
    chart: str
    name: str
    keeper: str
    valid_from: date
    next_review: date
    published: date
    hash: str
    content: str
    changes: tuple[str, ...]
    news: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return public_folder() / self.content[:_MARK]


def public_versions() -> tuple[Published, ...]:
    """Every published version, newest first, as the index has them; empty where no map of a keeper's is published here."""
    path = public_folder() / INDEX
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


def public_in_force(*, on: date) -> Published | None:
    """The version that holds on a day; None where there is none, or its files have gone: then the program's own map is shown."""
    begun = (one for one in public_versions() if one.valid_from <= on)
    found = next(begun, None)
    return found if found is not None and found.folder.is_dir() else None


def public_folder() -> Path:
    """Where the index and the versions lie."""
    return Path(settings.PUBLIC_MAP)


@lru_cache(maxsize=2)
def _read(path: Path, _stamp: int) -> tuple[Published, ...]:
    return tuple(_from_row(row) for row in json.loads(path.read_text(encoding="utf-8")))


def _from_row(row: dict[str, Any]) -> Published:
    days = {
        name: datetime.fromisoformat(row[name]).date() for name in ("valid_from", "next_review", "published")
    }
    return Published(**{**row, **days, "changes": tuple(row["changes"])})
