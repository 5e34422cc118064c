"""Plans for tests: a draft with nothing missing, and a version that is fastställd."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.casework.actions.plans import save_plan, settle_plan, start_plan
from samre.casework.models import Case, Plan
from samre.sealing.ids import new_id


def make_activity(text: str = "Besöka platsen", *, due: date | None = None, **more: str) -> dict[str, str]:
    """A row of a plan's activities."""
    day = due or timezone.localdate() + timedelta(days=20)
    row = {"line": str(new_id()), "text": text, "step": "S12", "responsible": "IND", "name": ""}
    return row | {"due": day.isoformat()} | more


def whole_values(**more: Any) -> dict[str, Any]:
    """Every column of a plan with nothing missing; `more` goes over it."""
    on = timezone.localdate()
    return {
        "goal": "arbete",
        "goal_text": "Jag arbetar deltid.",
        "needs": "En lugn plats.",
        "own_goals": "Jag vill ut bland folk.",
        "milestones": [],
        "activities": [make_activity()],
        "lead": "KOM",
        "lead_name": "Försörjningsstöd Norr",
        "medical_hours": "10 timmar i veckan",
        "medical_frames": "",
        "medical_surroundings": "",
        "if_worse": "Ring handläggaren.",
        "starts_on": on,
        "ends_on": on + timedelta(days=180),
        "evaluate_on": on + timedelta(days=80),
        "follow_up_months": 3,
        "participation": "overens",
        "participation_words": "",
        "took_part_on": on,
        "took_part_how": "mote",
    } | more


def make_draft(case: Case, by: Actor, **more: Any) -> Plan:
    """A draft with nothing missing but what `more` takes away."""
    draft = start_plan(case=case, first={}, by=by)
    draft = save_plan(plan=draft, values=whole_values(**more), seen=draft.revision, by=by)
    draft.case = case
    return draft


def make_plan(case: Case, by: Actor, **more: Any) -> Plan:
    """A version that is fastställd."""
    draft = make_draft(case, by, **more)
    plan = settle_plan(plan=draft, seen=draft.revision, by=by)
    plan.case = case
    return plan
