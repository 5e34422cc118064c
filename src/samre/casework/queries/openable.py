"""Which of many cases somebody may open now: `rules.permissions.find_ground` (to read) for a whole list, in two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor

from ..models import Case, CaseAssignment, EmergencyAccess
from ..models.cases import in_force


@dataclass(frozen=True, slots=True)
class Openable:
    """That a case can be opened. `is_named`: as one of the person's own handlers, who see also what is protected."""

    is_named: bool


def openable(by: Actor, cases: Iterable[Case]) -> dict[UUID, Openable]:
    """Those of the cases (with `person` read) that have a ground for `by`. A test holds it equal to `find_ground`."""
    own = [case for case in cases if case.owner_id == by.authority_id]
    if not by.may_have_cases:
        return {}
    ids = [case.pk for case in own]
    parts = dict(
        CaseAssignment.objects.filter(
            in_force(timezone.localdate()), Q(user_id=by.user_id), case_id__in=ids
        ).values_list("case_id", "part")
    )
    emergencies = set(
        EmergencyAccess.objects.filter(
            Q(by_id=by.user_id, assignment_id=by.assignment_id), case_id__in=ids, until__gt=timezone.now()
        ).values_list("case_id", flat=True)
    )
    found = {}
    for case in own:
        others = (by.is_manager and by.unit_id == case.unit_id) or case.pk in emergencies
        if case.pk in parts or (others and not case.person.is_protected):
            found[case.pk] = Openable(
                is_named=parts.get(case.pk) in (CaseAssignment.Part.MAIN, CaseAssignment.Part.CO)
            )
    return found
