"""The page of all facts: what counts now with sources and history, or all of it as it looked on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.casework.models import Case
from samre.casework.queries.case_facts import CaseStanding, case_standing
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.case_page import StepLine, steps_on

from ..forms.problems import Problems, read_date
from ..templatetags.words import svdate
from .case import card_of, notice_text
from .case_facts import Conflict, FactForm, FactGroup, conflicts_in, fact_form, fact_groups, other_groups
from .place import StepCard


@dataclass(frozen=True, slots=True)
class Past:
    """The case as it looked on a past day: what the map recommended and why, by what was known, and the steps then open."""

    day: date
    recommended: StepCard | None
    candidates: tuple[StepCard, ...]
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class FactsView:
    """All the page shows. `past` is None today; `form` is the question that is open."""

    frame: CaseFrame
    standing: CaseStanding
    groups: tuple[FactGroup, ...]
    presumed: tuple[FactGroup, ...]
    unasked: tuple[FactGroup, ...]
    conflicts: tuple[Conflict, ...]
    form: FactForm | None
    past: Past | None
    day: str
    day_error: str
    first_day: date
    notice: str
    problems: Problems

    @property
    def unasked_count(self) -> int:
        return sum(len(group.lines) for group in self.unasked)

    @property
    def presumed_count(self) -> int:
        return sum(len(group.lines) for group in self.presumed)


def facts_view(
    case: Case,
    frame: CaseFrame,
    *,
    day: date | None,
    day_typed: str,
    day_error: str,
    asked: str,
    notice: str,
    problems: Problems | None,
) -> FactsView:
    """The page for today, or for a past `day` by what was known then. One query for the facts, one more for a past day."""
    on = day or timezone.localdate()
    standing = case_standing(case, on=on)
    return FactsView(
        frame=frame,
        standing=standing,
        groups=fact_groups(standing),
        presumed=other_groups(standing, presumed=True),
        unasked=other_groups(standing, presumed=False),
        conflicts=() if day else conflicts_in(standing, problems),
        form=fact_form(standing, asked, problems=problems) if asked and not day else None,
        past=_past(case, standing) if day else None,
        day=day_typed,
        day_error=day_error,
        first_day=case.opened_on,
        notice=notice_text(notice),
        problems=problems or Problems(),
    )


def _past(case: Case, standing: CaseStanding) -> Past:
    evaluation = standing.evaluation
    return Past(
        day=standing.on,
        recommended=card_of(standing, evaluation.primary) if evaluation.primary else None,
        candidates=tuple(card_of(standing, id_) for id_ in evaluation.candidates)
        if not evaluation.primary
        else (),
        steps=steps_on(case, standing.pathway, day=standing.on),
    )


def read_past_day(text: str, *, first: date, today: date) -> tuple[date | None, str]:
    """A day between the case's first and today; else None and what to do."""
    wrong: dict[str, str] = {}
    day = read_date(text, "dag", wrong)
    if day is None:
        return None, wrong.get("dag", "")
    if day > today:
        return None, f"Den dagen har inte varit än. Välj en dag från {svdate(first)} till i dag."
    if day < first:
        return None, f"Ärendet öppnades {svdate(first)}. Välj den dagen eller en senare."
    return day, ""
