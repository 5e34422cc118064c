"""What a deviation may hold and who may do what with it. Kinds and limits stand in `styrgrupp.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml
from samre.identifiers.sensitive_text import find_identifiers

from ..models import DeviationState

OPEN = frozenset({DeviationState.REPORTED, DeviationState.HANDLED})


@lru_cache(maxsize=1)
def deviation_rules() -> Mapping[str, Any]:
    """`avvikelser` of styrgrupp.yaml."""
    return dict(read_yaml("styrgrupp.yaml")["avvikelser"])


def kind_name(kind: str) -> str:
    """What a kind is called; its own code where the list has changed since."""
    row = deviation_rules()["slag"].get(kind)
    return str(row["namn"]) if row else kind


def wrong_text(text: str, *, longest: int, names: Sequence[str] = ()) -> str:
    """Why a text can't be kept, as a sentence; empty when it can. What is refused is told by its kind, never repeated.

    `names`: whole names to look for.
    """
    if len(text) > longest:
        return f"Skriv kortare, högst {longest} tecken."
    found = dict.fromkeys(str(one.kind) for one in find_identifiers(text, names=names))
    if found:
        return f"Ta bort {' och '.join(found)}. En avvikelse handlar om samarbetet, aldrig om en person. Texten är inte sparad."
    return ""


def wrong_report(kind: str, text: str, *, names: Sequence[str] = ()) -> dict[str, str]:
    """Field → what is wrong with what somebody wants to report."""
    rules, problems = deviation_rules(), {}
    if kind not in rules["slag"]:
        problems["slag"] = "Välj vad som hände."
    if wrong := wrong_text(text, longest=int(rules["längsta_mening"]), names=names):
        problems["mening"] = wrong
    elif kind in rules["kräver_mening"] and not text.strip():
        problems["mening"] = "Skriv med en mening vad det var."
    return problems
