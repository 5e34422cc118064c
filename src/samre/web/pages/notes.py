"""What the pages of notes show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from samre.casework.documents.notes import NoteFamily
from samre.casework.models import NoteKind
from samre.casework.rules.note_words import LONGEST
from samre.casework.rules.settings import case_rules
from samre.sealing.ids import new_id

# What has just been done, as the address tells it, in words.
DONE = {
    "signerad": "Anteckningen är signerad. Den kan inte längre ändras.",
    "rattad": "Rättelsen är signerad. Båda anteckningarna visas, och ingen av dem kan ändras.",
    "redan": "Anteckningen var redan signerad. Den finns en gång.",
    "sparat": "Utkastet är sparat. Bara du ser det.",
    "kastat": "Utkastet är borttaget.",
    "invandning": "Invändningen är sparad. Den följer med anteckningen vart den än går.",
    "kopierad": "Anteckningen är märkt som kopierad.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two texts of the same draft: `theirs` is what is saved now. `signed`: the number of the note it already became."""

    reason: str
    theirs: Mapping[str, str] = field(default_factory=dict)
    signed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A draft being written. `revision` 0 = not saved yet; `saved` is the clock of the last save ("14.32").

    `original`: what it corrects, shown beside. `conflict`: both texts are shown and nothing is saved by itself.
    """

    id: UUID
    fields: Mapping[str, str]
    revision: int
    saved: str = ""
    original: NoteFamily | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    conflict: Conflict | None = None
    notice: str = ""

    @property
    def autosaves(self) -> bool:
        return self.conflict is None

    @property
    def kinds(self) -> tuple[tuple[str, str, str], ...]:
        """Value, name and what it is for."""
        help_ = case_rules()["anteckningar"]["slag"]
        return tuple((value, label, help_[value]) for value, label in NoteKind.choices)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(case_rules()["anteckningar"]["källor"])

    @property
    def longest(self) -> Mapping[str, int]:
        return LONGEST


def systems() -> tuple[tuple[str, str], ...]:
    """The case systems a note can be copied to."""
    return tuple(case_rules()["anteckningar"]["verksamhetssystem"].items())


def clock(at: object) -> str:
    """`14.32`, of a moment."""
    return f"{timezone.localtime(at):%H.%M}"  # type: ignore[arg-type]


def fresh_id() -> UUID:
    """The id of a draft that is about to be begun: given to the form, so that the form sent twice is one draft."""
    return new_id()
