"""What every row about a person has: an owner, an id nobody can guess, and often a stamp that never changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, User
from samre.sealing.ids import new_id


class Unchangeable(Exception):
    """An append-only row was about to be changed or removed. It is a fault in the program: add a new row instead."""


class Owned(models.Model):
    """A row about a person. `owner` is the socialnämnd it belongs to, for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No index on owner alone, nor on a column that another index begins with: nobody asks for all rows of a nämnd, and
    # each index has to be written at every write (docs/speed.md). The same goes for authorities and units that something is sent
    # to or comes from: SQLite would rather read all that went to one of them than what one case has.
    owner = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True


class Stamped(models.Model):
    """Who did it and when. Name, title and authority are kept as they were: a person may change all three."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    by_title = models.CharField(max_length=80, blank=True)
    by_authority = models.CharField(max_length=120)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """Added once, never changed. Triggers say the same to the database (`casework/append_only.py`)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable(f"{type(self).__name__} {self.pk} kan inte ändras. Lägg till en ny rad.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Unchangeable(f"{type(self).__name__} {self.pk} tas bara bort genom gallring.")


def stamp(by: Actor) -> dict[str, Any]:
    """The fields of Stamped, and owner, for an actor: `Note(**stamp(by), …)`."""
    return {
        "owner_id": by.authority_id,
        "by_id": by.user_id,
        "by_name": by.name,
        "by_title": by.title,
        "by_authority": by.authority_name,
    }
