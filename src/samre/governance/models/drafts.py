"""A draft of the map: every save is a revision of its own, with its proof; and what is said of it before it is decided on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .base import Final, Kept, Line, Signed
from .versions import MapVersion


class DraftState(models.TextChoices):
    """Where a draft is."""

    WRITTEN = "skrivs", "Skrivs"
    REVIEWED = "granskas", "Ligger för beslut"
    APPROVED = "godkant", "Godkänt"
    PUBLISHED = "publicerat", "Publicerat"
    DROPPED = "nedlagt", "Nedlagt"


class Draft(Kept, Signed):
    """A change being prepared. `revision` is the number of the newest `DraftRevision`; `decided_revision` the one decided on.

    Laid before the steering group it is saved once more, as the version it would be from `valid_from`.
    """

    title = Line(max_length=120)
    why = models.TextField()
    based_on = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="drafts")
    state = Line(max_length=12, choices=DraftState, default=DraftState.WRITTEN)
    revision = models.PositiveIntegerField(default=0)
    decided_revision = models.PositiveIntegerField(null=True)
    valid_from = models.DateField(null=True)
    next_review = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    @property
    def is_open(self) -> bool:
        """Whether it is written on."""
        return self.state == DraftState.WRITTEN

    @property
    def is_decided_on(self) -> bool:
        """Whether it lies before the steering group, or has its yes."""
        return self.state in (DraftState.REVIEWED, DraftState.APPROVED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="draft_state_known", condition=Q(state__in=DraftState.values)),
            models.CheckConstraint(
                name="draft_decided_on_a_revision",
                condition=~Q(state__in=[DraftState.APPROVED, DraftState.PUBLISHED])
                | Q(decided_revision__isnull=False),
            ),
        ]


class DraftRevision(Kept, Signed, Final):
    """The draft as it was saved: `files` whole, `what` was done in one sentence, `proof` what the verification said of it."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    what = Line(max_length=300)
    hash = Line(max_length=64)
    content = Line(max_length=64)
    files = models.BinaryField()
    proof = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_revision_once", fields=["draft", "number"])]


class LawMark(Kept, Signed, Final):
    """What the law expert says of one paragraph as a draft uses it: read and right, or to be mended. The newest counts.

    `text` is what the draft said there when it was read: the mark holds only while it still says the same.
    """

    class Verdict(models.TextChoices):
        RIGHT = "stammer", "Läst och stämmer"
        WRONG = "ratta", "Ska rättas"

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="marks")
    law = models.TextField()
    place = models.TextField()
    text = Line(max_length=64)
    verdict = Line(max_length=8, choices=Verdict)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="law_mark_says_what_is_wrong", condition=Q(verdict="stammer") | ~Q(note="")
            )
        ]


class WarningReason(Kept, Signed, Final):
    """Why a version is published although the proof warns of something: one reason per obligation and wording."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="reasons")
    obligation = models.TextField()
    detail = Line(max_length=64)
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="warning_reason_is_said", condition=~Q(reason=""))]
