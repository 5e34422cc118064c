"""What somebody had typed when the session ran out: kept for a while, for her alone."""

from __future__ import annotations

from django.db import models

from samre.sealing.fields import SealedJSONField
from samre.sealing.ids import new_id

from .users import User


class KeptForm(models.Model):
    """A form that was sent too late. Given back to the same user when she has logged in, then removed.

    `fields` is a list of [name, value], sealed: it may be a half-written note.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=500)
    fields = SealedJSONField()
    kept_at = models.DateTimeField()
