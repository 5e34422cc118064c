"""Looking at what is protected: only the named handlers, only with a reason, and always in the log."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, acting

from ..models import Case, CaseAssignment
from ..models.cases import in_force
from ..rules.settings import case_rules


def show_protected(*, case: Case, reason: str, by: Actor) -> Case:
    """Lets one page show the name, number and contact of a protected person, to a named handler with a reason.

    No case action: nothing in the case changes. The event `person.show` is written before anything is shown.
    """
    with acting("person.show", kind="person", by=by):
        reasons = case_rules()["visa_skyddade"]
        about(case.person_id, case_id=case.pk, category="skyddade uppgifter")
        named = CaseAssignment.objects.filter(
            in_force(timezone.localdate()),
            Q(user_id=by.user_id),
            case=case,
            part__in=(CaseAssignment.Part.MAIN, CaseAssignment.Part.CO),
        ).exists()
        if by.authority_id != case.owner_id or not named:
            raise Denied(
                "Bara de namngivna handläggarna i ärendet kan se skyddade uppgifter. Kontakta enhetschefen."
            )
        if reason not in reasons:
            raise Refused({"visa_skal": "Välj varför du behöver se uppgifterna."})
        about(why=reasons[reason])
    return case
