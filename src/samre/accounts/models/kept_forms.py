"""What somebody had typed when the session ran out: kept for a while, for her alone and in the same assignment."""

from __future__ import annotations

from django.db import models

from samre.sealing.fields import SealedJSONField
from samre.sealing.ids import new_id

from .assignments import Assignment
from .authorities import Authority
from .users import User


class KeptForm(models.Model):
    """A form that was sent too late. Given back to the same user in the same assignment: what was written at one authority is
    never read at another. Removed after half an hour.

    `fields` is a list of [name, value], sealed: it may be a half-written note.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=500)
    fields = SealedJSONField()
    kept_at = models.DateTimeField()
