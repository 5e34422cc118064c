"""Plans of a case, as pages, papers and disclosures show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.protected import ColleagueNames
from samre.certificate.read import from_json
from samre.certificate.summary import read_back
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ..actions.plans import EVALUATION, FOLLOW_UP, last_marks, plan_in_force
from ..facts import facts_for
from ..models import (
    ActivityMark,
    Case,
    CertificateFile,
    OpenStep,
    Participation,
    Plan,
    PlanActivity,
    PlanFollowUp,
    PlanState,
    Task,
)
from ..models.steps import LIVE
from ..rules.plans import (
    TYPED,
    Difference,
    Gap,
    Suggestion,
    column_text,
    differences,
    find_gaps,
    plan_rules,
    responsible_text,
    shown_plan,
)
from ..rules.settings import pathway_of
from .case_frame import step_name
from .plan_suggestions import offered


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """An activity of a version. `went`: how it went (code), with `went_on` and `words`; empty while nobody has said.
    `is_late`: its day has passed and it is not done."""

    id: UUID
    text: str
    who: str
    step: str
    due: date
    is_late: bool
    went: str = ""
    went_words: str = ""
    went_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """A follow-up that has been done."""

    on: date
    text: str
    own_words: str
    outcome: str
    by: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version in the list of them."""

    id: UUID
    number: int
    settled_at: datetime
    settled_by: str
    is_newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A version that is fastställd. `parts`: label and text of every column that says something; `milestones`: text and day.
    `disagrees`: the person is not of one mind with it."""

    id: UUID
    number: int
    settled_at: datetime
    settled_by: str
    goal: str
    goal_text: str
    needs: str
    own_goals: str
    if_worse: str
    lead: str
    medical: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str], ...]
    participation: str
    participation_words: str
    participation_when: str
    disagrees: bool
    milestones: tuple[tuple[str, str, str], ...]
    activities: tuple[ActivityLine, ...]
    evaluate_on: date
    ends_on: date
    is_whole: bool

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.activities)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """The plan of a case. `plan`: the version that holds; None where none does. `has_ended`: the last was ended, or its last
    day has passed. `draft`: id of what is being written, and how many gaps it has."""

    plan: PlanView | None
    has_ended: bool
    draft: UUID | None
    gaps: int
    versions: tuple[VersionLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    next_follow_up: date | None
    is_behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCard:
    """What the hub says of the plan. `state`: ingen, utkast, gäller, slut."""

    state: str
    number: int = 0
    goal: str = ""
    late: int = 0
    next_follow_up: date | None = None
    is_behind: bool = False
    has_draft: bool = False
    disagrees: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A draft being written: its gaps by field, what the library offers for the case's steps, and what changes since the version
    before (None: there is none)."""

    plan: Plan
    gaps: tuple[Gap, ...]
    offered: tuple[tuple[str, str, tuple[Suggestion, ...]], ...]
    others: tuple[tuple[str, str], ...]
    changes: tuple[Difference, ...] | None = None
    proposals: Mapping[str, str] = field(default_factory=dict)


def plan_page(case: Case, *, on: date) -> PlanPage:
    """The plan that holds, its versions and follow-ups. The number of queries does not depend on how many there are."""
    rows = list(Plan.objects.filter(case=case).order_by("-number", "-at"))
    settled = [row for row in rows if row.is_settled]
    draft = next((row for row in rows if row.state == PlanState.DRAFT), None)
    newest, names = (settled[0] if settled else None), ColleagueNames(case.owner_id)
    done = list(PlanFollowUp.objects.filter(plan__case=case).select_related("plan").order_by("-at", "-id"))
    ended = (
        any(row.plan_id == newest.pk and row.outcome == PlanFollowUp.Outcome.ENDS for row in done)
        if newest
        else False
    )
    shown = newest if newest and not ended else None
    following = _next_follow_up(case)
    return PlanPage(
        plan=_view(shown, case, names, on=on) if shown else None,
        has_ended=ended or bool(shown and shown.ends_on and shown.ends_on < on),
        draft=draft.pk if draft else None,
        gaps=len(find_gaps(draft, pathway=pathway_of(case.pathway), on=on)) if draft else 0,
        versions=tuple(_version(row, newest, names) for row in settled),
        follow_ups=tuple(_follow_up(row, names) for row in done),
        next_follow_up=following,
        is_behind=following is not None and following < on,
    )


def plan_card(case: Case, on: date) -> PlanCard:
    """The plan in a few words."""
    page = plan_page(case, on=on)
    if page.plan is None:
        return PlanCard(
            state="utkast" if page.draft else "slut" if page.has_ended else "ingen",
            has_draft=bool(page.draft),
        )
    return PlanCard(
        state="slut" if page.has_ended else "gäller",
        number=page.plan.number,
        goal=page.plan.goal,
        late=page.plan.late,
        next_follow_up=page.next_follow_up,
        is_behind=page.is_behind,
        has_draft=page.draft is not None,
        disagrees=page.plan.disagrees,
    )


def plan_lines(case: Case) -> tuple[tuple[str, str], ...]:
    """The plan that holds as label and text, for what is disclosed under the category planering; empty where none does."""
    plan = plan_in_force(case)
    if plan is None:
        return ()
    view = _view(plan, case, ColleagueNames(case.owner_id), on=timezone.localdate())
    labels = plan_rules()["fält"]
    activities = "\n".join(
        f"{line.text} ({line.who}, senast {in_words(line.due)})" for line in view.activities
    )
    found = (
        (labels["goal"], f"{view.goal}. {view.goal_text}".strip()),
        (labels["own_goals"], view.own_goals),
        (labels["activities"], activities),
        (labels["lead"], view.lead),
        *view.times,
    )
    return tuple((str(label), text) for label, text in found if text)


def find_plan(case: Case, plan_id: UUID) -> Plan | None:
    """A version that is fastställd; None where the case has none with that id."""
    plan = Plan.objects.filter(case=case, pk=plan_id, state=PlanState.SETTLED).first()
    if plan is not None:
        plan.case = case
    return plan


def find_draft(case: Case) -> Plan | None:
    """What is being written; None where nothing is."""
    plan = Plan.objects.filter(case=case, state=PlanState.DRAFT).first()
    if plan is not None:
        plan.case = case
    return plan


def find_activity(case: Case, activity_id: UUID) -> PlanActivity | None:
    """An activity of a version of the case."""
    return PlanActivity.objects.filter(pk=activity_id, plan__case=case).select_related("plan").first()


def show_plan(plan: Plan, *, on: date) -> PlanView:
    """One version."""
    return _view(plan, plan.case, ColleagueNames(plan.owner_id), on=on)


def changes_since(plan: Plan) -> tuple[Difference, ...] | None:
    """How a version differs from the one it was made from; None for the first."""
    if plan.based_on is None:
        return None
    before = Plan.objects.filter(case=plan.case, number=plan.based_on).first()
    if before is None:
        return None
    hidden = plan.case.person.is_protected
    shown = [shown_plan(one, is_protected=hidden) for one in (before, plan)]
    return differences(*shown, pathway=pathway_of(plan.case.pathway))


def draft_page(plan: Plan, *, on: date, also: str = "") -> DraftPage:
    """The draft with what is missing and what is offered: for the case's steps, and for one more (`also`)."""
    case, pathway = plan.case, pathway_of(plan.case.pathway)
    steps = tuple(dict.fromkeys((*((also,) if also in pathway.steps else ()), *current_steps(case))))
    return DraftPage(
        plan=plan,
        gaps=find_gaps(plan, pathway=pathway, on=on),
        offered=tuple((step, step_name(pathway, step), found) for step, found in offered(case, steps, on=on)),
        others=tuple(
            (step.id, f"{step.id} {step.short or step.name}")
            for step in pathway.steps.values()
            if step.id not in steps
        ),
        changes=changes_since(plan),
        proposals=medical_proposals(case, pathway, on=on),
    )


def current_steps(case: Case) -> tuple[str, ...]:
    """The steps the case is in, and the one the map recommends."""
    live = (
        OpenStep.objects.filter(case=case, state__in=LIVE)
        .order_by("since", "id")
        .values_list("step", flat=True)
    )
    return tuple(dict.fromkeys(one for one in (*live, case.recommended) if one))


def medical_proposals(case: Case, pathway: Pathway, *, on: date) -> dict[str, str]:
    """Column → what the newest läkarintyg and the facts say of the medical frames, to begin from."""
    rules, found = plan_rules(), dict[str, list[str]]()
    newest = CertificateFile.objects.filter(case=case).order_by("-ends_on", "-at").first()
    if newest is not None:
        sections = {section.heading: section.lines for section in read_back(from_json(newest.read))}
        for column, headings in rules["läkarintyg"].items():
            lines = [line for heading in headings for line in sections.get(heading, ())]
            found[column] = [f"{line.label}: {line.text}" if line.label else line.text for line in lines]
        if newest.extent is not None and newest.ends_on is not None:
            told = str(rules["intygets_tid"]).format(procent=newest.extent, dag=in_words(newest.ends_on))
            found["medical_hours"] = [told]
    name = rules["timmar"]["uppgift"]
    hours = facts_for(case, on=on, pathway=pathway).weighed.get(name)
    if hours is not None and hours.value is not None:
        told = str(rules["timmar"]["text"]).format(värde=hours.value, etikett=pathway.facts[name].label)
        found.setdefault("medical_hours", []).append(told)
    longest = int(rules["längst"]["text"])
    return {column: "\n".join(lines)[:longest] for column, lines in found.items() if lines}


def _view(plan: Plan, case: Case, names: ColleagueNames, *, on: date) -> PlanView:
    pathway, labels = pathway_of(case.pathway), plan_rules()["fält"]
    is_whole = plan.digest == plan.content_digest
    plan = shown_plan(plan, is_protected=case.person.is_protected)
    words = {column: column_text(plan, column, pathway) for column in TYPED}
    assert plan.number is not None
    assert plan.settled_at is not None
    assert plan.ends_on is not None
    assert plan.evaluate_on is not None
    return PlanView(
        id=plan.pk,
        number=plan.number,
        settled_at=plan.settled_at,
        settled_by=names.of(plan.settled_by),
        goal=words["goal"],
        goal_text=plan.goal_text,
        needs=plan.needs,
        own_goals=plan.own_goals,
        if_worse=plan.if_worse,
        lead=responsible_text(plan.lead, plan.lead_name, pathway),
        medical=tuple(
            (str(labels[one]), words[one])
            for one in ("medical_hours", "medical_frames", "medical_surroundings")
            if words[one]
        ),
        times=tuple(
            (str(labels[one]), words[one])
            for one in ("starts_on", "ends_on", "follow_up_months", "evaluate_on")
        ),
        participation=words["participation"],
        participation_words=plan.participation_words,
        participation_when=", ".join(
            part for part in (words["took_part_on"], words["took_part_how"].lower()) if part
        ),
        disagrees=plan.participation == Participation.DISAGREES,
        milestones=tuple((row["text"], row["step"], row["by"]) for row in plan.milestones),
        activities=_activities(plan, case, pathway, on=on),
        evaluate_on=plan.evaluate_on,
        ends_on=plan.ends_on,
        is_whole=is_whole,
    )


def _activities(plan: Plan, case: Case, pathway: Pathway, *, on: date) -> tuple[ActivityLine, ...]:
    marks = last_marks(case)
    found = []
    for row in plan.rows.order_by("number"):
        mark = marks.get(row.line)
        if mark is not None and mark.kind == ActivityMark.Kind.REOPENED:
            mark = None
        found.append(
            ActivityLine(
                id=row.pk,
                text=row.text,
                who=responsible_text(row.responsible, "" if case.person.is_protected else row.party, pathway),
                step=step_name(pathway, row.step) if row.step else "",
                due=row.due,
                is_late=mark is None and row.due < on,
                went=mark.kind if mark else "",
                went_words=mark.get_kind_display() if mark else "",
                went_on=mark.happened_on if mark else None,
                words=mark.words if mark else "",
            )
        )
    return tuple(found)


def _version(row: Plan, newest: Plan | None, names: ColleagueNames) -> VersionLine:
    assert row.number is not None
    assert row.settled_at is not None
    return VersionLine(
        id=row.pk,
        number=row.number,
        settled_at=row.settled_at,
        settled_by=names.of(row.settled_by),
        is_newest=newest is not None and row.pk == newest.pk,
    )


def _follow_up(row: PlanFollowUp, names: ColleagueNames) -> FollowUpLine:
    return FollowUpLine(
        on=row.followed_on,
        text=row.text,
        own_words=row.own_words,
        outcome=row.get_outcome_display(),
        by=names.of(row.by_name),
        number=row.plan.number or 0,
    )


def _next_follow_up(case: Case) -> date | None:
    rows: Any = Task.objects.filter(case=case, kind__in=(FOLLOW_UP, EVALUATION), done_at__isnull=True)
    first: date | None = rows.order_by("due_on").values_list("due_on", flat=True).first()
    return first
