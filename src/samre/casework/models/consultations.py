"""Ärendekonsultation: one question to the consultants of other authorities, what each answers, and what is agreed (JO 2013/14)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedJSONField, SealedTextField
from samre.sealing.ids import new_id

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .notes import Note


class ConsultationForm(models.TextChoices):
    """Which referral it is: to the consultants (B4), or to the Resursteam (B5)."""

    CONSULTATION = "konsultation", "Ärendekonsultation"
    TEAM = "resursteam", "Resursteam"


class ConsultationMode(models.TextChoices):
    """Whether the consultants get to know who it is about."""

    ANONYMOUS = "utan_namn", "Utan namn"
    IDENTIFIED = "med_namn", "Med namn, efter samtycke"


class ConsultationState(models.TextChoices):
    """How far a consultation has come."""

    DRAFT = "utkast", "Utkast"
    SENT = "skickad", "Skickad"
    DROPPED = "avbruten", "Avbruten"
    CLOSED = "stangd", "Avslutad"


class Consultation(Owned, Stamped):
    """A question about a case, put to several authorities at once. `by_*` began it.

    Anonymous: nothing that leads to the person is ever written in it (`rules/consultations.py` refuses it before it is stored), and
    `age_span` stands in place of her age. `categories`: what a text with a name tells of (`samverkan.yaml`). `result` is the signed
    note with what came of it; without one it can't be closed. `own_slots`: the booked times of the kommun's own consultants, who
    are asked nothing in writing. `let_through`: why words outside the consent went all the same with
    the plan (`[{"sort", "field", "why", "by", "at"}]`).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consultations")
    form = models.CharField(max_length=14, choices=ConsultationForm)
    mode = models.CharField(max_length=10, choices=ConsultationMode)
    state = models.CharField(max_length=10, choices=ConsultationState, default=ConsultationState.DRAFT)
    question = SealedTextField(blank=True, default="")
    background = SealedTextField(blank=True, default="")
    expectations = SealedTextField(blank=True, default="")
    practical = SealedTextField(blank=True, default="")
    urgency = SealedTextField(blank=True, default="")
    categories = models.JSONField(default=list)
    age_span = models.CharField(max_length=20, blank=True)
    answer_by = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    channel = models.CharField(max_length=16, blank=True)
    own_slots = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    result = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = SealedTextField(blank=True, default="")
    let_through = SealedJSONField(default=list)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_closed_with_written_result",
                condition=~Q(state="stangd") | Q(result__isnull=False),
            ),
            models.CheckConstraint(
                name="consultation_sent_by_somebody_until_a_day",
                condition=Q(sent_at__isnull=True) | (~Q(sent_by="") & Q(answer_by__isnull=False)),
            ),
        ]

    @property
    def is_anonymous(self) -> bool:
        return self.mode == ConsultationMode.ANONYMOUS

    @property
    def is_open(self) -> bool:
        return self.state in (ConsultationState.DRAFT, ConsultationState.SENT)

    @property
    def held_times(self) -> set[UUID]:
        """The times it has booked, of those who are asked and of the kommun's own."""
        asked = {one.slot for one in self.questions.all() if one.slot is not None}
        return asked | {UUID(one) for one in self.own_slots}


class ConsultationQuestion(Owned):
    """What one party is asked. `grounds` are the consents it went out on (`[{"category", "consent"}]`), empty when anonymous; the
    delivery's `source_ref` is this row's id, so that nothing there leads to the case. `plan_*`: when the agreed plan went back
    to the party, and on which consents."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    receiver = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = SealedTextField(blank=True, default="")
    grounds = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    slot = models.UUIDField(null=True)
    plan_sent_at = models.DateTimeField(null=True)
    plan_grounds = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consultation_unit_asked_once", fields=["consultation", "receiver_unit"]
            )
        ]


class ConsultationReply(Owned, AppendOnly, Stamped):
    """A party's proposal in writing. `by_*` is who answered; `entered_by` the caseworker who typed in what was said or came on
    paper. The last one holds."""

    question = models.ForeignKey(ConsultationQuestion, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=20)
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")
    came_on = models.DateField()
    entered_by = models.CharField(max_length=120, blank=True)


class OfferedTime(models.Model):
    """A time the consultants of an authority offer. It says nothing of any person, so every kommun sees it; taking it writes only
    which unit comes. Whose time it is can't be changed by somebody else: the actions see to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    offered_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    offered_name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16)
    where = models.CharField(max_length=200, blank=True)
    taken_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="offeredtime_once",
                fields=["offered_by", "offered_name", "starts_at"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="offeredtime_taken_by_a_unit",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at"],
                name="offeredtime_free",
                condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]
