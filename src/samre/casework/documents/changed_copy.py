"""What a changed calling says otherwise than the one it replaces: old beside new, by the labels of the copies themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.consultations import consultation_rules


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is said otherwise. Empty: it was not there, or is there no more."""

    label: str
    before: str
    after: str


def calling_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], *, is_protected: bool
) -> tuple[Change, ...]:
    """In the order of the calling. Of a protected person's meeting only the time is compared."""
    rules = consultation_rules()
    labels = rules["blanketter"]["B11"]["rubriker"]
    told = rules["leverans"]["kallelse_ändrad"]["jämför_skyddad" if is_protected else "jämför"]
    was, now = _said(before), _said(after)
    found = (Change(labels[one], was.get(labels[one], ""), now.get(labels[one], "")) for one in told)
    return tuple(change for change in found if change.before != change.after)


def _said(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """Label → text, of rows and of lists."""
    said: dict[str, str] = {}
    for section in snapshot.get("sections", ()):
        said |= {str(label): str(text) for label, text in section.get("rows", ())}
        if section.get("text"):
            said[str(section["name"])] = str(section["text"])
    return said
