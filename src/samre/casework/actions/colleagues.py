"""Who else has a part in a case: taken away again. (Added and handed over in `cases.py`.)"""

from __future__ import annotations

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import CaseAssignment
from ..rules.permissions import Need
from .core import action, tell


@action("case.remove_colleague", needs=Need.ASSIGN)
def remove_colleague(*, part: CaseAssignment, by: Actor) -> CaseAssignment:
    """Ends a colleague's part in the case, at once. The responsible handler can't be taken away: the case is handed over."""
    case = part.case
    part = CaseAssignment.objects.select_related("user").get(pk=part.pk)
    if part.part == CaseAssignment.Part.MAIN:
        raise Refused("Ansvarig handläggare kan inte tas bort. Lämna över ärendet i stället.")
    if part.ended_at is None:
        part.ended_at = timezone.now()
        part.save(update_fields=["ended_at"])
        tell(case, by=by, kind="case.remove_colleague", subject=part.pk, to=part.user.name)
    about(part)
    return part
