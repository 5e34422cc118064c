"""The form for a report that came on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samre.casework.models import Case
from samre.casework.queries.case_frame import actor_name
from samre.casework.rules.interventions import intervention_rules
from samre.casework.rules.settings import pathway_of

from ..forms.problems import Problems
from .asf_places import Area, Question, areas_of, facts_of, questions_of, scale

HEAD = ("part", "fran", "skriven_av", "kom")


@dataclass(frozen=True, slots=True)
class PaperReportView:
    """What was typed, and what is wrong at its field."""

    parties: tuple[tuple[str, str], ...]
    scale: tuple[tuple[str, str, str], ...]
    areas: tuple[Area, ...]
    questions: tuple[Question, ...]
    facts: tuple[Question, ...]
    values: Mapping[str, str]
    problems: Problems


def paper_report_view(case: Case, values: Mapping[str, str], problems: Problems) -> PaperReportView:
    pathway, wrong = pathway_of(case.pathway), problems.fields
    parties = intervention_rules()["pappersrapport"]["parter"]
    return PaperReportView(
        parties=tuple((code, actor_name(pathway, code)) for code in parties),
        scale=scale(),
        areas=areas_of(values, wrong),
        questions=questions_of(values, wrong),
        facts=facts_of(values, wrong),
        values=values,
        problems=problems,
    )
