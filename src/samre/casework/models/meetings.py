"""Möten: SIP, avstämningsmöte, flerpartsmöte. Who is called, what is talked about, what was said and who does what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority, Unit
from samre.sealing.fields import SealedJSONField, SealedTextField

from .base import AppendOnly, Owned, Stamped
from .cases import Case
from .consultations import Consultation
from .notes import Note
from .steps import Task


class MeetingKind(models.TextChoices):
    """What sort of meeting; `konsultation.yaml` has the words and the law of each."""

    SIP = "sip", "SIP-möte"
    CHECK = "avstamning", "Avstämningsmöte"
    MULTI_PARTY = "flerpart", "Flerpartsmöte"


class MeetingState(models.TextChoices):
    """How far a meeting has come."""

    PLANNED = "planeras", "Planeras"
    CALLED = "kallat", "Kallat"
    SHARED = "delat", "Protokollet är delat"
    CANCELLED = "installt", "Inställt"
    CLOSED = "stangt", "Avslutat"


class Meeting(Owned, Stamped):
    """A meeting about the person, with her or at her wish. `agreed_on` is the day she said yes to it; for SIP and avstämningsmöte
    nobody is called before. `needs` and `lead` are what a SIP must hold beside its measures (SoL 10:8): `lead` is the
    party that leads, `evaluate_on` when it is followed up. `calling_version` counts the callings that went out, `changed_at` is
    when the meeting was changed after one. `let_through`: why words outside the consent went all the same
    (`[{"sort", "version", "field", "why", "by", "at"}]`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=12, choices=MeetingKind)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    purpose = SealedTextField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16)
    place = SealedTextField(blank=True, default="")
    interpreter = SealedTextField(blank=True, default="")
    keeper = SealedTextField()
    answer_by = models.DateField()
    agreed_on = models.DateField(null=True)
    needs = SealedTextField(blank=True, default="")
    lead = models.CharField(max_length=8, blank=True)
    evaluate_on = models.DateField(null=True)
    called_at = models.DateTimeField(null=True)
    calling_version = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    let_through = SealedJSONField(default=list)
    shared_at = models.DateTimeField(null=True)
    shared_version = models.PositiveSmallIntegerField(null=True)
    result = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    end_reason = SealedTextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_closed_when_shared_and_written",
                condition=~Q(state="stangt") | Q(result__isnull=False, shared_version__isnull=False),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state not in (MeetingState.CANCELLED, MeetingState.CLOSED)


class Participant(Owned):
    """Somebody who is called. `unit` when it is a unit of another authority: it is called in its inbox when consent covers
    (`grounds`), else by paper. `part` is what she comes for; `came` is None until the meeting has been; `dropped_at`: not to be
    called after all; `shut_at`: the calling was closed, for the consent it rested on was withdrawn; `recalled_at`: the last time a
    calling went out anew."""

    class Kind(models.TextChoices):
        PERSON = "personen", "Personen"
        SUPPORT = "stodperson", "Företrädare eller stödperson"
        OWN = "kommunen", "Kommunen"
        AUTHORITY = "myndighet", "Annan myndighet"
        OTHER = "annan", "Annan"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = SealedTextField(blank=True, default="")
    part = SealedTextField(blank=True, default="")
    receiver = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receiver_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    grounds = models.JSONField(default=list)
    called_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    shut_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    came = models.BooleanField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="participant_unit_once",
                fields=["meeting", "receiver_unit"],
                condition=Q(receiver_unit__isnull=False, dropped_at__isnull=True),
            )
        ]

    @property
    def waits_for_calling(self) -> bool:
        """Not called yet, called to what has been changed since, or the calling was closed."""
        last = self.recalled_at or self.called_at
        changed = self.meeting.changed_at
        return last is None or self.shut_at is not None or (changed is not None and last < changed)


class AgendaPoint(Owned):
    """Something to talk about. `is_persons`: her own question, told as such."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    is_persons = models.BooleanField(default=False)
    dropped_at = models.DateTimeField(null=True)


class Minutes(Owned, AppendOnly, Stamped):
    """The minutes as they were saved; `version` counts from 1 and the last one holds. Written during the meeting: every save is a
    version of its own, and nothing that was shared is lost."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    text = SealedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="minutes_version_once", fields=["meeting", "version"])]


class MeetingReply(Owned, AppendOnly, Stamped):
    """What a participant answered to the calling, or says of the minutes; `version` is which of them. `by_*` is who answered,
    `entered_by` the caseworker where it came by word or on paper."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=20)
    choices = SealedJSONField(default=dict)
    text = SealedTextField(blank=True, default="")
    version = models.PositiveSmallIntegerField(null=True)
    came_on = models.DateField()
    entered_by = models.CharField(max_length=120, blank=True)


class AgreedMeasure(Owned, Stamped):
    """Who does what by when, as agreed in a consultation or a meeting. `party` is an actor of the map, `who` its own name.
    `task` when it is watched in the case, `dropped_at` when it was not agreed after all: nothing is removed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreed_measures")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, related_name="measures"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, related_name="measures")
    party = models.CharField(max_length=8)
    who = SealedTextField(blank=True, default="")
    what = SealedTextField()
    due_on = models.DateField()
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreedmeasure_of_one_talk",
                condition=Q(consultation__isnull=False, meeting__isnull=True)
                | Q(consultation__isnull=True, meeting__isnull=False),
            )
        ]
