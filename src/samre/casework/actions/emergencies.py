"""Reading a case without an assignment in it (nödåtkomst): with a reason, for some hours, and always reviewed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.audit.content import find_fault
from samre.audit.models import Event

from ..models import Case, EmergencyAccess, Review
from ..models.base import stamp
from ..rules.permissions import find_ground
from ..rules.review_rules import EMERGENCY, due_on
from ..rules.settings import case_rules, days
from .core import action, tell

NAME = "case.emergency"
FEWEST_WORDS = 3


@transaction.atomic
def open_in_emergency(*, case: Case, reason: str, explanation: str, by: Actor) -> EmergencyAccess:
    """Lets `by` read the case for the hours of arenden.yaml. The access, its event and its review are written together or not
    at all. Raises Refused, and Denied for protected persons: their cases open for the named handlers only."""
    access = _open(case=case, reason=reason, explanation=explanation, by=by)
    event = Event.objects.filter(
        chain=str(by.authority_id), action=NAME, object_id=str(access.pk), case_id=str(case.pk)
    ).get()
    Review.objects.create(
        owner_id=case.owner_id,
        chain=event.chain,
        event_number=event.number,
        case_id_text=str(case.pk),
        reviewed_user=by.user_id,
        rule=EMERGENCY,
        picked_at=access.at,
        due_on=due_on(EMERGENCY, picked=timezone.localdate()),
    )
    return access


@action(NAME, needs=None)
def _open(*, case: Case, reason: str, explanation: str, by: Actor) -> EmergencyAccess:
    check_possible(case, by=by)
    problems = {}
    if reason not in case_rules()["nödåtkomst"]:
        problems["skal"] = "Välj varför du behöver öppna ärendet nu."
    if fault := find_fault(explanation):
        problems["beskrivning"] = fault
    elif len(explanation.split()) < FEWEST_WORDS:
        problems["beskrivning"] = "Beskriv med några ord varför det inte kan vänta. En granskare läser det."
    if problems:
        raise Refused(problems)
    assert by.assignment_id is not None
    access = EmergencyAccess.objects.create(
        **stamp(by),
        case=case,
        assignment_id=by.assignment_id,
        reason=reason,
        explanation=explanation.strip(),
        until=timezone.now() + timedelta(hours=days("nödåtkomst_timmar")),
    )
    tell(case, by=by, kind=NAME, subject=access.pk, reason=reason)
    about(access, why=f"nödåtkomst: {reason}", category="nödåtkomst")
    return access


def check_possible(case: Case, *, by: Actor) -> None:
    """Raises Denied where emergency access is no way in (another kommun, a protected person), and Refused for her who may read
    already."""
    if by.authority_id != case.owner_id or not by.may_have_cases:
        raise Denied("Nödåtkomst finns bara för handläggare i den egna kommunen.")
    if case.person.is_protected:
        raise Denied(
            "Personen har skyddade uppgifter. Bara de namngivna handläggarna kan öppna ärendet. Kontakta enhetschefen."
        )
    if find_ground(by, case) is not None:
        raise Refused("Du kan redan läsa ärendet.")
