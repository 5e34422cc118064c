"""The words of guiden.yaml: how questions are asked and answers written, in the guide and in cases alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml
from samre.pathway.model import Fact


@lru_cache(maxsize=1)
def guide_texts() -> Mapping[str, Any]:
    """guiden.yaml: the guide's own words and order."""
    return dict(read_yaml("guiden.yaml"))


def choices_of(fact: Fact) -> tuple[tuple[str, str], ...]:
    """The numbers of a fact that are chosen rather than written, as (value, label); mostly none."""
    return tuple(guide_texts()["val"].get(fact.id, {}).items())
