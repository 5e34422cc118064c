"""Journalanteckningar: drafts that save themselves, notes that never change, and what stays beside them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.db import models
from django.db.models import Q

from samre.accounts.models import User
from samre.sealing.fields import SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case


class NoteKind(models.TextChoices):
    """What a note says: it is never left open whether something is a fact or an assessment."""

    FACT = "faktum", "Faktauppgift"
    OWN_ACCOUNT = "egen_uppgift", "Personens egna ord"
    ASSESSMENT = "bedomning", "Bedömning"
    MEASURE = "atgard", "Åtgärd eller händelse"


class NoteDraft(Owned):
    """A note being written. Saved by itself as it is typed; `revision` says which text the writer saw."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    fields = SealedJSONField(default=dict)
    corrects = models.ForeignKey("casework.Note", on_delete=models.CASCADE, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()


class Note(Owned, AppendOnly, Stamped):
    """A signed journalanteckning. `at` is when it was signed, `event_at` when it happened; `by_*` who wrote it.

    A correction is a note of its own beside the original (`corrects`, `correction_reason`); both are always shown.
    Signed from a draft, it has the draft's id: a draft is signed once, whoever presses how often. `about_others` marks what is
    told about somebody else than the person. `digest` is the SHA-256 of everything in it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=NoteKind)
    heading = SealedTextField()
    text = SealedTextField()
    event_at = models.DateTimeField()
    source = SealedTextField()
    about_others = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    correction_reason = SealedTextField(blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="note_number_once", fields=["case", "number"]),
            models.CheckConstraint(name="note_complete", condition=~Q(by_name="") & ~Q(by_title="")),
        ]

    @property
    def content_digest(self) -> str:
        """SHA-256 (hexadecimal) of what the note says and who said it when; `digest` is what it was when signed."""
        said = {
            "case": str(self.case_id),
            "number": self.number,
            "kind": self.kind,
            "heading": self.heading,
            "text": self.text,
            "event_at": self.event_at.astimezone(UTC).isoformat(),
            "source": self.source,
            "about_others": self.about_others,
            "corrects": str(self.corrects_id or ""),
            "correction_reason": self.correction_reason,
            "at": self.at.astimezone(UTC).isoformat(),
            "by": [str(self.by_id or ""), self.by_name, self.by_title, self.by_authority],
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it still says what was signed."""
        return self.digest == self.content_digest


class Objection(Owned, AppendOnly, Stamped):
    """What the person says is wrong in a note, in her own words. Goes with the note wherever it goes."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="objections")
    text = SealedTextField()
    said_on = models.DateField()


class CopyMark(Owned, AppendOnly, Stamped):
    """That a note has been copied to the kommun's case system."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="copies")
    system = models.CharField(max_length=60)


class DecisionBasis(Owned, Stamped):
    """Material put together for a decision (beslutsunderlag). Closed only when it is recorded whether, when and how the
    person was shown it, or which exception applies."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decision_bases")
    title = SealedTextField()
    text = SealedTextField()
    revision = models.PositiveIntegerField(default=1)
    communicated_on = models.DateField(null=True)
    communicated_how = models.CharField(max_length=20, blank=True)
    answer_by = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = SealedTextField(blank=True, default="")
    exception = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="basis_closed_only_when_communicated",
                condition=Q(closed_at__isnull=True, closed_by="")
                | (
                    Q(closed_at__isnull=False)
                    & ~Q(closed_by="")
                    & (~Q(exception="") | (Q(communicated_on__isnull=False) & ~Q(communicated_how="")))
                ),
            ),
        ]
