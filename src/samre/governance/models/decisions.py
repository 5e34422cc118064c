"""The steering group's meetings: agenda, what was decided by whom, and minutes that are signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import User

from .base import Final, Kept, Line, Signed
from .drafts import Draft


class Sitting(Kept, Signed):
    """A meeting of the steering group. `agenda`: rows {"title", "draft", "request", "agreement"}, of which the last three name what
    the point is about; `present`: names and what they stand for.

    Minutes are written until somebody else than who last wrote them (`minutes_by`) signs (`signed_at`); after that nothing of it
    changes.
    """

    number = models.PositiveIntegerField()
    on = models.DateField()
    place = Line(max_length=120, blank=True)
    agenda = models.JSONField(default=list)
    present = models.JSONField(default=list)
    minutes = models.TextField(blank=True)
    minutes_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    signed_at = models.DateTimeField(null=True)
    signed_by = Line(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sitting_number_once", fields=["keeper", "number"]),
            models.CheckConstraint(
                name="sitting_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by="")
                | (Q(signed_at__isnull=False) & ~Q(signed_by="")),
            ),
        ]


class Decision(Kept, Signed, Final):
    """What the steering group decided about a draft at one revision. Whoever proposed it does not decide it (four eyes)."""

    class Outcome(models.TextChoices):
        APPROVED = "bifall", "Godkänns"
        DECLINED = "avslag", "Avslås"
        RETURNED = "aterremiss", "Återremitteras"

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="decisions")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField()
    hash = Line(max_length=64)
    outcome = Line(max_length=12, choices=Outcome)
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason=""))]


class SittingPaper(Kept, Signed, Final):
    """The calling to a meeting, or its minutes, as it was given: the document and its check sum (sha256, hex)."""

    class Kind(models.TextChoices):
        CALLING = "kallelse", "Kallelse"
        MINUTES = "protokoll", "Protokoll"

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="papers")
    kind = Line(max_length=10, choices=Kind)
    document = models.BinaryField()
    hash = Line(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sitting_minutes_once", fields=["sitting"], condition=Q(kind="protokoll")
            )
        ]
