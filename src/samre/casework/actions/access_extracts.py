"""That the person was given an extract of the log."""

from __future__ import annotations

from datetime import date

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, CaseEvent
from ..rules.permissions import Need
from ..rules.review_rules import review_rules
from .core import action, tell

GIVEN = "access_extract.give"


@action(GIVEN, needs=Need.WRITE)
def note_given(*, case: Case, since: date, until: date, how: str, by: Actor) -> CaseEvent:
    """Notes in the case's timeline and in the log that the person got the extract, for which days and how."""
    ways = review_rules()["loggutdrag"]["lämnades"]
    if how not in ways:
        raise Refused({"hur": "Välj hur personen fick utdraget."})
    told = tell(case, by=by, kind=GIVEN, since=since, until=until, how=how)
    about(
        case, category="utlämnande till personen", since=since.isoformat(), until=until.isoformat(), how=how
    )
    return told
