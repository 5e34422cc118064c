"""The made-up people that a changed map is held against: how many, from which seed, and the process they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samre.carriers.kept_people import Answer, KeptPeople, Wanted
from samre.definitions import read_yaml
from samre.pathway.model import Pathway


def impact_rules() -> Mapping[str, Any]:
    """`påverkan` in styrgrupp.yaml."""
    return _rules()["påverkan"]


def least_told() -> int:
    """The smallest number that is told of several kommuner."""
    return int(_rules()["små_tal"]["minst"])


def impact_on_people(old: Pathway, new: Pathway) -> Answer:
    """What a changed map does to them; while they are being made, how far it has come."""
    return _people().impact(old, new, wait=float(impact_rules()["vänta_sekunder"]))


@lru_cache(maxsize=1)
def _people() -> KeptPeople:
    rules = impact_rules()
    return KeptPeople(Wanted(int(rules["antal"]), int(rules["frö"]), float(rules["känt"])))


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Any]:
    return dict(read_yaml("styrgrupp.yaml"))
