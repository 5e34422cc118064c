"""Assignments (uppdrag): what a user does, for which unit, between which days."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from samre.sealing.ids import new_id

from ..certification import certification
from ..roles import Role
from .authorities import Unit
from .users import User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Named filters."""

    def in_force(self, on: date) -> AssignmentQuerySet:
        """Those that may be acted on: begun, not ended, of an active user and unit, and certified within the period."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            valid_from__lte=on,
            ended_at__isnull=True,
            certified_on__gte=certification(on).since(on),
            user__is_active=True,
            unit__is_active=True,
        )

    def with_names(self) -> AssignmentQuerySet:
        """With user, unit and authority in the same query."""
        return self.select_related("user", "unit__authority")


class Assignment(models.Model):
    """One user's role at one unit (uppdrag). Chosen at login, stamped on everything she does.

    A manager certifies it again within the period set (definition `konton.yaml`); one that is not is no longer in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    certified_on = models.DateField()
    certified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assignment_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="assignment_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="assignment_once", fields=["user", "unit", "role"], condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="assignment_unit_role")]

    def obstacle(self, on: date) -> str:
        """Why nobody may act on it that day, in a sentence; empty when somebody may. The same rule as `in_force`."""
        if not self.user.is_active:
            return "Ditt konto är avstängt."
        if self.ended_at is not None or (self.valid_to is not None and self.valid_to < on):
            return "Uppdraget är avslutat."
        if self.valid_from > on:
            return f"Uppdraget börjar gälla först {self.valid_from:%Y-%m-%d}."
        if not self.unit.is_active:
            return "Enheten är inte längre i bruk."
        if self.certified_on < certification(on).since(on):
            return "Uppdraget är pausat, för att ingen chef har bekräftat det i tid."
        return ""

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.unit}"
