"""The definitions: each version of the map and its läkarintyg checks as a folder of YAML, owned by the trade."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def versions() -> tuple[Path, ...]:
    """The folders of all versions, oldest first (their names are year-month and sort as such)."""
    return tuple(sorted(folder.parent for folder in _ROOT.glob("*/karta.yaml")))


def current() -> Path:
    """The folder of the newest version. Raises FileNotFoundError when there is none."""
    found = versions()
    if not found:
        raise FileNotFoundError(f"Ingen version av kartan finns i {_ROOT}. Lägg en mapp med karta.yaml där.")
    return found[-1]
