"""What a consent may hold and how it may be given, as content has it: `samtycke.yaml`, and the closed lists of `samverkan.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml


@lru_cache(maxsize=1)
def consent_rules() -> Mapping[str, Any]:
    """samtycke.yaml as it stands."""
    return dict(read_yaml("samtycke.yaml"))


@lru_cache(maxsize=1)
def closed_lists() -> Mapping[str, Any]:
    """samverkan.yaml as it stands."""
    return dict(read_yaml("samverkan.yaml"))


def category_names() -> dict[str, str]:
    """Every category of data there is, in the order they are shown."""
    return {code: str(row["namn"]) for code, row in closed_lists()["kategorier"].items()}


def purpose_names() -> dict[str, str]:
    return {code: str(name) for code, name in closed_lists()["ändamål"].items()}


def purpose_uses() -> dict[str, str]:
    """What each purpose is for, in words: which papers and meetings wait for a consent to it."""
    return {code: str(text) for code, text in consent_rules()["ändamål_används"].items()}


def exceptions_of(category: str) -> dict[str, str]:
    """What the person may keep back within a category."""
    return {
        code: str(row["namn"])
        for code, row in consent_rules()["undantag"].items()
        if row["kategori"] == category
    }


def withheld_facts(codes: Iterable[str]) -> frozenset[str]:
    """The facts of the map that the exceptions keep back by themselves."""
    rows = consent_rules()["undantag"]
    return frozenset(fact for code in codes for fact in rows[code].get("uppgifter", ()))


def in_sentence(name: str) -> str:
    """A name from a list inside a sentence: `Diagnos` → `diagnos`."""
    return name[:1].lower() + name[1:]
