"""Drafts of notes: saved as they are typed, seen by their writer only, thrown away by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.accounts.acts import action as plain_action

from ..models import Case, Note, NoteDraft, Task
from ..rules.note_words import clean_fields
from ..rules.permissions import Need, check_may
from .core import action
from .standing import restate
from .tasks import settle

# What the nightly round calls its reminder of a draft nobody has touched.
TASK = "utkast"


class Differs(Stale):
    """The draft was changed somewhere else meanwhile: `saved` is what stands there now. Nothing was overwritten."""

    def __init__(self, saved: NoteDraft) -> None:
        at = timezone.localtime(saved.updated_at)
        super().__init__(
            f"Du har ändrat samma utkast på ett annat ställe kl. {at:%H.%M}. "
            "Båda texterna står här. Välj vilken som ska gälla."
        )
        self.saved = saved


class AlreadySigned(Stale):
    """The draft has been signed: `note` is what it became."""

    def __init__(self, note: Note) -> None:
        super().__init__(
            f"Utkastet är redan signerat som anteckning {note.number}. En signerad anteckning ändras inte. "
            "Det du har skrivit efter det står kvar här och kan bli en ny anteckning."
        )
        self.note = note


# No action on the case: to write for oneself neither changes the case nor tells anybody in it anything.
@plain_action("draft.save", kind="draft")
def save_draft(
    *,
    case: Case,
    draft_id: UUID,
    fields: Mapping[str, object],
    seen: int,
    corrects: Note | None = None,
    by: Actor,
) -> NoteDraft:
    """Keeps what has been typed. `seen` is the revision the writer had in front of her, 0 for a draft not yet saved.

    The same text twice is one save. Raises Differs when another text has been saved meanwhile, AlreadySigned when the draft
    has become a note, Refused when the id is somebody else's.
    """
    check_may(by, Need.WRITE, case)
    about(draft_id, case_id=case.pk)
    if corrects is not None and corrects.case_id != case.pk:
        raise Refused(
            "Anteckningen finns inte i ärendet. Börja rättelsen från den anteckning som ska rättas."
        )
    kept = clean_fields(fields)
    found = find_draft(case=case, draft_id=draft_id, by=by)
    if found is None:
        return _first_save(case, draft_id, kept, corrects, by)
    if found.fields == kept:
        return found
    now = timezone.now()
    # One statement says both »still the one you saw« and »now the next one«: two browsers can't both pass.
    passed = NoteDraft.objects.filter(pk=found.pk, revision=seen).update(
        fields=kept, revision=seen + 1, updated_at=now
    )
    if not passed:
        return _moved_on(case, draft_id, kept, by)
    found.fields, found.revision, found.updated_at = kept, seen + 1, now
    return found


def _moved_on(case: Case, draft_id: UUID, kept: dict[str, str], by: Actor) -> NoteDraft:
    """Another text came first, or the draft was signed or thrown away while this one was on its way."""
    now_there = find_draft(case=case, draft_id=draft_id, by=by)
    if now_there is None:
        raise Refused("Utkastet finns inte längre. Börja en ny anteckning och klistra in texten där.")
    if now_there.fields == kept:
        return now_there
    raise Differs(now_there)


def _first_save(
    case: Case, draft_id: UUID, fields: dict[str, str], corrects: Note | None, by: Actor
) -> NoteDraft:
    if by.user_id is None:
        raise Refused("Bara en handläggare skriver anteckningar.")
    draft = NoteDraft(
        id=draft_id,
        owner_id=by.authority_id,
        case=case,
        author_id=by.user_id,
        fields=fields,
        corrects=original_of(corrects) if corrects else None,
        updated_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        now_there = find_draft(case=case, draft_id=draft_id, by=by)
        if now_there is None:
            raise Refused(
                "Utkastet gick inte att spara. Börja en ny anteckning och klistra in texten där."
            ) from None
        if now_there.fields == fields:
            return now_there
        raise Differs(now_there) from None
    # Asked again once the row is ours: a draft saved and signed elsewhere since we looked has left its id free.
    _check_unsigned(case, draft_id, by)
    return draft


def find_draft(*, case: Case, draft_id: UUID, by: Actor, lock: bool = False) -> NoteDraft | None:
    """The writer's own draft; None where there is none yet. Raises AlreadySigned, or Refused for somebody else's.

    `lock`: nobody else changes it before the caller's transaction ends.
    """
    rows = NoteDraft.objects.select_related("corrects")
    # Only the draft: what it corrects is the nullable side of a join, which PostgreSQL can't lock.
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=draft_id).first()
    if found is not None:
        if found.author_id != by.user_id or found.case_id != case.pk:
            raise Refused("Utkastet finns inte. Börja en ny anteckning.")
        found.case = case
        return found
    _check_unsigned(case, draft_id, by)
    return None


def _check_unsigned(case: Case, draft_id: UUID, by: Actor) -> None:
    note = Note.objects.filter(pk=draft_id).first()
    if note is None:
        return
    if note.by_id != by.user_id or note.case_id != case.pk:
        raise Refused("Utkastet finns inte. Börja en ny anteckning.")
    raise AlreadySigned(note)


def original_of(note: Note) -> Note:
    """What a correction of `note` stands beside: the first note, also where `note` itself is a correction."""
    return note.corrects if note.corrects_id and note.corrects else note


# An action on the case: where the draft was reminded of, whose turn it is may change with it.
@action("draft.discard", needs=None)
def discard_draft(*, draft: NoteDraft, by: Actor) -> None:
    """Throws a draft away: its writer's own decision, never anybody else's, also where the case is no longer hers."""
    if draft.author_id != by.user_id:
        raise Refused("Utkastet är en kollegas. Bara den som skriver kan ta bort det.")
    about(draft, case_id=draft.case_id)
    case, draft_id = draft.case, draft.pk
    draft.delete()
    settle_draft_task(case, draft_id, by=by)


def settle_draft_task(case: Case, draft_id: UUID, *, by: Actor) -> None:
    """The nightly round's reminder of the draft, when it no longer is one; for actions that say the rest."""
    tasks = list(Task.objects.filter(case=case, kind=TASK, about=str(draft_id), done_at__isnull=True))
    if settle(tasks, by=by):
        restate(case, on=timezone.localdate())
