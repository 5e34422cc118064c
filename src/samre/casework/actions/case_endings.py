"""What goes on with others is ended with the case, each as avslut.yaml says: for the action that closes it, in its transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale

from ..models import Case, Disclosure
from ..post import excuse_delivery
from ..queries.endings import case_endings, ending_rules, endings_mark
from .answer_links import live_links, shut
from .consultation_endings import drop_consultation
from .disclosure_sending import take_back_disclosure
from .disclosures import drop_disclosure
from .meetings import cancel_meeting
from .paper_drafts import drop_paper
from .placements import drop_placement, end_placement
from .plan_follow_ups import end_plan
from .plans import drop_plan
from .prepared_consents import drop_prepared

WHY = "avsändarens ärende är avslutat"


def end_all(case: Case, *, seen: str | None, by: Actor) -> Counter[str]:
    """Ends each, and says how many there were of each kind. Refused while something has to be done first, Stale where there is
    something else than what was `seen`."""
    found, rules = case_endings(case, at=timezone.now()), ending_rules()
    if seen is not None and endings_mark(found) != seen:
        raise Stale(str(rules["ändrat"]))
    if any(one.stands_first for one in found):
        raise Refused({"kvar": str(rules["kvar"])})
    for one in found:
        row: Any = one.row
        row.case = case
        ENDS[one.kind](row, str(rules["skäl"]), by)
    return Counter(one.kind for one in found)


def _end_placement(row: Any, why: str, by: Actor) -> None:
    end_placement(placement=row, reason=str(ending_rules()["insats"]), case_ends=True, by=by)


def _stop_waiting(row: Disclosure, by: Actor) -> None:
    """The receiver keeps her copy and is told that nobody waits; a link that was never used leads nowhere any more."""
    if row.receiver is not None:
        excuse_delivery(receiver=row.receiver, source_ref=row.pk, why=WHY)
    for link in live_links(row):
        shut(link, by=by.name)


ENDS: Mapping[str, Callable[[Any, str, Actor], object]] = {
    "konsultation_obesvarad": lambda row, why, by: drop_consultation(consultation=row, reason=why, by=by),
    "konsultation_utkast": lambda row, why, by: drop_consultation(consultation=row, reason=why, by=by),
    "mote_kommande": lambda row, why, by: cancel_meeting(meeting=row, reason=why, by=by),
    "plan": lambda row, why, by: end_plan(plan=row, text=str(ending_rules()["plan"]), by=by),
    "plan_utkast": lambda row, why, by: drop_plan(plan=row, by=by),
    "insats": _end_placement,
    "insats_utkast": lambda row, why, by: drop_placement(placement=row, by=by),
    "underlag_olast": lambda row, why, by: take_back_disclosure(disclosure=row, reason=why, by=by),
    "underlag_vantar": lambda row, why, by: _stop_waiting(row, by),
    "underlag_utkast": lambda row, why, by: drop_disclosure(disclosure=row, by=by),
    "brev_utkast": lambda row, why, by: drop_paper(draft=row, by=by),
    "samtycke_text": lambda row, why, by: drop_prepared(prepared=row, by=by),
}
