"""Samtycke: who may be told what, what for and until when, as the person said it, and everything that was said since."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .persons import Representative


class GivenHow(models.TextChoices):
    """How a consent was given."""

    PAPER = "papper", "Underskrivet papper"
    SIGNED = "e-underskrift", "E-underskrift"
    ORAL = "muntligt", "Muntligt med vittne"


class Consent(Owned, AppendOnly, Stamped):
    """A consent as it was given (law.md 2.4). Never changed: what happened to it since stands in ConsentEvent. `by_*` received it.

    `giver`: None = the person herself, else a representative whose mandate covers it; `mandate` is its kind and scope as they were.
    `discloser_*`: who may tell; another than the kommun when others may tell the kommun, `telling_unit` which unit of it (None: the
    whole of it, or the kommun itself). `shown` is the exact page the person saw or heard (HTML, UTF-8) with its
    SHA-256; `text_version`, `language` and `read_how` say which, and `reference` stands on the sheet as well; `told` are the five
    points she was told.
    `interpreter` is empty only when `interpreter_needed` is False. `paper` is the scanned sheet, `signature_ref` the reference of
    an e-signature, `witness` who heard an oral consent.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    giver = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="+")
    mandate = SealedTextField(blank=True, default="")
    discloser = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    discloser_unit = models.CharField(max_length=120)
    telling_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField()
    exceptions = SealedJSONField(default=list)
    given_how = models.CharField(max_length=16, choices=GivenHow)
    given_on = models.DateField()
    place = SealedTextField()
    witness = SealedTextField(blank=True, default="")
    paper = SealedBytesField(null=True)
    paper_type = models.CharField(max_length=40, blank=True)
    signature_ref = SealedTextField(null=True)
    reference = models.CharField(max_length=16)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=16)
    read_how = models.CharField(max_length=12)
    interpreter_needed = models.BooleanField()
    interpreter = SealedTextField(blank=True, default="")
    told = models.JSONField(default=list)
    shown = SealedBytesField()
    shown_sha256 = models.CharField(max_length=64)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_has_an_end", condition=Q(valid_to__gte=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="consent_complete",
                condition=~Q(discloser_unit="")
                & ~Q(purpose="")
                & ~Q(text_version="")
                & ~Q(language="")
                & ~Q(read_how="")
                & ~Q(shown_sha256="")
                & ~Q(by_name=""),
            ),
            models.CheckConstraint(
                name="consent_paper_or_signature_or_witness",
                condition=Q(given_how="papper", paper__isnull=False)
                | Q(given_how="e-underskrift", signature_ref__isnull=False)
                | Q(given_how="muntligt"),
            ),
        ]


class PreparedConsent(Owned, Stamped):
    """A consent as it was put together, before anybody has said yes: the very text that is printed, read aloud and then kept.

    `choices`: giver, purpose, scopes, days and exceptions. `is_open` until it became `consent` or was dropped. It lets nothing out.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="prepared_consents")
    choices = SealedJSONField()
    reference = models.CharField(max_length=16)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=16)
    shown = SealedBytesField()
    shown_sha256 = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, null=True, related_name="prepared")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prepared_consent_used_is_closed",
                condition=Q(consent__isnull=True) | Q(is_open=False),
            ),
            models.UniqueConstraint(
                name="prepared_consent_once", fields=["case", "reference"], condition=Q(is_open=True)
            ),
        ]


class ConsentScope(Owned, AppendOnly):
    """One thing a consent lets one receiver know: a category of `samverkan.yaml` to a named authority, or to one unit of it."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="scopes")
    receiver = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_scope_once", fields=["consent", "receiver", "receiver_unit", "category"]
            ),
            models.UniqueConstraint(
                name="consent_scope_whole_authority_once",
                fields=["consent", "receiver", "category"],
                condition=Q(receiver_unit__isnull=True),
            ),
        ]


class ConsentEvent(Owned, AppendOnly, Stamped):
    """What happened to a consent: given, narrowed (`scope` no longer holds), renewed, withdrawn or run out. `at` is the moment it
    bites; `channel` how the person said it."""

    class Kind(models.TextChoices):
        GIVEN = "lamnat", "Lämnat"
        NARROWED = "begransat", "Begränsat"
        RENEWED = "fornyat", "Förnyat"
        WITHDRAWN = "aterkallat", "Återkallat"
        EXPIRED = "utgatt", "Gått ut"

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    scope = models.ForeignKey(ConsentScope, on_delete=models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    words = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_ends_once",
                fields=["consent", "kind"],
                condition=Q(kind__in=("aterkallat", "utgatt", "lamnat")),
            )
        ]


class FollowUpConsent(Owned, AppendOnly, Stamped):
    """Consent to the national follow-up (Uppföljning Finsam). Kept apart: it never lets anything be disclosed, and no disclosure
    consent stands in for it. `is_given` False = refused or taken back; the last row holds."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_up_consents")
    is_given = models.BooleanField()
    said_on = models.DateField()
