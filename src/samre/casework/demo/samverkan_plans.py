"""Plans in the demo: some that hold, some with a late activity, one in four only begun. Texts: `demo_planer.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from samre.accounts.models import Authority
from samre.definitions import read_yaml
from samre.sealing.ids import new_id

from ..actions.plans import save_plan, settle_plan, start_plan
from ..models import Case, Participation
from ..queries.plans import current_steps, medical_proposals
from ..rules.plans import Suggestion, due_day, library, months_after, plan_rules
from ..rules.settings import own_party, pathway_of
from .content import Content
from .samverkan import handler_of

ROWS = 4


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """Gives every so many of the open cases a plan; how many were made."""
    texts = read_yaml("demo_planer.yaml")
    chosen = [case for place, case in enumerate(cases) if place % texts["andel"] == 0]
    for place, case in enumerate(chosen):
        row = texts["planer"][place % len(texts["planer"])]
        begun = on - timedelta(days=rng.choice(texts["började_dagar"]))
        _plan(case, row, begun=begun, on=on, settled=place % texts["utkast_var"] != 0)
    return len(chosen)


def _plan(case: Case, row: dict[str, Any], *, begun: date, on: date, settled: bool) -> None:
    by, proposed = handler_of(case), medical_proposals(case, pathway_of(case.pathway), on=on)
    draft = start_plan(case=case, first=proposed, by=by)
    values = _values(case, row, begun)
    if not settled:
        values |= {"if_worse": "", "participation": "", "participation_words": ""}
    draft = save_plan(plan=draft, values=values, seen=draft.revision, by=by)
    draft.case = case
    if settled:
        settle_plan(plan=draft, seen=draft.revision, by=by)


def _values(case: Case, row: dict[str, Any], begun: date) -> dict[str, Any]:
    offered = [one for _, found in library(current_steps(case)) for one in found]
    times = plan_rules()["tider"]
    could_not = row["delaktighet"] == Participation.COULD_NOT
    return {
        "goal": row["mål"],
        "goal_text": row["i_ord"],
        "own_goals": row["egna_mål"],
        "needs": row["behov"],
        "if_worse": row["sämre"],
        "medical_surroundings": row["miljö"],
        "milestones": [_row(one, begun) for one in offered if not one.responsible][:ROWS],
        "activities": [_row(one, begun) for one in offered if one.responsible][:ROWS] or [_own(begun)],
        "starts_on": begun,
        "ends_on": months_after(begun, int(times["gäller_månader"])),
        "evaluate_on": months_after(begun, int(times["utvärderas_månader"])),
        "participation": row["delaktighet"],
        "participation_words": row["ord"],
        "took_part_on": None if could_not else begun,
        "took_part_how": "" if could_not else "mote",
    }


def _row(one: Suggestion, begun: date) -> dict[str, str]:
    row = {"line": str(new_id()), "text": one.text, "step": one.step}
    if not one.responsible:
        return row | {"by": ""}
    return row | {"responsible": one.responsible, "name": "", "due": due_day(one, on=begun).isoformat()}


def _own(begun: date) -> dict[str, str]:
    """A case without an open step has nothing in the library."""
    (_, found), *_ = library([next(iter(plan_rules()["bibliotek"]))])
    activity = next(one for one in found if one.responsible)
    return _row(activity, begun) | {"responsible": own_party()}
