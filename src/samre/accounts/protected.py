"""How colleagues are named to each other: one with protected data of her own is never named, whoever reads.

What is signed and logged keeps the name of the day; here it is decided what is shown of it. Title and unit stand beside where the
page has them.
"""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from .models import User

HIDDEN_COLLEAGUE = "Skyddad medarbetare"


def colleague_name(name: str, *, is_protected: bool) -> str:
    """The name as others see it."""
    return HIDDEN_COLLEAGUE if is_protected else name


def shown_user(user: User, *, reader_id: UUID | None = None) -> str:
    """A user by name; she is named to herself."""
    return colleague_name(user.name, is_protected=user.is_protected and user.pk != reader_id)


class ColleagueNames:
    """The same for names that were written down as text (who ended a step, who wrote a fact). At most one query, when the first
    name is asked for. Two colleagues of one name are both hidden when one of them is protected: rather one too many."""

    def __init__(self, authority_id: UUID) -> None:
        self.authority_id = authority_id

    @cached_property
    def _hidden(self) -> frozenset[str]:
        found = User.objects.filter(is_protected=True, assignments__unit__authority_id=self.authority_id)
        return frozenset(found.values_list("name", flat=True))

    def of(self, name: str) -> str:
        """The name, or HIDDEN_COLLEAGUE; empty stays empty."""
        return colleague_name(name, is_protected=bool(name) and name in self._hidden)
