"""Which version of the map the public pages show, and what comes with the program beside it: examples, words of the trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from samre.definitions import current
from samre.governance.public_files import public_in_force
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import Drawing
from samre.pathway.reading.load import cached

# What is not the map's own: it comes from the program whoever keeps the map.
FOLDER = current()
EXAMPLES = FOLDER / "examples"


def map_folder() -> Path:
    """The files of the map: the version its keeper has published and that holds today, else the one that came with the program."""
    found = public_in_force(on=timezone.localdate())
    return FOLDER if found is None else found.folder


def pathway() -> Pathway:
    """The map; read again when one of its files has changed."""
    return cached(map_folder())


def version_words() -> str:
    """Which version the public pages show: `Version 2 av kartan, Samordningsförbundet Tre Åar`."""
    found = public_in_force(on=timezone.localdate())
    if found is None:
        return f"Version {pathway().id.removeprefix('samre-')}"
    return f"Version {found.number} av kartan, {found.keeper}"


def as_published(drawing: Drawing, number: int, content: str) -> Drawing:
    """The drawing of a published version: with its number, and the checksum that its own page and its files have."""
    return replace(drawing, id=str(number), hash=content)


@lru_cache(maxsize=1)
def example_texts() -> Mapping[str, Any]:
    """examples/exempel.yaml: made-up certificates, and the day they are read as of."""
    return dict(yaml.safe_load((EXAMPLES / "exempel.yaml").read_text(encoding="utf-8")))


def examples_day() -> date:
    """The day the examples are read as of."""
    day = example_texts()["per"]
    return day if isinstance(day, date) else date.fromisoformat(str(day))
