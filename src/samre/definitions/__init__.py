"""The definitions: each version of the map and its läkarintyg checks as a folder of YAML, owned by the trade."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent


def versions() -> tuple[Path, ...]:
    """The folders of all versions, oldest first (their names are year-month and sort as such)."""
    return tuple(sorted(folder.parent for folder in _ROOT.glob("*/karta.yaml")))


def in_force(day: date) -> Path:
    """The version in force on a day; the oldest for a day before it. Raises FileNotFoundError when there is none."""
    newest = current()
    begun = [folder for folder in versions() if folder.name <= f"{day:%Y-%m}"]
    return begun[-1] if begun else next(iter(versions()), newest)


def current() -> Path:
    """The folder of the newest version. Raises FileNotFoundError when there is none."""
    found = versions()
    if not found:
        raise FileNotFoundError(f"Ingen version av kartan finns i {_ROOT}. Lägg en mapp med karta.yaml där.")
    return found[-1]


def read_yaml(name: str, *, of: Path | None = None) -> Any:
    """A file of a version's folder (the newest's), as it stands."""
    import yaml  # `samre --help` has no need of it

    # The parser in C where there is one: the content is read at every start.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(((of or current()) / name).read_text(encoding="utf-8"), Loader=loader)


def schema() -> str:
    """The form of a version's files as JSON Schema, the same for all versions; `#/$defs/<file name>` is one file's."""
    return (_ROOT / "karta.schema.json").read_text(encoding="utf-8")
