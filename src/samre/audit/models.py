"""What the log is made of. Rows are only ever added; triggers in the database hold everybody to it (`triggers.py`)."""

from __future__ import annotations

from django.db import models


class Outcome(models.TextChoices):
    OK = "ok", "Gick bra"
    DENIED = "denied", "Nekades"
    FAILED = "failed", "Misslyckades"


class Event(models.Model):
    """One thing somebody did or tried: who (as named then), when, what, why and how it went.

    Each authority has a chain of its own (`chain` is its id, "" is the installation's). Numbers run 1, 2, 3 without
    gaps, and each event carries the hash of the one before: whoever changes, removes, adds or moves an event breaks
    the chain (`chain.py`). Strings only, no foreign keys: the log outlives the case and the people in it.
    Never text from notes, diagnoses, search terms, or person numbers and names of those the cases are about.
    """

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.TextField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    user = models.TextField()
    name = models.TextField()
    title = models.TextField()
    assignment = models.TextField()
    role = models.TextField()
    unit = models.TextField()
    authority = models.TextField()
    action = models.TextField()
    kind = models.TextField()
    object_id = models.TextField()
    case_id = models.TextField()
    subjects = models.TextField(
        help_text="Which list of cases was shown: the digest of its Subject rows, or empty"
    )
    category = models.TextField()
    why = models.TextField()
    outcome = models.TextField(choices=Outcome.choices)
    detail = models.TextField(help_text="A flat JSON object: words, numbers, yes or no")
    previous = models.TextField(help_text="Hash of the event before; empty for the first")
    hash = models.TextField()

    class Meta:
        ordering = ["chain", "number"]
        indexes = [
            models.Index(fields=["chain", "at"], name="audit_event_at"),
            models.Index(fields=["user", "at"], name="audit_event_user"),
            models.Index(fields=["case_id", "at"], name="audit_event_case"),
            models.Index(fields=["subjects"], name="audit_event_subjects", condition=~models.Q(subjects="")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_event_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="audit_event_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.outcome}"


class Subject(models.Model):
    """That a case stood in a list somebody was shown.

    A work list looks the same many times a day: its cases are kept once, under the digest of their sorted ids, and
    each event points there with `Event.subjects`. So it costs little to answer which list hits showed a person.
    """

    pk = models.CompositePrimaryKey("digest", "case_id")
    digest = models.TextField()
    case_id = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="audit_subject_case")]

    def __str__(self) -> str:
        return f"{self.case_id} i {self.digest[:8]}"


class Keeping(models.Model):
    """How many years events are kept at least, taken from the definitions; the triggers read it here."""

    years = models.PositiveSmallIntegerField()
    source = models.TextField()
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.years} år"


class Cut(models.Model):
    """An approved removal: events up to and with `number` may be deleted, if they are `keep_years` old.

    One proposes and another approves; the row is made at the approval and never changed. `hash` is that of the last
    event below the cut: what the chain goes on from when its beginning is gone.
    """

    chain = models.TextField()
    number = models.BigIntegerField()
    hash = models.TextField()
    keep_years = models.PositiveSmallIntegerField()
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    approved_by = models.TextField()
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_cut_once"),
            models.CheckConstraint(
                condition=~models.Q(approved_by="") & ~models.Q(approved_by=models.F("proposed_by")),
                name="audit_cut_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"till och med {self.number}"


class Anchor(models.Model):
    """A chain's head at a time, also written outside the database: shows when the tail has been cut off since."""

    chain = models.TextField()
    number = models.BigIntegerField()
    hash = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_anchor_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:8]}"


class Streamed(models.Model):
    """How far a chain's events have come to the separate store. A note for the eye: the store's own files decide."""

    chain = models.TextField(primary_key=True)
    number = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"till och med {self.number}"
