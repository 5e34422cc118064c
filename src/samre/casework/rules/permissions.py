"""May this person do this with this case? One place, asked at every read and write, never remembered between requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied

from ..models import Case, CaseAssignment, EmergencyAccess
from ..models.cases import in_force

__all__ = ["Denied", "Ground", "Need", "check_may", "find_ground"]


class Need(StrEnum):
    """What somebody wants with a case."""

    READ = "läsa"
    WRITE = "skriva"
    ASSIGN = "fördela"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody may: the words go to the log as the reason for the access. `until`: when an emergency access ends."""

    kind: str
    needs: frozenset[Need]
    text: str
    until: datetime | None = None

    @property
    def is_emergency(self) -> bool:
        return self.kind == "nödåtkomst"


_ALL = frozenset(Need)
_READ = frozenset({Need.READ})
_PARTS = {
    CaseAssignment.Part.MAIN: Ground("uppdrag", _ALL, "uppdrag i ärendet: ansvarig handläggare"),
    CaseAssignment.Part.CO: Ground("uppdrag", _ALL, "uppdrag i ärendet: medhandläggare"),
    CaseAssignment.Part.READ: Ground("läsning", _READ, "läsning efter överlämning"),
}
_BLIND = Ground(
    "fördelar", frozenset({Need.ASSIGN}), "enhetschef: fördelar ett ärende med skyddade uppgifter"
)
_MANAGER = Ground("enhetschef", _ALL, "enhetschef för enheten")
_SYSTEM = Ground("system", _ALL, "systemets eget arbete")


def find_ground(by: Actor, case: Case) -> Ground | None:
    """What lets `by` into the case, or None. Reads the database each time: a change bites at the next request.

    A protected person's case is open to its named handlers only. The unit's manager may give it to somebody, so that it is
    never without a handler, but not read it. Emergency access holds in the assignment it was opened in.
    """
    if by.authority_id != case.owner_id:
        return None
    if by.is_system:
        return _SYSTEM
    if not by.may_have_cases:
        return None
    part = (
        CaseAssignment.objects.filter(in_force(timezone.localdate()), Q(case=case, user_id=by.user_id))
        .values_list("part", flat=True)
        .first()
    )
    own = _PARTS[CaseAssignment.Part(part)] if part else None
    if own is not None and Need.WRITE in own.needs:
        return own
    if by.is_manager and by.unit_id == case.unit_id:
        return (own or _BLIND) if case.person.is_protected else _MANAGER
    if own is not None or case.person.is_protected:
        return own
    emergency = (
        EmergencyAccess.objects.filter(
            Q(assignment_id=by.assignment_id), case=case, by_id=by.user_id, until__gt=timezone.now()
        )
        .order_by("-until")
        .values_list("reason", "until")
        .first()
    )
    return Ground("nödåtkomst", _READ, f"nödåtkomst: {emergency[0]}", emergency[1]) if emergency else None


def check_may(by: Actor, need: Need, case: Case) -> Ground:
    """The ground on which `by` may do what she needs. Raises Denied with the reason and the way on."""
    ground = find_ground(by, case)
    if ground is None:
        raise Denied(
            "Du har inget uppdrag i ärendet. Be ansvarig handläggare eller enhetschef om ett uppdrag, "
            "eller begär nödåtkomst om det inte kan vänta."
        )
    if need not in ground.needs and ground is _BLIND:
        raise Denied(
            "Personen har skyddade uppgifter. Bara de namngivna handläggarna kan öppna ärendet. Som enhetschef kan du "
            "lämna över det till någon annan."
        )
    if need not in ground.needs:
        raise Denied(f"Du kan läsa ärendet men inte {need} i det ({ground.text}).")
    return ground
