"""What the rows of this room have in common.

Nothing here is about a client, so the rows have a keeper instead of an owner: whoever follows the keeper's map may read them, and
row-level security has nothing to part. Who sees what is said in the queries (`maps.keeper_of`) and in `rules/permissions.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.accounts.models import Authority, User
from samre.sealing.ids import new_id

# As much of a text that is too long as tells which it is.
_BEGINNING = 40


class Unchangeable(Exception):
    """A row that is never changed was about to be. It is a fault in the program: add a new row instead."""


if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class Line(CharField):
    """A text of a certain length at most, whatever the database: SQLite would keep more, PostgreSQL would fall on it.

    However a row is written, what is longer is refused in words. What the program writes itself is cut by who writes it.
    """

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str) and self.max_length is not None and len(value) > self.max_length:
            raise Refused(
                f"”{value[:_BEGINNING].rstrip()}…” är för långt. Skriv högst {self.max_length} tecken."
            )
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To the database it is any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), dict(kwargs)


class Kept(models.Model):
    """A row of a map's keeper: the förbund, or a kommun that keeps a map of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    keeper = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True


class Signed(models.Model):
    """Who did it, for whom, and when. Name and authority are kept as they were."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = Line(max_length=120)
    by_role = Line(max_length=24)
    by_authority = Line(max_length=120)

    class Meta:
        abstract = True


class Final(models.Model):
    """Added once, never changed and never removed. Triggers say the same to the database (`governance/append_only.py`)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unchangeable(f"{type(self).__name__} {self.pk} kan inte ändras. Lägg till en ny rad.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Unchangeable(f"{type(self).__name__} {self.pk} tas aldrig bort.")


def signed(by: Actor) -> dict[str, Any]:
    """The fields of Signed for an actor."""
    return {
        "by_id": by.user_id,
        "by_name": by.name,
        "by_role": by.role,
        "by_authority": by.authority_name,
    }
