"""The form of an agreed plan, the same under a consultation and a meeting: a row added, or taken away."""

from __future__ import annotations

from django.http import HttpRequest

from samre.accounts.acts import Refused
from samre.casework.actions.agreed_measures import agree_measure, take_away_measure
from samre.casework.models import Consultation, Meeting
from samre.sealing.ids import new_id

from .forms.problems import all_together, read_date
from .forms.talks import sent_id
from .gate import actor_of


def change_plan(
    request: HttpRequest, talk: Consultation | Meeting, doing: str, values: dict[str, str]
) -> object:
    """A row of the agreed plan: added (`atgard`), or taken away."""
    by = actor_of(request)
    if doing == "ta_bort":
        row = talk.measures.filter(dropped_at=None, pk=sent_id(request, "rad") or new_id()).first()
        if row is None:
            raise Refused("Raden finns inte längre.")
        return take_away_measure(case=talk.case, measure=row, by=by)
    with all_together() as wrong:
        due = read_date(values["senast"], "senast", wrong)
    return agree_measure(
        talk=talk,
        party=values["part"],
        who=values["vem"],
        what=values["vad"],
        due_on=due,
        is_watched=values["bevaka"] == "ja",
        step=values["steg"],
        by=by,
    )
