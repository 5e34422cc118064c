"""A note as it is read: the original, its corrections and the person's objections, never one without the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ..rules.settings import case_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionView:
    """What the person says is wrong, when she said it, and who wrote it down."""

    id: UUID
    text: str
    said_on: date
    at: datetime
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyView:
    """That the note also stands in a case system."""

    system: str
    at: datetime
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """One signed note. `is_whole`: it still says what was signed. `reason`: why it corrects the one it stands beside."""

    id: UUID
    number: int
    kind: str
    kind_name: str
    heading: str
    text: str
    event_at: datetime
    signed_at: datetime
    author: str
    title: str
    authority: str
    source: str
    about_others: bool
    reason: str
    digest: str
    is_whole: bool
    objections: tuple[ObjectionView, ...]
    copies: tuple[CopyView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFamily:
    """A note with its corrections, in the order they were signed. None of them is ever shown without the others."""

    original: NoteView
    corrections: tuple[NoteView, ...]

    @property
    def notes(self) -> tuple[NoteView, ...]:
        return (self.original, *self.corrections)

    @property
    def is_disputed(self) -> bool:
        return any(note.objections for note in self.notes)

    @property
    def changed_at(self) -> datetime:
        """When something was last added: a correction or an objection. What was copied before lacks it."""
        added = [note.signed_at for note in self.notes]
        return max(added + [row.at for note in self.notes for row in note.objections])

    @property
    def systems_behind(self) -> tuple[str, ...]:
        """The names of the case systems that have a copy, but not the last of what was added."""
        last: dict[str, datetime] = {}
        for note in self.notes:
            for copy in note.copies:
                last[copy.system] = max(copy.at, last.get(copy.system, copy.at))
        return tuple(name for name, at in last.items() if at < self.changed_at)

    @property
    def systems(self) -> tuple[str, ...]:
        """The codes of the case systems every one of them has been copied to, with all that was added."""
        return tuple(
            code
            for code, name in case_rules()["anteckningar"]["verksamhetssystem"].items()
            if name not in self.systems_behind
            and all(any(copy.system == name for copy in note.copies) for note in self.notes)
        )
