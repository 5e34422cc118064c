"""The day a draft is to hold from, before it is laid: all that is read of it is then about that day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused

from ..models import Draft, DraftRevision
from ..rules.heads import as_version, set_words, wrong_day
from ..rules.packing import unpack
from ..rules.permissions import check_writes
from .drafts import save_draft


def set_first_day(*, draft: UUID, revision: int, valid_from: date, by: Actor) -> DraftRevision:
    """Saves the draft as the version it would be on that day: with the numbers that hold then, and what must be read of them."""
    row = Draft.objects.get(pk=draft)
    check_writes(by, row.keeper_id)
    if problem := wrong_day(row, valid_from, today=timezone.localdate()):
        raise Refused({"gäller_från": problem})
    texts = unpack(DraftRevision.objects.get(draft=row, number=row.revision).files)
    return save_draft(
        draft=row.pk,
        revision=revision,
        texts=as_version(row, texts, valid_from=valid_from),
        what=set_words(valid_from),
        by=by,
    )
