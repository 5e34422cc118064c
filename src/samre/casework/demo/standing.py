"""What the worklists show of a life today: the same as `actions.standing.restate` reads out of the database, without asking it.

A test holds the two equal for every case of the demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from samre.pathway.model import Pathway

from ..models import Turn
from ..rules.deadlines import statutory_rules
from ..rules.settings import days, own_party
from .lives import Life, Taken


def standing_of(life: Life, steps: Sequence[UUID], *, pathway: Pathway, on: date) -> dict[str, Any]:
    """The fields of Case from `next_step` to `recommended`; `steps` are the ids of the life's steps."""
    found: dict[str, Any] = {
        "next_step_id": None, "turn": Turn.NONE, "phase": "", "next_party": "", "next_since": None, "next_due": None,
        "urgent_on": None,
        "watch_on": None, "stuck": "", "recommended": life.recommended,
    }  # fmt: skip
    if life.ended is not None:
        return found | {"watch_on": None if life.ended.followed_up else life.ended.follow_up}
    first = min(life.live_steps, key=lambda step: (step.waits, until(step), step.since, step.when.at))
    return found | {
        "next_step_id": steps[life.steps.index(first)],
        "turn": Turn.OTHERS if first.waits else Turn.OURS,
        "phase": pathway.steps[first.step].phase,
        "next_party": first.waiting_for if first.waits else own_party(),
        "next_since": first.waiting_since if first.waits else first.since,
        "next_due": until(first),
        "urgent_on": _urgent_on(life, until(first)),
        "watch_on": _watch_on(life),
        "stuck": " ".join(_stuck(life, on)),
    }


def until(step: Taken) -> date:
    """The day by which the one who has the step must have acted."""
    return step.waiting_until if step.waits and step.waiting_until else step.due


def _urgent_on(life: Life, next_due: date) -> date:
    return min([next_due, *(limit.due for limit in life.limits if limit.rule in statutory_rules())])


def _watch_on(life: Life) -> date | None:
    found = [task.due for task in life.tasks] + [limit.due for limit in life.limits]
    if life.covered_until is not None:
        found.append(life.covered_until - timedelta(days=days("intyg_varning_dagar")))
    return min(found, default=None)


def _stuck(life: Life, on: date) -> list[str]:
    live, found = life.live_steps, []
    if any(step.since < on - timedelta(days=days("stillastående_dagar")) for step in live):
        found.append("samma_steg")
    if all(until(step) < on for step in live):
        found.append("ingen_aktiv")
    if life.covered_until is not None and life.covered_until < on:
        found.append("intyg_utgatt")
    if any(limit.due >= on for limit in life.limits):
        found.append("frist_loper")
    return found
