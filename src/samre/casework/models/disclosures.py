"""Utlämnande: a request, a secrecy assessment by a named person, a frozen snapshot, and what came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .consents import Consent
from .steps import OpenStep


class DisclosureState(models.TextChoices):
    """How far a disclosure has come."""

    DRAFT = "utkast", "Utkast"
    ASSESSED = "bedomd", "Bedömd"
    SENT = "skickad", "Skickad"
    RECEIVED = "mottagen", "Mottagen"
    ANSWERED = "besvarad", "Besvarad"
    DROPPED = "avbruten", "Avbruten"


class Road(models.TextChoices):
    """How it reaches the receiver."""

    INBOX = "inkorg", "Inkorgen i SAMRE"
    LINK = "lank", "Engångslänk med kod"
    PAPER = "papper", "Papper eller PDF"


class Disclosure(Owned, Stamped):
    """What is let out of a case to one receiver, and why that is allowed (OSL 8:1, 10:1, 12:2).

    `items`: the chosen fields, `[{"category", "field"}]`, with `mask` (what the guard found is left out) or `why` (it goes all the
    same), `consent` where that covers it and `excepting` (consents whose exceptions were seen). `asked`: what the receiver asked
    for (`on_request`) or is asked to do. `ground` is a row of `samverkan.yaml`; `consent` when it is consent. `sha256` is the hash
    of the canonical snapshot as it was assessed, and as it was sent. From `sent_at` on nothing changes but `state` and
    `reminded_on`: `snapshot` is what the receiver got (and all she ever sees), `packet` the PDF. `reference` is written on paper
    answers; it says nothing.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disclosures")
    state = models.CharField(max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT)
    step = models.ForeignKey(OpenStep, on_delete=models.SET_NULL, null=True, related_name="+")
    receiver = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receiver_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receiver_kind = models.CharField(max_length=16)
    receiver_name = SealedTextField()
    road = models.CharField(max_length=8, choices=Road)
    purpose = models.CharField(max_length=20)
    asked = SealedTextField(blank=True, default="")
    on_request = models.BooleanField(default=False)
    items = SealedJSONField(default=list)
    ground = models.CharField(max_length=24, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="disclosures")
    reason = SealedTextField(blank=True, default="")
    proviso = SealedTextField(blank=True, default="")
    assessed_by = models.CharField(max_length=120, blank=True)
    assessed_title = models.CharField(max_length=80, blank=True)
    assessed_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    reference = models.CharField(max_length=16, blank=True)
    snapshot = SealedJSONField(null=True)
    packet = SealedBytesField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_sent_with_ground_and_name",
                condition=Q(sent_at__isnull=True)
                | (
                    Q(assessed_at__isnull=False, snapshot__isnull=False)
                    & ~Q(ground="")
                    & ~Q(assessed_by="")
                    & ~Q(sha256="")
                ),
            ),
            models.CheckConstraint(
                name="disclosure_sent_is_no_draft",
                condition=Q(sent_at__isnull=True, state__in=("utkast", "bedomd", "avbruten"))
                | Q(sent_at__isnull=False, state__in=("skickad", "mottagen", "besvarad", "avbruten")),
            ),
            models.CheckConstraint(
                name="disclosure_by_consent_names_it",
                condition=~Q(ground="samtycke") | Q(consent__isnull=False),
            ),
            models.UniqueConstraint(
                name="disclosure_reference_once",
                fields=["owner", "reference"],
                condition=~Q(reference=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "answer_by"],
                name="disclosure_unanswered",
                condition=Q(state__in=("skickad", "mottagen")),
            ),
            models.Index(
                fields=["owner", "sent_at"],
                name="disclosure_sent",
                condition=Q(sent_at__isnull=False),
            ),
        ]


class AnswerKind(models.TextChoices):
    """The few answers a receiver chooses among."""

    RECEIVED = "mottaget", "Mottaget"
    REFUSED = "avslag", "Avslag"
    MORE = "komplettering", "Behöver komplettering"
    MEETING = "mote", "Bokat möte"
    RESULT = "resultat", "Resultat"


class DisclosureAnswer(Owned, AppendOnly, Stamped):
    """What the receiver answered, as the kommun got it: `by_*` is the answerer (her name and authority), `entered_by` the
    socialsekreterare who typed a paper answer in. `choices`: codes of the answer form; `facts`: fact id → value it supports."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=14, choices=AnswerKind)
    road = models.CharField(max_length=8, choices=Road)
    came_on = models.DateField()
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")
    facts = SealedJSONField(default=dict)
    entered_by = models.CharField(max_length=120, blank=True)
