"""Notes: signed once, never changed; corrections, objections and copies are added beside them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, CopyMark, Note, NoteDraft, Objection
from ..models.base import stamp
from ..rules.note_words import read_words
from ..rules.permissions import Need
from ..rules.settings import case_rules
from .core import action, tell
from .drafts import AlreadySigned, Differs, find_draft, settle_draft_task


@action("note.sign", needs=Need.WRITE)
def sign_draft(*, draft: NoteDraft, seen: int, by: Actor) -> Note:
    """The draft becomes a note with the next number of the case, and can no longer be changed by anybody.

    A draft that has already been signed gives the same note again. Raises Refused with a sentence per field that is missing,
    Differs when another text than the one in revision `seen` has been saved.
    """
    try:
        # Locked: what is saved by itself while we read is either seen here, or told that the note is signed.
        fresh = find_draft(case=draft.case, draft_id=draft.pk, by=by, lock=True)
    except AlreadySigned as already:
        about(already.note, again=True)
        return already.note
    if fresh is None:
        raise Refused("Utkastet finns inte längre. Börja en ny anteckning och klistra in texten där.")
    if fresh.revision != seen:
        raise Differs(fresh)
    words, problems = read_words(fresh.fields, is_correction=fresh.corrects_id is not None)
    if words is None:
        raise Refused(problems)
    note = Note(
        **stamp(by),
        id=fresh.pk,
        case=draft.case,
        number=_next_number(draft.case),
        kind=words.kind,
        heading=words.heading,
        text=words.text,
        event_at=words.event_at,
        source=words.source,
        about_others=words.about_others,
        corrects=fresh.corrects,
        correction_reason=words.reason,
    )
    note.digest = note.content_digest
    note.save(force_insert=True)
    fresh.delete()
    _after_signing(note, by=by)
    return note


def _next_number(case: Case) -> int:
    """The case is locked by the action: nobody else takes the same one."""
    return int(Note.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1


def _count_from_today(case: Case) -> None:
    """Gallring counts from the last entry in the personakt (SoL 16 kap.)."""
    case.last_note_on = timezone.localdate()
    case.save(update_fields=["last_note_on"])


def _after_signing(note: Note, *, by: Actor) -> None:
    """What a new note moves: the day gallring counts from, the timeline, the task about the draft."""
    case = note.case
    _count_from_today(case)
    settle_draft_task(case, note.pk, by=by)
    tell(
        case,
        by=by,
        kind="note.correct" if note.corrects_id else "note.sign",
        subject=note.pk,
        on=timezone.localdate(note.event_at),
        number=note.number,
        note_kind=note.kind,
        **({"corrects": note.corrects.number} if note.corrects else {}),
    )
    about(note, category=note.kind, correction=note.corrects_id is not None)


@action("note.object", needs=Need.WRITE)
def add_objection(*, note: Note, text: str, said_on: date | None = None, by: Actor) -> Objection:
    """What the person says is wrong in a note, in her own words. It goes with the note wherever it goes."""
    on = timezone.localdate()
    said_on, problems = said_on or on, {}
    if not text.strip():
        problems["invandning"] = "Skriv vad personen anser är fel, gärna med personens egna ord."
    if said_on > on:
        problems["sagt_dag"] = "Dagen har inte varit än. Välj den dag personen sa det."
    if problems:
        raise Refused(problems)
    same = next(
        (
            one
            for one in note.objections.filter(said_on=said_on, by_id=by.user_id)
            if one.text == text.strip()
        ),
        None,
    )
    if same is not None:
        return same
    objection = Objection.objects.create(**stamp(by), note=note, text=text.strip(), said_on=said_on)
    _count_from_today(note.case)
    tell(note.case, by=by, kind="note.object", subject=note.pk, on=said_on, number=note.number)
    about(objection)
    return objection


def _last_added(note: Note) -> datetime:
    """When the note, a correction of it or an objection to any of them was added last."""
    family = Note.objects.filter(Q(pk=note.corrects_id or note.pk) | Q(corrects=note.corrects_id or note.pk))
    signed = family.aggregate(last=Max("at"))["last"]
    said = Objection.objects.filter(note__in=family).aggregate(last=Max("at"))["last"]
    return max(signed, said or signed)


@action("note.mark_copied", needs=Need.WRITE)
def mark_copied(*, note: Note, system: str, by: Actor) -> CopyMark:
    """That the note now also stands in the kommun's case system. Marked once for each system, and again when a correction or
    an objection has been added since."""
    if system not in case_rules()["anteckningar"]["verksamhetssystem"]:
        raise Refused({"system": "Välj vilket system anteckningen har kopierats till."})
    same = CopyMark.objects.filter(note=note, system=system).order_by("-at").first()
    if same is not None and same.at >= _last_added(note):
        return same
    mark = CopyMark.objects.create(**stamp(by), note=note, system=system)
    tell(note.case, by=by, kind="note.mark_copied", subject=note.pk, number=note.number, system=system)
    about(mark)
    return mark
