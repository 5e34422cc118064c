"""The contact list (kontaktlista): how a function at an authority is reached, for what, and who has seen that it is true."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from samre.sealing.ids import new_id

from .authorities import Authority, Unit
from .users import User


class ContactQuerySet(models.QuerySet["Contact"]):
    """Named filters."""

    def current(self) -> ContactQuerySet:
        """Those that are in the list now."""
        return self.filter(ended_at__isnull=True)

    def in_order(self) -> ContactQuerySet:
        """By party, authority and unit; the same every time."""
        return self.order_by("party", "authority_name", "unit_name", "function", "id")


class Contact(models.Model):
    """One row of an authority's contact list. It is about a workplace, never about a client.

    `owner` is whose list it is: each kommun keeps its own. `party` is an actor of the map, `function` a contact of the map
    ("vard_rehabkoordinator"; empty for others), `steps` further steps it is shown at. `concerns` is the unit in SAMRE that
    the row is about: its own users may say that it is still true, or correct it. `kept_by` and `kept_by_unit` answer for the
    row. Verified is not the same as changed: `verified_on` is when somebody last saw that it was true.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", editable=False)
    party = models.CharField(max_length=8)
    function = models.CharField(max_length=40, blank=True)
    authority_name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=120, blank=True)
    concerns = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    matter = models.CharField(max_length=240, blank=True)
    steps = models.JSONField(default=list)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    web = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=160, blank=True)
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kept_by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    verified_on = models.DateField(null=True)
    verified_by = models.CharField(max_length=250, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_is_somebodys", condition=~Q(party="") & ~Q(authority_name="")
            ),
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(phone="", email="", address="", web=""),
            ),
            models.CheckConstraint(
                name="contact_verified_by_somebody",
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
            ),
            models.CheckConstraint(
                name="contact_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]

    def days_since(self, on: date) -> int | None:
        """Days since somebody saw that it was true; None when nobody has."""
        return (on - self.verified_on).days if self.verified_on else None

    def __str__(self) -> str:
        return f"{self.authority_name}, {self.unit_name}" if self.unit_name else self.authority_name


class ContactEvent(models.Model):
    """What happened to a row of the contact list, and what stood there before: nothing that was once written is lost.

    `before` holds the changed fields as they were; of a verification, when and by whom it was verified before that.
    """

    class Kind(models.TextChoices):
        ADDED = "tillagd", "Lades till"
        CHANGED = "andrad", "Ändrades"
        VERIFIED = "stammer", "Kontrollerades"
        UNDONE = "angrad", "Kontrollen togs tillbaka"
        ENDED = "avslutad", "Togs ur listan"
        RESTORED = "aterstalld", "Lades tillbaka i listan"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=250)
    before = models.JSONField(default=dict)
