"""Facts of a case that the map does not ask for: children in the household."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samre.pathway.model import Fact, Pathway

from .settings import case_rules

CHILDREN = "barn_i_hushallet"


def outside_facts() -> Mapping[str, Mapping[str, Any]]:
    """The rows of `arenden.yaml`, by fact id."""
    rows: Mapping[str, Mapping[str, Any]] = case_rules()["uppgifter_utanför_kartan"]
    return rows


def fact_named(pathway: Pathway, name: str) -> Fact | None:
    """A fact of the map or of `arenden.yaml`; None where neither has it."""
    if name in pathway.facts:
        return pathway.facts[name]
    row = outside_facts().get(name)
    if row is None:
        return None
    return Fact(
        id=name,
        kind="int",
        question=row["fråga"],
        label=row["etikett"],
        minimum=row["minst"],
        maximum=row["högst"],
        who=tuple(row.get("svarar", ())),
    )
