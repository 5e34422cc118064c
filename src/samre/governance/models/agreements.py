"""The agreement (överenskommelse) as data: parties, what each promises per step, and signatories."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority
from samre.sealing.ids import new_id

from .base import Kept, Line, Signed
from .decisions import Sitting


class AgreementState(models.TextChoices):
    """Where an agreement is."""

    WRITTEN = "skrivs", "Skrivs"
    SIGNING = "undertecknas", "Undertecknas"
    SIGNED = "undertecknad", "Beslutad"
    ENDED = "upphord", "Har upphört"
    DROPPED = "nedlagd", "Nedlagd"


class SigningWay(models.TextChoices):
    """How a party signed."""

    PAPER = "papper", "På papper"
    SITTING = "sammantrade", "Vid ett sammanträde"


class Agreement(Kept, Signed):
    """One agreement between the parties, on the map with the id `chart`. Nothing of what it says changes once it is signed.

    `parts`: its text, `[{"id", "heading", "text"}]`. `sha256` is the hash of all it says, from the day it was laid for signing.
    `renews` is the one it takes over from. `ended_on` is the last day of one that ended before its time; one that
    was dropped while it was written has none, only who dropped it and when.
    """

    number = models.PositiveIntegerField()
    title = Line(max_length=160)
    chart = Line(max_length=40)
    parts = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    review_on = models.DateField()
    state = Line(max_length=14, choices=AgreementState, default=AgreementState.WRITTEN)
    revision = models.PositiveIntegerField(default=1)
    sha256 = Line(max_length=64, blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = Line(max_length=120, blank=True)
    ended_on = models.DateField(null=True)
    ended_why = Line(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = Line(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agreement_number_once", fields=["keeper", "number"]),
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]


class AgreementParty(models.Model):
    """A party: an authority of the system or one outside of it, the actors of the map it is, and who signs for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    name = Line(max_length=120)
    actors = models.JSONField(default=list)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    signatory = Line(max_length=120, blank=True)
    signatory_title = Line(max_length=120, blank=True)
    signed_on = models.DateField(null=True)
    signed_how = Line(max_length=12, choices=SigningWay, blank=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agreement_party_once", fields=["agreement", "name"]),
            models.CheckConstraint(
                name="agreement_signed_by_somebody",
                condition=Q(signed_on__isnull=True) | (~Q(signatory="") & ~Q(signed_how="")),
            ),
        ]


class Commitment(models.Model):
    """What a party promises in a step of the map, and within how many days. `days` None: no time is promised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="commitments")
    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="commitments")
    step = Line(max_length=12)
    text = models.TextField()
    days = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="commitment_once", fields=["agreement", "party", "step"])]
