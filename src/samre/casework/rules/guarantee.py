"""Nobody between chairs: an open case has a next step with exactly one responsible party and a date."""

from __future__ import annotations

from ..models import Case, OpenStep
from ..models.steps import LIVE


class NobodyNext(Exception):
    """A write would have left an open case without anybody responsible for a next step. It is rolled back."""


def check_guarantee(case: Case) -> None:
    """Raises NobodyNext unless the case (as it is in the database) is closed without live steps, or open with one that is
    named as its next. The database says the same: CHECK `case_open_has_next_responsible_and_date`."""
    row = Case.objects.values("state", "next_step_id", "next_party", "next_due").get(pk=case.pk)
    live = dict(OpenStep.objects.filter(case_id=case.pk, state__in=LIVE).values_list("id", "responsible"))
    if row["state"] == "avslutat":
        if live:
            raise NobodyNext(f"Ärende {case.number} är avslutat men har öppna steg.")
        return
    if row["next_step_id"] not in live or not live[row["next_step_id"]] or row["next_due"] is None:
        raise NobodyNext(f"Ärende {case.number} skulle stå utan nästa steg, ansvarig och datum.")
