"""Cases, their periods, and who has them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Unit, User
from samre.sealing.fields import SealedTextField

from .base import AppendOnly, Owned, Stamped
from .persons import Person


class CaseState(models.TextChoices):
    """Whether somebody still has a next step."""

    OPEN = "oppet", "Öppet"
    CLOSED = "avslutat", "Avslutat"


class Turn(models.TextChoices):
    """Whose turn it is: the kommun's own, or somebody the kommun waits for."""

    OURS = "var", "Vår tur"
    OTHERS = "annan", "Väntar på andra"
    NONE = "ingen", "Avslutat"


class CaseQuerySet(models.QuerySet["Case"]):
    """Named filters. `visible_to` is the only door to person data from web and api."""

    def visible_to(self, actor: Actor | None) -> CaseQuerySet:
        """The cases of the actor's own authority, for roles that can have cases. To open one takes an assignment in it
        as well (`rules.permissions.check_may`); partners, board, reviewers and administrators see none.
        """
        if actor is None or not (actor.may_have_cases or actor.is_system):
            return self.none()
        return self.filter(owner_id=actor.authority_id)

    def assigned_to(self, actor: Actor) -> CaseQuerySet:
        """Those the actor may open today through an assignment in the case; a manager has those of her unit."""
        if actor.user_id is None:
            return self.visible_to(actor)
        mine = Q(
            id__in=CaseAssignment.objects.filter(user_id=actor.user_id)
            .filter(in_force(timezone.localdate()))
            .values("case_id")
        )
        if actor.is_manager:
            mine |= Q(unit_id=actor.unit_id)
        return self.visible_to(actor).filter(mine)

    def open(self) -> CaseQuerySet:
        return self.filter(state=CaseState.OPEN)


class Case(Owned):
    """One person's way through the map in one kommun (ärende). Reopened, it gets a new period.

    The fields from `turn` to `recommended` are worked out at each write (`actions/standing.py`), so that a list needs no joins.
    `urgent_on` is the first of `next_due` and the law's last days that run: the order of every list.
    `revision` grows with each write: who writes says which one she saw.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    handler = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    pathway = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    last_note_on = models.DateField(null=True)

    next_step = models.ForeignKey(
        "casework.OpenStep", on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=True
    )
    turn = models.CharField(max_length=8, choices=Turn, default=Turn.NONE)
    phase = models.CharField(max_length=20, blank=True)
    next_party = models.CharField(max_length=8, blank=True)
    next_since = models.DateField(null=True)
    next_due = models.DateField(null=True)
    urgent_on = models.DateField(null=True)
    watch_on = models.DateField(null=True)
    stuck = models.CharField(max_length=80, blank=True)
    recommended = models.CharField(max_length=8, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_number_once", fields=["owner", "number"]),
            models.CheckConstraint(
                name="case_open_has_next_responsible_and_date",
                condition=Q(state=CaseState.CLOSED, next_step__isnull=True, closed_on__isnull=False)
                | Q(
                    ~Q(next_party=""),
                    state=CaseState.OPEN,
                    closed_on__isnull=True,
                    next_step__isnull=False,
                    next_since__isnull=False,
                    next_due__isnull=False,
                    urgent_on__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="case_one_open_per_person", fields=["person"], condition=Q(state=CaseState.OPEN)
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "handler", "state", "turn", "urgent_on"], name="case_worklist"),
            models.Index(fields=["owner", "handler", "state", "watch_on"], name="case_watch"),
            models.Index(fields=["owner", "unit", "state", "turn", "urgent_on"], name="case_unit"),
            models.Index(fields=["owner", "unit", "state", "watch_on"], name="case_unit_watch"),
            models.Index(
                fields=["owner", "handler", "state", "urgent_on"], name="case_stuck", condition=~Q(stuck="")
            ),
            models.Index(
                fields=["owner", "unit", "state", "urgent_on"], name="case_unit_stuck", condition=~Q(stuck="")
            ),
            models.Index(
                fields=["owner", "handler", "state", "turn", "next_party", "urgent_on"], name="case_party"
            ),
            models.Index(
                fields=["owner", "unit", "state", "turn", "next_party", "urgent_on"], name="case_unit_party"
            ),
            models.Index(fields=["owner", "handler", "state", "closed_on"], name="case_closed"),
            models.Index(fields=["owner", "unit", "state", "closed_on"], name="case_unit_closed"),
            models.Index(fields=["owner", "state", "next_due"], name="case_due"),
            models.Index(fields=["owner", "person"], name="case_person"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN


class CasePeriod(Owned):
    """A stretch of time the case was open: from opening or reopening to closing with an outcome (mål M1–M8).

    `follow_up_on`: the day to ask how it went; the case's `watch_on` says the same until it is done. `followed_up_on`: when it
    was, with the income of that day (`income_later`), which is empty where the person was not reached.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="periods")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    income_before = models.CharField(max_length=40, blank=True)
    income_after = models.CharField(max_length=40, blank=True)
    reason = SealedTextField(blank=True, default="")
    follow_up_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    income_later = models.CharField(max_length=40, blank=True)
    follow_up_note = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="period_followed_up_when_closed",
                condition=Q(followed_up_on__isnull=True, income_later="") | Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="period_closed_with_outcome",
                condition=Q(closed_on__isnull=True, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="period_ends_after_it_begins",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
            ),
            models.UniqueConstraint(
                name="period_one_open", fields=["case"], condition=Q(closed_on__isnull=True)
            ),
        ]


class CaseNumber(models.Model):
    """The last case number given in a year; the row is the lock."""

    owner = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="casenumber_once", fields=["owner", "year"])]


def in_force(on: date) -> Q:
    """Rows with `since`, `until` and `ended_at` that hold on a day."""
    return Q(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, ended_at__isnull=True)


class CaseAssignment(Owned, Stamped):
    """A user's part in a case: main handler, co-handler, named for a protected person, or reading for a while."""

    class Part(models.TextChoices):
        MAIN = "huvud", "Ansvarig handläggare"
        CO = "med", "Medhandläggare"
        READ = "lasning", "Läsning efter överlämning"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=10, choices=Part)
    since = models.DateField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_main_handler", fields=["case"], condition=Q(part="huvud", ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_part_each", fields=["case", "user"], condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["user", "case"], name="caseassignment_user")]


class EmergencyAccess(Owned, AppendOnly, Stamped):
    """Reading a case without an assignment in it (nödåtkomst): a reason, an end, and a review that always follows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergencies", db_index=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    explanation = SealedTextField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "by", "until"], name="emergency_in_force")]


class Handover(Owned, AppendOnly, Stamped):
    """A case passed from one handler to another with words on the way; she who passed it may read for a while."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handovers")
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField()
    read_until = models.DateField()


class LastSeen(models.Model):
    """When a user last looked at a case, for "vad har hänt sedan sist"."""

    owner = models.ForeignKey(
        "accounts.Authority", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="lastseen_once", fields=["case", "user"])]


class CaseEvent(Owned, AppendOnly, Stamped):
    """Something that happened in a case, as the timeline tells it. Codes and dates only: words are in `tidslinje.yaml`
    and in the thing itself (`subject`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    happened_on = models.DateField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["case", "-at", "-id"], name="caseevent_timeline")]
