"""Practice runs (provkörning): small groups place worked cases on a draft, without accounts and without personal data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.sealing.ids import new_id

from .base import Final, Kept, Line, Signed
from .drafts import Draft
from .versions import MapVersion


class PracticeState(models.TextChoices):
    """Where a run is."""

    PREPARED = "forbereds", "Förbereds"
    OPEN = "pagar", "Pågår"
    CLOSED = "avslutad", "Avslutad"
    DROPPED = "nedlagd", "Nedlagd"


class PracticeRun(Kept, Signed):
    """A session on a draft's revision or a published version: what is written on the draft meanwhile does not change it.

    `code` is what stands on the screen and lets a group in; empty when the session is not open. `minutes` is what the leader writes
    about it for the protocol.
    """

    number = models.PositiveIntegerField()
    title = Line(max_length=120)
    purpose = models.TextField(blank=True)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="runs")
    draft_revision = models.PositiveIntegerField(null=True)
    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, null=True, related_name="runs")
    state = Line(max_length=10, choices=PracticeState, default=PracticeState.PREPARED)
    code = Line(max_length=12, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    minutes = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="practice_run_number_once", fields=["keeper", "number"]),
            models.UniqueConstraint(name="practice_code_once", fields=["code"], condition=~Q(code="")),
            models.CheckConstraint(name="practice_code_while_open", condition=Q(code="") | Q(state="pagar")),
            models.CheckConstraint(
                name="practice_run_on_one_map",
                condition=Q(draft__isnull=True, draft_revision__isnull=True, version__isnull=False)
                | Q(draft__isnull=False, draft_revision__isnull=False, version__isnull=True),
            ),
        ]


class PracticeCase(models.Model):
    """A case of a run: made up, with facts as a worked case has them. `file` is the worked case it came from, else empty.

    `kept_in`: the draft whose worked cases it became part of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PracticeRun, on_delete=models.CASCADE, related_name="cases")
    place = models.PositiveSmallIntegerField()
    name = Line(max_length=80)
    story = models.TextField()
    on = models.DateField()
    facts = models.JSONField(default=dict)
    file = Line(max_length=80, blank=True)
    kept_in = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="practice_case_place_once", fields=["run", "place"])]


class PracticeGroup(models.Model):
    """A group in the room: its name out of a closed list, and the keys its phones hold (sha256, hex; one each).

    `on_paper`: its answers are typed in for it. `left_out`: it only tried: what it answered stays but is not counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PracticeRun, on_delete=models.CASCADE, related_name="groups")
    name = Line(max_length=40)
    keys = models.JSONField(default=list)
    on_paper = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="practice_group_name_once", fields=["run", "name"])]


class PracticeShown(models.Model):
    """When a group first saw a case: from then its time to think is counted, whatever its phone is put through."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(PracticeGroup, on_delete=models.CASCADE, related_name="shown")
    case = models.ForeignKey(PracticeCase, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="practice_shown_once", fields=["group", "case"])]


class Confidence(models.TextChoices):
    """How sure a group is of where it placed a case."""

    SURE = "saker", "Säkra"
    FAIRLY = "ganska", "Ganska säkra"
    HESITANT = "tvekar", "Vi tvekar"


class PracticeAnswer(models.Model):
    """Where a group placed a case, and why. `seconds`: from the case was shown until it was placed; None on paper.

    `step`: a step of the map, or one of the answers that name no step (`rules/practice.py`). A group may change its mind while the
    run is open; `first` is what it said at first, `changes` how many times it moved. `confidence` is empty where it said nothing;
    `disagreed`: those in the group were not of one mind.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(PracticeGroup, on_delete=models.CASCADE, related_name="answers")
    case = models.ForeignKey(PracticeCase, on_delete=models.CASCADE, related_name="answers")
    step = Line(max_length=12)
    first = Line(max_length=12)
    changes = models.PositiveSmallIntegerField(default=0)
    confidence = Line(max_length=8, choices=Confidence, blank=True)
    disagreed = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(null=True)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="practice_answer_once", fields=["group", "case"])]


class PracticeComment(models.Model):
    """What a group says of a box of the map, while it works."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(PracticeGroup, on_delete=models.CASCADE, related_name="comments")
    thing_id = Line(max_length=60)
    text = models.TextField()
    at = models.DateTimeField()


class PracticeProtocol(Kept, Signed, Final):
    """What the steering group was given of a run: the document as it was, and its check sum (sha256, hex). The newest counts."""

    run = models.ForeignKey(PracticeRun, on_delete=models.PROTECT, related_name="protocols")
    number = models.PositiveSmallIntegerField()
    document = models.BinaryField()
    hash = Line(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="practice_protocol_once", fields=["run", "number"])]
