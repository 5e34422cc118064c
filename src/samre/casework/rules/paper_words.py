"""The words of letters and forms, as `blankettmallar.yaml` has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml


@lru_cache(maxsize=1)
def paper_words() -> Mapping[str, Any]:
    """blankettmallar.yaml as it stands."""
    return dict(read_yaml("blankettmallar.yaml"))


def common_words() -> Mapping[str, Any]:
    """What is the same on every paper."""
    return dict(paper_words()["gemensamt"])


def form_words(form: str) -> Mapping[str, Any]:
    """The words of one form; empty for a form that has its words elsewhere."""
    return dict(paper_words()["blanketter"].get(form, {}))


@lru_cache(maxsize=1)
def letter_texts() -> Mapping[str, Any]:
    """brev.yaml: the words of the letter to vården, and what a kommun can have to offer."""
    return dict(read_yaml("brev.yaml"))
