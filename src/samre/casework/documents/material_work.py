"""What can be let out of the plan and of the reports from insatser."""

from __future__ import annotations

from collections.abc import Iterator

from ..models import Case, PlacementReport
from ..queries.plans import plan_lines
from ..rules.interventions import intervention_rules
from ..rules.settings import pathway_of
from .fact_words import written_day
from .forms.b10_report import area_rows, fact_rows, tally_rows
from .items import PLAN, REPORT, Item


def plan_items(case: Case) -> Iterator[Item]:
    """The plan that holds, heading by heading."""
    for number, (label, text) in enumerate(plan_lines(case), 1):
        yield Item(
            field=f"{PLAN}:{number}", category="planering", label=label, texts=(text,), is_guarded=True
        )


def report_items(case: Case) -> Iterator[Item]:
    """Each report of work ability, newest first: what was tried and how it went. Who wrote it is a role, not a name."""
    pathway, words = pathway_of(case.pathway), intervention_rules()["rapport"]
    rows = PlacementReport.objects.filter(placement__case=case, kind=PlacementReport.Kind.REPORT)
    for row in rows.order_by("-came_on", "-at"):
        told = row.choices
        period = f"{written_day(told['first'])} till {written_day(told['last'])}"
        texts = (
            *(f"{label}: {value}" for label, value in tally_rows(told["tally"])),
            *(f"{name}: {level}. {example}".rstrip(". ") for name, level, example in area_rows(told)),
            *(
                f"{question['fråga']} {told['answers'][name]}"
                for name, question in words["frågor"].items()
                if told["answers"].get(name)
            ),
            *(f"{label}: {value}" for label, value in fact_rows(told["facts"], pathway)),
        )
        yield Item(
            field=f"{REPORT}:{row.pk}",
            category="rapport",
            label=period,
            texts=texts,
            source=row.by_title,
            said_on=row.came_on,
            is_guarded=True,
        )
