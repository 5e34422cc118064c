"""Open steps: what is going on in a case, who has it, and by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.sealing.fields import SealedTextField

from .base import Owned, Stamped
from .cases import Case

LIVE = ("pagar", "vantar")


class StepState(models.TextChoices):
    """Where a step in a case is."""

    ACTIVE = "pagar", "Pågår"
    WAITING = "vantar", "Väntar på svar"
    DONE = "klart", "Klart"
    DROPPED = "avbrutet", "Avbrutet"


class OpenStep(Owned, Stamped):
    """A step of the map as it is taken in a case: exactly one responsible party and one date.

    `responsible` is an actor id of the map ("KOM", "REG"), `party` its own name where known ("Vårdcentralen Almby").
    `waiting_*`: whom we wait for, since when, until when, and what we then do; on that day it comes back by itself.
    `recommended` is what the map said when it was chosen; another choice has a `reason`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.ACTIVE)
    responsible = models.CharField(max_length=8)
    party = SealedTextField(blank=True, default="")
    since = models.DateField()
    due = models.DateField()
    due_is_law = models.BooleanField(default=False)
    recommended = models.CharField(max_length=8, blank=True)
    reason = SealedTextField(blank=True, default="")
    waiting_for = models.CharField(max_length=8, blank=True)
    waiting_since = models.DateField(null=True)
    waiting_until = models.DateField(null=True)
    waiting_then = SealedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    outcome = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="step_has_responsible", condition=~Q(responsible="")),
            models.CheckConstraint(
                name="step_waits_for_somebody_until_a_day",
                condition=~Q(state="vantar")
                | Q(~Q(waiting_for=""), waiting_since__isnull=False, waiting_until__isnull=False),
            ),
            models.CheckConstraint(
                name="step_ended_by_somebody",
                condition=Q(state__in=LIVE, ended_at__isnull=True, ended_by="")
                | Q(Q(ended_at__isnull=False), ~Q(ended_by=""), ~Q(state__in=LIVE)),
            ),
            models.UniqueConstraint(
                name="step_open_once", fields=["case", "step"], condition=Q(state__in=LIVE)
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state", "due"], name="openstep_case"),
            models.Index(
                fields=["owner", "waiting_until"], name="openstep_returns", condition=Q(state="vantar")
            ),
        ]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def mark(self) -> str:
        """What of the step others can change, in one text: a form carries it, so that nothing is overwritten unseen."""
        return f"{self.state}|{self.due}|{self.waiting_for}|{self.waiting_until or ''}"


class Task(Owned, Stamped):
    """Something to look at on a day (Bevaka): a fact that went out of date, a certificate that ends, a promise to ring.

    `kind` is a row of `arenden.yaml`, which has its words; `about` names what it is about (fact id, step, certificate).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    text = SealedTextField(blank=True, default="")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="task_open_once",
                fields=["case", "kind", "about"],
                condition=Q(done_at__isnull=True) & ~Q(kind="egen"),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "due_on"], name="task_open", condition=Q(done_at__isnull=True)),
        ]


class Deadline(Owned, Stamped):
    """A last day that law or agreement sets (frist): which rule of `frister.yaml`, counted from which day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    rule = models.CharField(max_length=40)
    counted_from = models.DateField()
    due = models.DateField()
    met_on = models.DateField(null=True)
    met_by = models.CharField(max_length=120, blank=True)
    lapsed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deadline_once", fields=["case", "rule", "counted_from"]),
        ]
        indexes = [
            models.Index(
                fields=["case", "due"],
                name="deadline_running",
                condition=Q(met_on__isnull=True, lapsed=False),
            ),
        ]
