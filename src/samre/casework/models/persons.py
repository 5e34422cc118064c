"""The person a case is about, how to find her, and who speaks for her."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samre.sealing.fields import SealedJSONField, SealedTextField

from .base import Owned, Stamped


class IdentityKind(models.TextChoices):
    """What a person is identified by."""

    PERSONNUMMER = "personnummer", "Personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer", "Samordningsnummer"
    OTHER = "annan", "Annan identitet"


class Protection(models.TextChoices):
    """Protected personal data. Unknown counts as protected."""

    NONE = "ingen", "Inga skyddade uppgifter"
    MARKED = "markering", "Sekretessmarkering"
    REGISTRATION = "folkbokforing", "Skyddad folkbokföring"
    UNKNOWN = "okand", "Inte kontrollerat"


class Person(Owned):
    """A person as one socialnämnd knows her. Two nämnder that know the same person have two rows that nothing links.

    Number, name and contact are sealed. `number_key` finds the person by number, `NameKey` by name. Protected persons
    have no address here at all: letters go through Skatteverket.
    """

    identity_kind = models.CharField(max_length=20, choices=IdentityKind)
    number = SealedTextField(null=True)
    number_key = models.BinaryField(max_length=32, null=True)
    name = SealedTextField()
    born = models.DateField(null=True)
    contact = SealedJSONField(default=dict)
    protection = models.CharField(max_length=16, choices=Protection, default=Protection.NONE)
    protection_checked_on = models.DateField(null=True)
    language = models.CharField(max_length=40, blank=True)
    interpreter = models.CharField(max_length=80, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_number_once",
                fields=["owner", "number_key"],
                condition=Q(number_key__isnull=False),
            ),
            models.CheckConstraint(
                name="person_number_with_key",
                condition=Q(number__isnull=True, number_key__isnull=True)
                | Q(number__isnull=False, number_key__isnull=False),
            ),
        ]

    @property
    def is_protected(self) -> bool:
        """True also where nobody has looked: unknown counts as protected."""
        return self.protection != Protection.NONE


class NameKey(models.Model):
    """One keyed look-up of a part, or the beginning of a part, of a person's name: finds, but says nothing."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(
        "accounts.Authority", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_keys")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["owner", "key", "person"], name="namekey_find")]


class Representative(Owned, Stamped):
    """Somebody with a mandate to speak for the person: god man, förvaltare, ombud. Kind and scope decide what about."""

    class Kind(models.TextChoices):
        GOD_MAN = "god_man", "God man"
        TRUSTEE = "forvaltare", "Förvaltare"
        PROXY = "ombud", "Ombud med fullmakt"
        FUTURE_PROXY = "framtidsfullmakt", "Framtidsfullmakt"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="representatives")
    kind = models.CharField(max_length=20, choices=Kind)
    scope = SealedTextField()
    name = SealedTextField()
    contact = SealedTextField(blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
