"""What tells the right keys from others."""

from __future__ import annotations

from django.db import models

from samre.sealing.fields import SealedTextField
from samre.sealing.keyring import keyring

PURPOSE, KNOWN = "nyckelprov", "Det här går att läsa med rätt nyckel."


class KeyCheck(models.Model):
    """One row with a text that everybody knows, sealed and looked up: keys that fit neither are another database's.

    It is sealed anew with everything else when keys are changed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sealed = SealedTextField()
    looked_up = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="key_check_once")]

    def renew_look_ups(self) -> list[str]:
        """The names of the columns that changed; `sealing.rotate` calls it."""
        newest = keyring().look_up(PURPOSE, "", KNOWN)
        if bytes(self.looked_up) == newest:
            return []
        self.looked_up = newest
        return ["looked_up"]
