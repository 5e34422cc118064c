"""How a user is known to those who vouch for her: the binding between their name for her and ours."""

from __future__ import annotations

from django.db import models

from samre.sealing.fields import SealedTextField
from samre.sealing.ids import new_id
from samre.sealing.keyring import keyring

from .users import User

PURPOSE = "identity"


def identity_key(issuer: str, claim: str, value: str) -> bytes:
    """What an identity is found by: 32 bytes that say nothing without our key."""
    return keyring().look_up(PURPOSE, issuer, f"{claim}={value}")


class IdentityQuerySet(models.QuerySet["Identity"]):
    """Named filters."""

    def known_as(self, issuer: str, claim: str, value: str) -> IdentityQuerySet:
        """The identity with this value, under any of the keys in use."""
        return self.filter(key__in=keyring().look_ups(PURPOSE, issuer, f"{claim}={value}"))


class Identity(models.Model):
    """One claim of one issuer that means one user. Entered by an administrator beforehand: a login never makes one.

    `claim` is what the issuer calls it ("sub", "email", an attribute's OID); `value` is sealed, for it may be a person number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    claim = models.CharField(max_length=120)
    value = SealedTextField()
    key = models.BinaryField(max_length=32)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="identity_once", fields=["key"])]

    def __str__(self) -> str:
        return f"{self.claim} hos {self.issuer}"

    def renew_look_ups(self) -> list[str]:
        """The key anew under the newest look-up key; the names of the columns that changed."""
        new = identity_key(self.issuer, self.claim, self.value)
        if bytes(self.key) == new:
            return []
        self.key = new
        return ["key"]
