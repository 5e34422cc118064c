"""That the person was given an extract of the log."""

from __future__ import annotations

from datetime import date

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.certificate.wording import in_words

from ..models import Case, CaseEvent, Record
from ..rules.permissions import Need
from ..rules.review_rules import review_rules
from .core import action, tell
from .records import add_record

GIVEN = "access_extract.give"


@action(GIVEN, needs=Need.WRITE)
def note_given(*, case: Case, since: date, until: date, how: str, by: Actor) -> CaseEvent:
    """Notes in the case's timeline and in the log that the person got the extract, for which days and how.

    It goes into the register as a document sent.
    """
    words = review_rules()["loggutdrag"]
    if how not in words["lämnades"]:
        raise Refused({"hur": "Välj hur personen fick utdraget."})
    told = tell(case, by=by, kind=GIVEN, since=since, until=until, how=how)
    row, days = words["diarium"], {"från": in_words(since), "till": in_words(until)}
    add_record(
        case=case,
        direction=Record.Direction.OUT,
        kind=row["slag"],
        party=row["part"],
        subject=row["gäller"].format(**days),
        subject_id=told.pk,
        is_told=False,
        by=by,
    )
    about(
        case, category="utlämnande till personen", since=since.isoformat(), until=until.isoformat(), how=how
    )
    return told
