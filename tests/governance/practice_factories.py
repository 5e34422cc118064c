"""A practice run on the small map, with two cases, and groups that answer."""

from __future__ import annotations

from samre.accounts.actors import Actor
from samre.governance.actions.practice import open_run, prepare_run
from samre.governance.actions.practice_cases import add_worked_cases, write_case
from samre.governance.actions.practice_groups import Said, join, place_case, show_case
from samre.governance.models import PracticeRun
from samre.governance.queries.practice import cases_in

from .factories import Federation, make_draft

FACTS = {"alder": "44", "pension_sokt": "nej", "sgi": "noll", "intyg": "saknas"}


def make_run(federation: Federation, *, by: Actor | None = None) -> PracticeRun:
    """A run being prepared on a draft, with a worked case and one that is written for it."""
    lead = by or federation.lead
    run = prepare_run(
        keeper=federation.keeper, title="Provkörning i oktober", purpose="Går boxarna att förstå?",
        draft=make_draft(federation).pk, by=lead,
    )  # fmt: skip
    add_worked_cases(run=run.pk, cases=["L01"], by=lead)
    write_case(run=run.pk, name="Bo, 44", story="Bo har inget intyg än.", facts=FACTS, by=lead)
    return run


def make_open_run(federation: Federation) -> PracticeRun:
    run = make_run(federation)
    return open_run(run=run.pk, by=federation.lead)


def group_in(run: PracticeRun, name: str = "Haren") -> str:
    """The key of a phone in a group."""
    return join(code=run.code, name=name).key


def answer(run: PracticeRun, key: str, *steps: str, confidence: str = "") -> None:
    """A group places the first cases."""
    for case, step in zip(cases_in(run), steps, strict=False):
        show_case(key=key, case=case.pk)
        place_case(key=key, case=case.pk, said=Said(step=step, confidence=confidence))
