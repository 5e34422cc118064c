"""Cases whose handler has left: they show as standing still in the unit's list from the moment her assignment or account ends.

What ends by its day alone (a last day, a certification that nobody gave) is found by the nightly round.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.changes import listen

from .models import Case, CaseState
from .rules.stuck import standing_still


def watch() -> None:
    """Hears of every change of an assignment or an account, in the same transaction."""
    listen(show_left_behind)


def show_left_behind(user_id: UUID) -> int:
    """Works out anew why the user's open cases stand still; how many say something else than before."""
    today, count = timezone.localdate(), 0
    cases: dict[Any, dict[Any, str]] = {}
    rows = Case.objects.filter(handler_id=user_id, state=CaseState.OPEN)
    for owner, case, stuck in rows.values_list("owner_id", "pk", "stuck"):
        cases.setdefault(owner, {})[case] = stuck
    for owner, before in cases.items():
        for case, (stuck, _, _) in standing_still(owner, list(before), on=today).items():
            if stuck != before[case]:
                count += Case.objects.filter(pk=case, state=CaseState.OPEN).update(stuck=stuck)
    return count
