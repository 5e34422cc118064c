"""Deviations (samverkansavvikelser): that something did not go as agreed, and what was done about it. Never about a client."""

from __future__ import annotations

from django.db import models

from samre.accounts.models import Authority

from .base import Final, Kept, Line, Signed


class DeviationState(models.TextChoices):
    """Where a deviation is."""

    REPORTED = "anmald", "Anmäld"
    HANDLED = "hanteras", "Hanteras"
    CLOSED = "avslutad", "Avslutad"
    WITHDRAWN = "aterkallad", "Återkallad"


class DeviationStep(models.TextChoices):
    """What was done about a deviation at one time."""

    ASSIGNED = "tilldelad", "Skickad till parten"
    ANSWERED = "svar", "Parten svarade"
    MEASURE = "atgard", "Åtgärd"
    CLOSED = "avslutad", "Avslutad"
    WITHDRAWN = "aterkallad", "Återkallad"


class Deviation(Kept, Signed):
    """Something that did not go as agreed. It names a step and a party, and one sentence at most; never a client.

    `source` reported it. `actor` is an actor of the map; `against` the authority, where it is one of ours. `answer_by`: the day
    the party was asked to answer by.
    """

    number = models.PositiveIntegerField()
    source = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    step = Line(max_length=12)
    actor = Line(max_length=8)
    party = Line(max_length=120)
    against = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    kind = Line(max_length=24)
    text = Line(max_length=300, blank=True)
    state = Line(max_length=10, choices=DeviationState, default=DeviationState.REPORTED)
    answer_by = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="deviation_number_once", fields=["keeper", "number"])]
        indexes = [models.Index(fields=["keeper", "state", "at"], name="deviation_open")]


class DeviationEvent(Kept, Signed, Final):
    """What was done about a deviation. `for_party`: the words are the party's own, whoever wrote them down."""

    deviation = models.ForeignKey(Deviation, on_delete=models.PROTECT, related_name="events")
    what = Line(max_length=10, choices=DeviationStep)
    for_party = Line(max_length=120, blank=True)
    text = Line(max_length=1000)
