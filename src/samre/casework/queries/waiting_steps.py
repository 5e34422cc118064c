"""Steps of a case that can wait for somebody's answer."""

from __future__ import annotations

from uuid import UUID

from ..models import Case, OpenStep, StepState
from ..rules.settings import pathway_of
from .case_frame import step_name


def waiting_steps(case: Case) -> list[tuple[str, str]]:
    """Steps of the case that can wait for the answers: ours, and going on. Id and name."""
    pathway = pathway_of(case.pathway)
    rows = OpenStep.objects.filter(case=case, state=StepState.ACTIVE).order_by("since", "pk")
    return [(str(row.pk), step_name(pathway, row.step)) for row in rows]


def find_waiting(case: Case, id_: UUID | None) -> OpenStep | None:
    """A step of the case, by the id that a form sent."""
    found = OpenStep.objects.filter(case=case, pk=id_).first() if id_ else None
    if found is not None:
        found.case = case
    return found
