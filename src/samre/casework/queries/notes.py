"""Notes as a page, a copy or an export shows them: the original, its corrections and the person's objections, always together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from samre.accounts.actors import Actor
from samre.accounts.protected import HIDDEN_COLLEAGUE

from ..documents.notes import CopyView, NoteFamily, NoteView, ObjectionView
from ..models import Case, CopyMark, Note, NoteDraft, NoteKind, Objection
from ..rules.settings import case_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPage:
    """A page of a case's notes, newest first."""

    families: tuple[NoteFamily, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One of the reader's own drafts. `heading` only inside the case: a list over cases has none (R8)."""

    id: UUID
    case_id: UUID
    case_number: str
    heading: str
    corrects: int | None
    updated_at: datetime


def notes_page(case: Case, actor: Actor, *, page: int = 1) -> NotesPage:
    """Page `page` (1, 2 …) of the case's notes. The same number of queries however many there are."""
    per_page = int(case_rules()["anteckningar"]["per_sida"])
    total = Note.objects.filter(case=case, corrects__isnull=True).count()
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    start = (page - 1) * per_page
    originals = _with_all(Note.objects.filter(case=case, corrects__isnull=True))
    found = originals.order_by("-number")[start : start + per_page]
    return NotesPage(families=_families(found, actor), page=page, pages=pages, total=total)


def all_notes(case: Case, actor: Actor) -> tuple[NoteFamily, ...]:
    """Every note of the case in the order of their numbers, for export."""
    originals = _with_all(Note.objects.filter(case=case, corrects__isnull=True))
    return _families(originals.order_by("number"), actor)


def note_family(case: Case, actor: Actor, note_id: UUID) -> NoteFamily | None:
    """The note of that id with what it corrects or is corrected by; None where the case has no such note."""
    note = Note.objects.filter(case=case, pk=note_id).values("id", "corrects_id").first()
    if note is None:
        return None
    originals = _with_all(Note.objects.filter(case=case, pk=note["corrects_id"] or note["id"]))
    return _families(originals, actor)[0]


def find_note(case: Case, note_id: UUID) -> Note | None:
    """The row itself, for actions."""
    note = Note.objects.filter(case=case, pk=note_id).select_related("corrects").first()
    if note is not None:
        note.case = case
    return note


def own_drafts(actor: Actor, case: Case) -> tuple[DraftRow, ...]:
    """The reader's drafts in a case. Nobody else's are ever shown."""
    drafts = NoteDraft.objects.filter(case=case, author_id=actor.user_id).select_related("corrects", "case")
    return tuple(_draft(row, row.fields.get("rubrik", "")) for row in drafts.order_by("-updated_at", "pk"))


def drafts_of(actor: Actor) -> tuple[DraftRow, ...]:
    """The reader's drafts in every case she may still read, without headings, oldest first."""
    cases = Case.objects.assigned_to(actor).values("pk")
    drafts = NoteDraft.objects.filter(author_id=actor.user_id, case__in=cases).select_related(
        "corrects", "case"
    )
    return tuple(_draft(row, "") for row in drafts.order_by("updated_at", "pk"))


def drafts_by_others(actor: Actor, case: Case) -> tuple[tuple[str, int], ...]:
    """Who else has drafts in the case, and how many: that they exist and nothing of what they say."""
    drafts = NoteDraft.objects.filter(case=case).exclude(author_id=actor.user_id)
    rows = (
        drafts.values("author__name", "author__is_protected")
        .annotate(count=Count("pk"))
        .order_by("author__name")
    )
    return tuple(
        (HIDDEN_COLLEAGUE if row["author__is_protected"] else row["author__name"], row["count"])
        for row in rows
    )


def _draft(row: NoteDraft, heading: str) -> DraftRow:
    return DraftRow(
        id=row.pk,
        case_id=row.case_id,
        case_number=row.case.number,
        heading=" ".join(heading.split()),
        corrects=row.corrects.number if row.corrects else None,
        updated_at=row.updated_at,
    )


def _with_all(notes: QuerySet[Note]) -> QuerySet[Note]:
    """With authors, corrections, objections and copies: six queries for any number."""
    beside = (
        Prefetch("objections", Objection.objects.select_related("by").order_by("at", "pk")),
        Prefetch("copies", CopyMark.objects.select_related("by").order_by("at", "pk")),
    )
    corrections = Note.objects.select_related("by").prefetch_related(*beside).order_by("number")
    return notes.select_related("by").prefetch_related(*beside, Prefetch("corrections", corrections))


def _families(originals: Iterable[Note], actor: Actor) -> tuple[NoteFamily, ...]:
    return tuple(
        NoteFamily(
            original=_view(note, actor),
            corrections=tuple(_view(later, actor) for later in note.corrections.all()),
        )
        for note in originals
    )


def _view(note: Note, actor: Actor) -> NoteView:
    return NoteView(
        id=note.pk,
        number=note.number,
        kind=note.kind,
        kind_name=NoteKind(note.kind).label,
        heading=note.heading,
        text=note.text,
        event_at=note.event_at,
        signed_at=note.at,
        author=_author(note, actor),
        title=note.by_title,
        authority=note.by_authority,
        source=note.source,
        about_others=note.about_others,
        reason=note.correction_reason,
        digest=note.digest,
        is_whole=note.is_whole,
        objections=tuple(_objection(row, actor) for row in note.objections.all()),
        copies=tuple(_copy(row, actor) for row in note.copies.all()),
    )


def _author(row: Note | Objection | CopyMark, actor: Actor) -> str:
    """Who wrote it, by the name of that day. A colleague with protected data is named to herself only."""
    if row.by is not None and row.by.is_protected and row.by_id != actor.user_id:
        return HIDDEN_COLLEAGUE
    return row.by_name


def _objection(row: Objection, actor: Actor) -> ObjectionView:
    return ObjectionView(id=row.pk, text=row.text, said_on=row.said_on, at=row.at, author=_author(row, actor))


def _copy(row: CopyMark, actor: Actor) -> CopyView:
    names = case_rules()["anteckningar"]["verksamhetssystem"]
    return CopyView(system=names.get(row.system, row.system), at=row.at, author=_author(row, actor))
