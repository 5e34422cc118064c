"""Placering: an insats ordered for a person, what its handledare writes in the supplier's keeping, and what comes back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .consents import Consent
from .inbox import Delivery
from .interventions import Intervention
from .steps import OpenStep


class PlacementState(models.TextChoices):
    """How far a placement has come."""

    DRAFT = "utkast", "Utkast"
    ORDERED = "bestalld", "Beställd"
    ENDED = "avslutad", "Avslutad"
    STOPPED = "avbruten", "Avbruten i förtid"
    DROPPED = "struken", "Struken före beställning"


class Placement(Owned, Stamped):
    """The person's place in an insats. The kommun's own row; the supplier has a frozen copy (`Delivery`) and nothing else.

    `frames`: what the care says that the person can do (hours, environments, level), by which the catalogue is searched.
    `order`: the fields of the order as they are written. From `sent_at` on only `state`, `heard_on` and the end change:
    `snapshot` is exactly what the supplier got. `reference` stands in place of the name where the name is not told.
    `heard_on`: the last day anything came. `typed`: the order's form as it was left, also what can't be kept as an order (field →
    text), until it is; `changed_at` when anybody last wrote in it. `queued_at`: since when it waits for a free place.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="placements")
    state = models.CharField(max_length=10, choices=PlacementState, default=PlacementState.DRAFT)
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.ForeignKey(OpenStep, on_delete=models.SET_NULL, null=True, related_name="+")
    frames = SealedJSONField(default=dict)
    order = SealedJSONField(default=dict)
    typed = SealedJSONField(default=dict)
    changed_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=16)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ground = models.CharField(max_length=24, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedTextField(blank=True, default="")
    proviso = SealedTextField(blank=True, default="")
    assessed_by = models.CharField(max_length=120, blank=True)
    assessed_title = models.CharField(max_length=80, blank=True)
    receiver = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receiver_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    snapshot = SealedJSONField(null=True)
    packet = SealedBytesField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    heard_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    end_words = SealedTextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_sent_with_ground_and_name",
                condition=Q(sent_at__isnull=True)
                | (
                    Q(
                        intervention__isnull=False,
                        receiver__isnull=False,
                        snapshot__isnull=False,
                        starts_on__isnull=False,
                        ends_on__gte=models.F("starts_on"),
                    )
                    & ~Q(ground="")
                    & ~Q(assessed_by="")
                    & ~Q(sha256="")
                ),
            ),
            models.CheckConstraint(
                name="placement_by_consent_names_it",
                condition=~Q(ground="samtycke") | Q(consent__isnull=False) | Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="placement_ended_by_somebody_for_a_reason",
                condition=Q(state__in=("utkast", "bestalld"), ended_at__isnull=True)
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(end_reason="")),
            ),
            models.UniqueConstraint(name="placement_reference_once", fields=["owner", "reference"]),
        ]
        indexes = [
            models.Index(
                fields=["owner", "intervention", "ends_on"],
                name="placement_active",
                condition=Q(state="bestalld"),
            ),
        ]


class PlacementReport(Owned, AppendOnly, Stamped):
    """What the supplier has told, as the kommun got it: a week, an absence, a report of work ability. `by_*` is the handledare.

    `choices`: codes and numbers of the form (`insatser.yaml`). `facts`: fact id → value that it supports. `entered_by`: the
    socialsekreterare who typed in what came on paper.
    """

    class Kind(models.TextChoices):
        WEEK = "vecka", "Veckonotering"
        ABSENCE = "franvaro", "Utebliven"
        REPORT = "rapport", "Uppföljning av arbetsförmåga"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    came_on = models.DateField()
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")
    facts = SealedJSONField(default=dict)
    entered_by = models.CharField(max_length=120, blank=True)


class Attendance(Owned, Stamped):
    """One day at the place, in the supplier's keeping: `mark` is {"status", "minutes"}. A correction is a row of its own beside."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attendance")
    day = models.DateField()
    mark = SealedJSONField(default=dict)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attendance_day_once", fields=["delivery", "day"], condition=Q(corrects__isnull=True)
            )
        ]


class WeeklyNote(Owned, Stamped):
    """The handledare's two minutes about a week (`week` is its Monday), in the supplier's keeping. Sent as it is written."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="weekly_notes")
    week = models.DateField()
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="weeklynote_week_once", fields=["delivery", "week"], condition=Q(corrects__isnull=True)
            )
        ]


class WeekDraft(Owned):
    """The note about a week as far as it has been typed, in the supplier's keeping; empty when it has been sent."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="week_drafts")
    week = models.DateField()
    fields = SealedJSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="weekdraft_once", fields=["delivery", "week"])]


class WorkReport(Owned, Stamped):
    """The report of work ability as the handledare writes it, in the supplier's keeping: a draft until it is sent."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="work_reports")
    content = SealedJSONField(default=dict)
    is_final = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="workreport_one_draft", fields=["delivery"], condition=Q(sent_at__isnull=True)
            )
        ]
