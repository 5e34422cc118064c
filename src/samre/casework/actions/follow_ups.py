"""What became of somebody some time after her case was closed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, CasePeriod
from ..rules.permissions import Need
from ..rules.settings import case_rules
from .core import action, tell
from .standing import restate

NOT_REACHED = "ej_nadd"
LONGEST = 500


@action("case.follow_up", needs=Need.WRITE)
def follow_up_case(*, case: Case, income: str, on: date | None, note: str = "", by: Actor) -> CasePeriod:
    """The follow-up that was promised at closing is done: what the person lives on on that day, or NOT_REACHED.

    May be done before its day. Raises Refused when the case is open, none was promised, or it is done already.
    """
    period = awaiting_follow_up(case)
    if period is None:
        raise Refused("Ärendet har ingen uppföljning som väntar. Ladda om sidan.")
    problems, today = {}, timezone.localdate()
    if income != NOT_REACHED and income not in case_rules()["försörjning"]:
        problems["forsorjning"] = "Välj vad personen lever på nu, eller att personen inte nåddes."
    if on is None or period.closed_on is None or not period.closed_on <= on <= today:
        problems["dag"] = f"Välj en dag från {period.closed_on} till i dag."
    if len(note.strip()) > LONGEST:
        problems["text"] = f"Skriv kortare, högst {LONGEST} tecken."
    if problems:
        raise Refused(problems)
    period.followed_up_on, period.follow_up_note = on, note.strip()
    period.income_later = "" if income == NOT_REACHED else income
    period.save(update_fields=["followed_up_on", "follow_up_note", "income_later"])
    tell(case, by=by, kind="case.follow_up", subject=period.pk, on=on, income=period.income_later)
    about(period, reached=income != NOT_REACHED)
    restate(case, on=today)
    return period


def awaiting_follow_up(case: Case) -> CasePeriod | None:
    """The last time the case was open, where its follow-up is still to be done; None for an open case."""
    if case.is_open:
        return None
    last = CasePeriod.objects.filter(case=case).order_by("-closed_on", "-pk").first()
    return last if last and last.follow_up_on and last.followed_up_on is None else None
