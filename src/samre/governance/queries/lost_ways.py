"""A way of the map that a draft has taken away: in which save, and whether it can be put back as it was."""

from __future__ import annotations

from samre.pathway.writing.steps import targets_of, ways_of

from ..maps import texts_of
from ..models import Draft, DraftRevision
from ..rules.packing import unpack


def lost_in(draft: Draft, step: str, target: str) -> int:
    """The save that took away the way from a step to a box; 0 where none of them had it, or where those between the last that had
    it and the first that had not can't be read."""
    saves = DraftRevision.objects.filter(draft=draft, number__lt=draft.revision).order_by("-number")
    without = draft.revision
    # A save has a hash only where its map could be read.
    for save in saves.exclude(hash="").iterator(chunk_size=1):
        if target in targets_of(unpack(save.files), step):
            return without if without == save.number + 1 else 0
        without = save.number
    return 0


def can_be_put_back(draft: Draft, step: str, target: str) -> bool:
    """Whether the version the draft began from has it among the ways of the step."""
    return target in ways_of(texts_of(draft.based_on), step)
