"""What log review knows of the staff."""

from __future__ import annotations

from django.db import models

from samre.sealing.ids import new_id

from .authorities import Authority
from .users import User


class StaffKeys(models.Model):
    """Keyed look-ups of a user's own person number and address in one authority's register, so that its log review can find
    that she opened her own or a relative's case. They can't be read back, and another authority's are made with another key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    number_key = models.BinaryField(max_length=32, blank=True, default=bytes)
    address_key = models.BinaryField(max_length=32, blank=True, default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(name="staff_keys_once", fields=["owner", "user"])]
