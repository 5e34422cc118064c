"""Log review: accesses that somebody else has to look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import User
from samre.sealing.fields import SealedTextField

from .base import Owned


class Review(Owned):
    """One access in the log to look at (logggranskning), why it was picked, and what the reviewer found.

    Points to the event by chain and number: the log knows nothing of reviews.
    """

    chain = models.CharField(max_length=40)
    event_number = models.PositiveBigIntegerField()
    case_id_text = models.CharField(max_length=40, blank=True)
    reviewed_user = models.UUIDField(null=True)
    rule = models.CharField(max_length=40)
    seed = models.CharField(max_length=40, blank=True)
    picked_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True)
    measure = SealedTextField(blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewer_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["chain", "event_number", "rule"]),
            models.CheckConstraint(
                name="review_outcome_by_somebody",
                condition=Q(reviewed_at__isnull=True, outcome="", reviewer__isnull=True)
                | (Q(reviewed_at__isnull=False, reviewer__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="review_not_own",
                condition=Q(reviewer__isnull=True)
                | Q(reviewed_user__isnull=True)
                | ~Q(reviewer=models.F("reviewed_user")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], name="review_queue", condition=Q(reviewed_at__isnull=True)
            ),
        ]
