"""A frozen copy as pages may show it once the person has protected data. The copy itself is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models import Case
from ..queries.case_frame import HIDDEN
from ..rules.consent_lists import category_names
from ..rules.guard import judge_texts, struck
from .judged import own_of
from .letter_copy import KIND
from .snapshots import Snapshot

CONTACT = "kontakt"


def without_person(snapshot: Mapping[str, Any], case: Case) -> Snapshot:
    """The copy with nothing that points the person out. A letter has her in its text: nothing of it is shown."""
    sections = [
        section | {"rows": [_hidden(row, section, snapshot, case) for row in section["rows"]]}
        for section in snapshot["sections"]
    ]
    return {**snapshot, "sections": sections}


def _hidden(
    row: Mapping[str, Any], section: Mapping[str, Any], snapshot: Mapping[str, Any], case: Case
) -> dict[str, Any]:
    if snapshot["kind"] == KIND or section["category"] == CONTACT:
        return {**row, "texts": [HIDDEN]}
    said = [one["text"] for one in row["objections"]]
    texts = _struck([*row["texts"], *said], case)
    there = len(row["texts"])
    objections = [{**one, "text": text} for one, text in zip(row["objections"], texts[there:], strict=True)]
    return {**row, "texts": list(texts[:there]), "objections": objections}


def _struck(texts: list[str], case: Case) -> tuple[str, ...]:
    covered = frozenset(category_names()) - {CONTACT}
    return struck(texts, judge_texts("", texts, own=own_of(case), others=(), covered=covered))
