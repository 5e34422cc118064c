"""Facts in time: what was said about the person, by which source, and for how long it holds."""

from __future__ import annotations

from django.db import models

from .base import AppendOnly, Owned, Stamped
from .cases import Case


class SourceKind(models.TextChoices):
    """Where a fact comes from."""

    CERTIFICATE = "intyg", "Läkarintyg"
    PERSON = "personen", "Personens egen uppgift"
    AUTHORITY = "myndighet", "Svar från en myndighet"
    ASSESSMENT = "bedomning", "Egen bedömning"


class FactEntry(Owned, AppendOnly, Stamped):
    """One statement about one fact. Never changed: what is wrong is answered with a new entry.

    `value` null = asked, and the source did not know. `valid_from`/`valid_to` (both included): the days it speaks of; after
    `valid_to` it counts as unknown. `at` is when we learnt it, so that any past day can be replayed. `withdraws`: this entry
    takes back an earlier one that was entered by mistake, and says nothing itself.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts", db_index=False)
    fact = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    source = models.CharField(max_length=12, choices=SourceKind)
    source_name = models.CharField(max_length=160, blank=True)
    certificate = models.ForeignKey(
        "casework.CertificateFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    withdraws = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="withdrawn_by")

    class Meta:
        indexes = [
            models.Index(fields=["case", "fact", "at"], name="factentry_case"),
            # By day, not by owner: an index that begins with the owner tempts SQLite to walk a whole nämnd (docs/speed.md).
            models.Index(fields=["valid_to", "owner", "case"], name="factentry_expires"),
        ]
