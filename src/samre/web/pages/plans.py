"""What the pages of the plan show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samre.casework.models import Participation, Plan, PlanFollowUp
from samre.casework.queries.plans import DraftPage
from samre.casework.rules.plans import (
    Difference,
    Suggestion,
    months_text,
    most_months,
    plan_rules,
    shown_plan,
)
from samre.casework.rules.settings import pathway_of
from samre.pathway.model import Pathway

from ..forms.plans import PlanForm, form_of
from ..forms.problems import Problems

NOTICES = {
    "sparat": "Utkastet är sparat.",
    "tillagd": "Raden är tillagd. Ändra den som du vill.",
    "bort": "Raden är borttagen.",
    "forslag": "Förslaget är inlagt. Ändra det som du vill.",
    "faststalld": "Planen är fastställd. Aktiviteter och uppföljningar ligger i Bevaka.",
    "slopat": "Utkastet är slopat.",
    "markerad": "Det är noterat.",
    "uppfoljd": "Uppföljningen är sparad.",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """Something of the library as a button: who does it, in words, and whether it stands in the plan already."""

    id: str
    text: str
    who: str
    days: int
    is_milestone: bool
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The draft's page. `gaps`: field → what is missing, told at the fields when `is_checked`. `differs`: what was typed against
    what is saved, where somebody else was first."""

    form: PlanForm
    revision: int
    page: DraftPage
    gaps: Mapping[str, str]
    is_checked: bool
    library: tuple[tuple[str, str, tuple[Offered, ...]], ...]
    goals: tuple[tuple[str, str], ...]
    goal_examples: tuple[str, ...]
    actors: tuple[tuple[str, str], ...]
    months: tuple[tuple[int, str], ...]
    participations: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    proposals: Mapping[str, str]
    differs: tuple[Difference, ...] = ()
    names_nobody: bool = False
    notice: str = ""
    problems: Problems = field(default_factory=Problems)

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is told at the fields: what could not be read, and the gaps where they were asked for."""
        return {**(self.gaps if self.is_checked else {}), **self.problems.fields}


def draft_view(
    plan: Plan,
    page: DraftPage,
    *,
    form: PlanForm | None = None,
    problems: Problems | None = None,
    differs: tuple[Difference, ...] = (),
    is_checked: bool = False,
    notice: str = "",
) -> DraftView:
    """The page of a draft: `form` where something was typed that is not saved."""
    pathway, rules = pathway_of(plan.case.pathway), plan_rules()
    shown = form or form_of(shown_plan(plan, is_protected=plan.case.person.is_protected))
    goal = shown.values["mal"]
    return DraftView(
        form=shown,
        revision=plan.revision,
        page=page,
        gaps={gap.place: gap.text for gap in page.gaps},
        is_checked=is_checked,
        library=_library(page, shown, pathway),
        goals=tuple(rules["mål"].items()),
        goal_examples=tuple(rules["mål_i_ord"].get(goal, ())),
        actors=tuple((actor.id, actor.name) for actor in pathway.actors.values()),
        months=tuple((number, months_text(number)) for number in range(1, most_months() + 1)),
        participations=tuple(Participation.choices),
        ways=tuple(rules["så_talades_ni_vid"].items()),
        steps=page.others,
        proposals={
            column: text
            for column, text in page.proposals.items()
            if text.strip() not in getattr(plan, column)
        },
        differs=differs,
        names_nobody=plan.case.person.is_protected,
        notice=notice,
        problems=problems or Problems(),
    )


def _library(
    page: DraftPage, form: PlanForm, pathway: Pathway
) -> tuple[tuple[str, str, tuple[Offered, ...]], ...]:
    taken = {row["text"] for row in (*form.milestones, *form.activities)}

    def shown(one: Suggestion) -> Offered:
        actor = pathway.actors.get(one.responsible)
        who = (actor.short or actor.name) if actor else ""
        return Offered(one.id, one.text, who, one.days, not one.responsible, one.text in taken)

    return tuple((step, name, tuple(shown(one) for one in found)) for step, name, found in page.offered)


def outcomes() -> tuple[tuple[str, str], ...]:
    """How a plan can go on after a follow-up."""
    return tuple(PlanFollowUp.Outcome.choices)
