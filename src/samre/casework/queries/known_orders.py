"""What an order of an insats can begin with: what the plan that holds says of the person, and the hours she manages."""

from __future__ import annotations

from datetime import date

from ..actions.plans import plan_in_force
from ..models import Placement
from .placements import frames_of

FRAMES, ADJUSTMENTS, HOURS = "ramar", "anpassningar", "timmar_1"


def known_order(placement: Placement, *, on: date) -> dict[str, str]:
    """Field of the order → text: frames and adjustments of the plan that is fastställd and has not run out, and the hours that the
    choice was made by. A proposal: whoever orders takes away what the handledare need not know."""
    plan, hours = plan_in_force(placement.case), frames_of(placement).hours
    known = {HOURS: str(hours)} if hours else {}
    if plan is None or (plan.ends_on is not None and plan.ends_on < on):
        return known
    frames = "\n".join(text for text in (plan.medical_hours, plan.medical_frames) if text)
    told = {FRAMES: frames, ADJUSTMENTS: plan.medical_surroundings}
    return known | {name: text for name, text in told.items() if text}
