"""What the demo's people are called and what stands about them: `demo_arenden.yaml`, and the official test numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from samre.definitions import current, read_yaml

from ..rules.identity import KnownIdentity, read_identity

CASES, NUMBERS = "demo_arenden.yaml", "testpersonnummer.csv"


@dataclass(frozen=True, slots=True)
class Content:
    """The whole of `demo_arenden.yaml` (`texts`) and every usable test number with the day of birth in it, oldest first."""

    texts: Mapping[str, Any]
    numbers: tuple[KnownIdentity, ...]

    def __getitem__(self, key: str) -> Any:
        return self.texts[key]

    def share(self, name: str) -> float:
        """How often something happens, from 0 to 1."""
        return float(self.texts["fördelning"][name])


@lru_cache(maxsize=1)
def content() -> Content:
    """Read once. A test number that is none is left out by `read_identity` raising: the file is tested."""
    folder = current()
    texts = read_yaml(CASES, of=folder)
    lines = (folder / NUMBERS).read_text(encoding="utf-8").split("\n")
    rows = [line.strip() for line in lines if line.strip().isdigit()]
    return Content(texts, tuple(read_identity(row, on=date.max) for row in rows))
