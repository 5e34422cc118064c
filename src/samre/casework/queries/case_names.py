"""Who may not be named in what somebody writes about the map from a case: nothing of the case is shown."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from samre.accounts.actors import Actor

from ..models import Case
from ..rules.permissions import find_ground
from .known_names import names_of_others


def names_in_case(actor: Actor, case_id: UUID | None, texts: Iterable[str]) -> tuple[str, ...]:
    """The person's name, and those of others who are named in the texts; empty without a case the actor works with."""
    if case_id is None or not actor.may_have_cases:
        return ()
    case = Case.objects.visible_to(actor).select_related("person").filter(pk=case_id).first()
    if case is None or find_ground(actor, case) is None:
        return ()
    return (case.person.name, *names_of_others(case, texts))
