"""What another authority, or a social enterprise, has been given: its own copy, in its own keeping, never a way into the file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped


class DeliveryKind(models.TextChoices):
    """What has been delivered, and so which answer form it has (`inkorg.yaml`)."""

    DISCLOSURE = "utlamnande", "Underlag"
    CONSULTATION = "konsultation", "Ärendekonsultation"
    PLACEMENT = "insats", "Beställning av insats"
    MEETING = "kallelse", "Kallelse till möte"


class Delivery(Owned):
    """A frozen copy delivered to one unit. `owner` is the receiving authority: it keeps what it got whatever happens to the case.

    `source_ref` is the kommun's row (disclosure, consultation, placement, meeting): an id without a foreign key, since no key
    crosses authorities. `snapshot` is all there is to see. `excused_on`: the sender does not wait for an answer any more.
    `closed_at`: access has ended (a placement is over, a disclosure was taken back).
    `subject` and `sender` never name the person: beside `reference`, by which both sides can speak of it on the telephone, a list
    of deliveries shows nothing else. `is_protected`: she has protected data, which the list says in place of the subject and the
    log at each opening. `answered_as`: the row of `slag` in inkorg.yaml it is answered by, where that is not the kind's own.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=DeliveryKind)
    source_authority = models.UUIDField()
    source_ref = models.UUIDField()
    reference = models.CharField(max_length=8)
    answered_as = models.CharField(max_length=14, blank=True, default="")
    sender = models.CharField(max_length=240)
    subject = models.CharField(max_length=120)
    snapshot = SealedJSONField()
    packet = SealedBytesField(null=True)
    sha256 = models.CharField(max_length=64)
    delivered_at = models.DateTimeField()
    answer_by = models.DateField(null=True)
    is_protected = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=120, blank=True)
    reminded_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    excused_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            # What it came from first: whoever takes it back knows nothing else, and looks among all that an authority has.
            models.UniqueConstraint(
                name="delivery_once", fields=["source_ref", "owner", "unit", "kind", "sha256"]
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "unit", "answer_by"],
                name="delivery_open",
                condition=Q(closed_at__isnull=True),
            ),
        ]


class DeliveryAnswer(Owned, AppendOnly, Stamped):
    """What the receiver answered, in her own keeping; the kommun has its own copy. `by_*` is who answered."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=20)
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")


class AnswerLink(Owned):
    """A one-time link for a receiver without an account. `owner` is the kommun. Link and code are kept as hashes only and go by
    different roads; it ends when it is answered, taken back, out of date or tried too often. `sent_to`: whom it was meant for and
    by which roads link and code went."""

    disclosure = models.ForeignKey("casework.Disclosure", on_delete=models.CASCADE, related_name="links")
    sent_to = SealedTextField(blank=True, default="")
    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    valid_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)


class LinkDoor(models.Model):
    """Which authority a one-time link leads to. A visitor with a link has no scope, and so sees no owned row: this says in which
    one her link is to be looked for, and nothing else. It is gone when the link has ended."""

    token_sha256 = models.CharField(primary_key=True, max_length=64)
    leads_to = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    valid_until = models.DateTimeField()
