"""Documents that came in or went out, and the register of them (diarium)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.sealing.fields import SealedBytesField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case


class Record(Owned, AppendOnly, Stamped):
    """A document in the register: day, number, sender or receiver, and briefly what it is about (OSL 5:2).

    `party` and `subject` can be left out of the public register; the view without names shows neither. A secrecy mark
    names its provision, day and authority (OSL 5:5).
    """

    class Direction(models.TextChoices):
        IN = "in", "Inkommen"
        OUT = "ut", "Utgående"
        OWN = "upprattad", "Upprättad"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="records")
    number = models.CharField(max_length=24)
    direction = models.CharField(max_length=10, choices=Direction)
    registered_on = models.DateField()
    party = SealedTextField()
    subject = SealedTextField()
    public_subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    content = SealedBytesField(null=True)
    media_type = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    subject_id = models.UUIDField(null=True)
    secrecy_provision = models.CharField(max_length=40, blank=True)
    secrecy_on = models.DateField(null=True)
    secrecy_authority = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="record_number_once", fields=["owner", "number"]),
            models.CheckConstraint(
                name="record_secrecy_mark_whole",
                condition=Q(secrecy_provision="", secrecy_on__isnull=True, secrecy_authority="")
                | (~Q(secrecy_provision="") & Q(secrecy_on__isnull=False) & ~Q(secrecy_authority="")),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-registered_on", "-number"], name="record_register")]


class RecordNumber(models.Model):
    """The last number given in the register in a year; the row is the lock."""

    owner = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="recordnumber_once", fields=["owner", "year"])]
