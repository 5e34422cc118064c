"""Insatser that the kommun can offer: a catalogue without any person in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from samre.accounts.models import Authority, Unit
from samre.sealing.ids import new_id


class Intervention(models.Model):
    """One local insats: where, from how few hours, in what environment, for whom, who pays, and when somebody last checked.

    Codes (`kind`, `levels`, `environments`, `payer`) are rows of `insatser.yaml`, `steps` steps of the map. `unit` is the
    supplier's unit here, where it has one: only then can an order be sent and followed. Ended it is greyed, never removed.
    `history`: what has been done with the row, the newest last: `[{"at", "by", "what", "before": {column: value}}]`.
    `owner` is the kommun.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    supplier = models.CharField(max_length=80)
    place = models.CharField(max_length=120, blank=True)
    hours_from = models.PositiveSmallIntegerField()
    hours_to = models.PositiveSmallIntegerField()
    levels = models.JSONField(default=list)
    environments = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    for_whom = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=200)
    places = models.PositiveSmallIntegerField()
    weeks_from = models.PositiveSmallIntegerField()
    weeks_to = models.PositiveSmallIntegerField()
    payer = models.CharField(max_length=16)
    agreement = models.CharField(max_length=80, blank=True)
    agreement_to = models.DateField(null=True)
    verified_on = models.DateField()
    verified_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=120)
    history = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intervention_hours_and_weeks_in_order",
                condition=Q(hours_to__gte=models.F("hours_from"), weeks_to__gte=models.F("weeks_from")),
            ),
            models.UniqueConstraint(
                name="intervention_name_once",
                fields=["owner", "supplier", "name"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
