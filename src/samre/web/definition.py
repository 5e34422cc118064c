"""Which version of the map the pages show, and its examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from samre.definitions import current
from samre.pathway.model import Pathway
from samre.pathway.reading.load import cached

FOLDER = current()
EXAMPLES = FOLDER / "examples"


def pathway() -> Pathway:
    """The map; read again when one of its files has changed."""
    return cached(FOLDER)


@lru_cache(maxsize=1)
def example_texts() -> Mapping[str, Any]:
    """examples/exempel.yaml: made-up certificates, and the day they are read as of."""
    return dict(yaml.safe_load((EXAMPLES / "exempel.yaml").read_text(encoding="utf-8")))


def examples_day() -> date:
    """The day the examples are read as of."""
    day = example_texts()["per"]
    return day if isinstance(day, date) else date.fromisoformat(str(day))
