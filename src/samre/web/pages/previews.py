"""What goes to others, looked through before it goes: the copy as its receiver will read it, and its hash."""

from __future__ import annotations

from dataclasses import dataclass

from samre.casework.documents.consultation_copy import Copy

from .snapshots import SnapshotView, snapshot_view


@dataclass(frozen=True, slots=True)
class Preview:
    """The copy as it is read, and its SHA-256."""

    view: SnapshotView
    sha256: str


def preview_of(copy: Copy | None) -> Preview | None:
    """None where nothing would go."""
    return Preview(snapshot_view(copy.snapshot), copy.sha256) if copy else None
