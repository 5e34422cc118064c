"""Change requests: »den här rutan stämmer inte«, from anybody who uses the map, with answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.accounts.models import Authority

from .base import Final, Kept, Line, Signed
from .drafts import Draft
from .versions import MapVersion


class RequestState(models.TextChoices):
    """Where a request is."""

    NEW = "ny", "Ny"
    ASKED = "fraga", "Fråga ställd"
    TAKEN = "antagen", "Tas med i en ändring"
    DECLINED = "avslagen", "Ändras inte"
    DONE = "infort", "Införd"


class ChangeRequest(Kept, Signed):
    """What somebody finds wrong at a box, a question or a text. `thing` and `thing_id` as in the map's changes: "steget", "S14".

    `seen_at`: when the one who asked last read what had been answered.
    """

    number = models.PositiveIntegerField()
    source = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="requests")
    thing = Line(max_length=20)
    thing_id = Line(max_length=60)
    wrong = models.TextField()
    proposal = models.TextField(blank=True)
    state = Line(max_length=10, choices=RequestState, default=RequestState.NEW)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="requests")
    published = models.ForeignKey(MapVersion, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="change_request_number_once", fields=["keeper", "number"]),
            models.CheckConstraint(
                name="change_request_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="change_request_taken_into_a_draft",
                condition=~Q(state="antagen") | Q(draft__isnull=False),
            ),
            models.CheckConstraint(
                name="change_request_done_in_a_version",
                condition=~Q(state="infort") | Q(published__isnull=False),
            ),
        ]


class RequestAnswer(Kept, Signed, Final):
    """What is said about a request, by those who answer for the map or by the one who asked, and where it put the request."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="answers")
    state = Line(max_length=10, choices=RequestState)
    text = models.TextField()
