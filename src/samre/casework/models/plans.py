"""The plan made with the person (SAMRE-planering): a draft that changes, versions that never do, and how it went."""

from __future__ import annotations

import hashlib
import json

from django.db import models
from django.db.models import Q

from samre.sealing.fields import SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case


class PlanState(models.TextChoices):
    """Where a version is. What is fastställt never changes: another text is another version."""

    DRAFT = "utkast", "Utkast"
    DROPPED = "slopat", "Slopat utkast"
    SETTLED = "faststalld", "Fastställd"


class Participation(models.TextChoices):
    """How the person took part in the plan, and what she says of it."""

    AGREES = "overens", "Personen är överens"
    DISAGREES = "inte_overens", "Personen är inte överens"
    COULD_NOT = "kunde_inte", "Personen har inte kunnat svara"


class Plan(Owned, Stamped):
    """One version of the plan in a case. `number` is given when it is fastställd; `based_on` is the version it was made from.

    `goal` is a code of `planering.yaml`, `lead` the actor of the map that leads. `milestones` and `activities` are lists of
    rows: {"line": id that a row keeps through versions, "text", "step"} with "by" (milestones), "responsible", "name" and
    "due" (activities); days as ISO. Once fastställd, each activity is a PlanActivity too. `participation_words` is what the
    person says of the plan, or why she could not answer. `changed_at`: when anybody last wrote in it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="plans", db_index=False)
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.DRAFT)
    number = models.PositiveIntegerField(null=True)
    based_on = models.PositiveIntegerField(null=True)
    goal = models.CharField(max_length=16, blank=True)
    goal_text = SealedTextField(blank=True, default="")
    needs = SealedTextField(blank=True, default="")
    own_goals = SealedTextField(blank=True, default="")
    milestones = SealedJSONField(default=list)
    activities = SealedJSONField(default=list)
    lead = models.CharField(max_length=8, blank=True)
    lead_name = SealedTextField(blank=True, default="")
    medical_hours = SealedTextField(blank=True, default="")
    medical_frames = SealedTextField(blank=True, default="")
    medical_surroundings = SealedTextField(blank=True, default="")
    if_worse = SealedTextField(blank=True, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    evaluate_on = models.DateField(null=True)
    follow_up_months = models.PositiveSmallIntegerField(null=True)
    participation = models.CharField(max_length=16, choices=Participation, blank=True)
    participation_words = SealedTextField(blank=True, default="")
    took_part_on = models.DateField(null=True)
    took_part_how = models.CharField(max_length=16, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_settled_whole",
                condition=(
                    ~Q(state="faststalld") & Q(settled_at__isnull=True, settled_by="", number__isnull=True)
                )
                | (
                    Q(
                        state="faststalld",
                        settled_at__isnull=False,
                        number__isnull=False,
                        starts_on__isnull=False,
                        ends_on__isnull=False,
                        evaluate_on__isnull=False,
                        follow_up_months__isnull=False,
                    )
                    & ~Q(settled_by="")
                    & ~Q(goal="")
                    & ~Q(lead="")
                    & ~Q(participation="")
                    & ~Q(digest="")
                ),
            ),
            models.UniqueConstraint(
                name="plan_number_once", fields=["case", "number"], condition=Q(number__isnull=False)
            ),
            models.UniqueConstraint(name="plan_one_draft", fields=["case"], condition=Q(state="utkast")),
        ]

    @property
    def is_settled(self) -> bool:
        return self.state == PlanState.SETTLED

    @property
    def content(self) -> dict[str, object]:
        """What the version says, column by column: what two versions are compared by."""
        left_out = {"id", "owner", "case", "state", "number", "based_on", "revision", "digest"}
        stamped = {"at", "by", "by_name", "by_title", "by_authority", "settled_at", "settled_by"}
        return {
            field.name: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in left_out | stamped
        }

    @property
    def content_digest(self) -> str:
        """SHA-256 (hexadecimal) of what the version says; `digest` is what it was when it was fastställd."""
        text = json.dumps(
            self.content, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()


class PlanActivity(Owned, AppendOnly):
    """An activity of a version that is fastställd: what, who does it (exactly one), and by when.

    `line` is the same in every version that has the activity; `responsible` an actor of the map, `party` its own name.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows")
    line = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    step = models.CharField(max_length=8, blank=True)
    responsible = models.CharField(max_length=8)
    party = SealedTextField(blank=True, default="")
    due = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="activity_has_one_responsible", condition=~Q(responsible="")),
            models.UniqueConstraint(name="activity_line_once", fields=["plan", "line"]),
        ]


class ActivityMark(Owned, AppendOnly, Stamped):
    """That an activity is done, or did not happen and why. The last mark holds; it follows the activity's line through versions."""

    class Kind(models.TextChoices):
        DONE = "gjord", "Gjord"
        REOPENED = "oppnad", "Inte gjord än"
        NOT_DONE = "blev_inte", "Blev inte av"

    activity = models.ForeignKey(PlanActivity, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=12, choices=Kind)
    happened_on = models.DateField()
    words = SealedTextField(blank=True, default="")


class PlanFollowUp(Owned, AppendOnly, Stamped):
    """A follow-up of a version with the person: what has happened, what she says, and whether the plan goes on."""

    class Outcome(models.TextChoices):
        GOES_ON = "fortsatter", "Planen fortsätter"
        CHANGES = "andras", "Planen ska ändras"
        ENDS = "avslutas", "Planen är avslutad"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="follow_ups")
    followed_on = models.DateField()
    text = SealedTextField()
    own_words = SealedTextField(blank=True, default="")
    outcome = models.CharField(max_length=12, choices=Outcome)
