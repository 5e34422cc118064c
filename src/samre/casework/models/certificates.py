"""Läkarintyg as they came in."""

from __future__ import annotations

from django.db import models

from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case


class CertificateFile(Owned, AppendOnly, Stamped):
    """A läkarintyg that came in: the file itself, what was read out of it, and the days it covers.

    `original` is the file byte for byte (empty when it was typed in from paper). `read` is `certificate.read.to_json`.
    `starts_on`/`ends_on`/`extent` (per cent) are the period line; `likeness` is a keyed hash of what the doctor wrote apart from
    days, so that three alike in a row can be seen.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="certificates", db_index=False)
    original = SealedBytesField(null=True)
    file_name = SealedTextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True)
    read = SealedJSONField()
    form = models.CharField(max_length=20, blank=True)
    received_on = models.DateField()
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    extent = models.PositiveSmallIntegerField(null=True)
    gaps = models.PositiveSmallIntegerField(default=0)
    likeness = models.BinaryField(max_length=32, blank=True, default=bytes)
    definition = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["case", "-received_on"], name="certificate_case")]
