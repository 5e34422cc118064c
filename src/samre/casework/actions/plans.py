"""Plans: begun from the last version, written, fastställd when nothing is missing, carried out and followed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about
from samre.accounts.acts import action as plain_action

from ..documents.forms.b08_plan import paper as plan_paper
from ..documents.forms.letterhead import sender_for
from ..documents.paper import Paper
from ..models import (
    ActivityMark,
    Case,
    Plan,
    PlanActivity,
    PlanFollowUp,
    PlanState,
    Record,
    SourceKind,
    Task,
)
from ..models.base import stamp
from ..rules.permissions import Need, check_may
from ..rules.plans import TYPED, find_gaps, follow_up_days, months_after, most_months, plan_rules
from ..rules.settings import own_party, pathway_of
from .core import action, tell
from .facts import add_statements
from .papers import keep_paper
from .standing import restate
from .steps import check_open
from .tasks import TOO_OLD, open_tasks, settle

FOLLOW_UP, EVALUATION, ACTIVITY = "plan_uppfoljning", "plan_utvardering", "plan_aktivitet"
DRAFT_TASK = "plan_utkast"
COLUMNS = (*TYPED, "milestones", "activities")
# What a new version does not take over: it has to be said anew.
SAID_ANEW = ("participation", "participation_words", "took_part_on", "took_part_how", "evaluate_on")


class PlanChanged(Stale):
    """Somebody else changed the draft meanwhile: `saved` is what stands there now. Nothing was overwritten."""

    def __init__(self, saved: Plan) -> None:
        super().__init__(
            "Någon har ändrat planen medan du skrev. Det du skrev står kvar här. Skillnaden mot det som är sparat står nedan."
        )
        self.saved = saved


@action("plan.start", needs=Need.WRITE)
def start_plan(*, case: Case, first: Mapping[str, Any], by: Actor) -> Plan:
    """A draft: a copy of the last version, or a first one with what `first` proposes. The one that is being written is the same."""
    check_open(case)
    there = Plan.objects.filter(case=case, state=PlanState.DRAFT).first()
    if there is not None:
        about(there, again=True)
        return there
    last = newest_version(case)
    on = timezone.localdate()
    values: dict[str, Any] = {
        "lead": own_party(),
        "lead_name": f"{by.name}, {by.unit_name}",
        "starts_on": on,
        "ends_on": months_after(on, int(plan_rules()["tider"]["gäller_månader"])),
        "evaluate_on": months_after(on, int(plan_rules()["tider"]["utvärderas_månader"])),
        "follow_up_months": most_months(),
        **first,
    }
    if last is not None:
        values = {column: getattr(last, column) for column in COLUMNS if column not in SAID_ANEW}
        values |= {"starts_on": on, "based_on": last.number}
    draft = Plan.objects.create(**stamp(by), case=case, **values)
    tell(case, by=by, kind="plan.start", subject=draft.pk, number=last.number if last else "")
    about(draft, version=last.number if last and last.number else 0)
    return draft


# No action on the case: it is saved as it is typed, and neither moves nor tells anything.
@plain_action("plan.save", kind="plan")
def save_plan(*, plan: Plan, values: Mapping[str, Any], seen: int, by: Actor) -> Plan:
    """Another text in the draft. `values`: column → value; `seen`: the revision the writer had before her. PlanChanged when there
    is a newer one that says something else."""
    ground = check_may(by, Need.WRITE, plan.case)
    about(plan, case_id=plan.case_id, why=ground.text)
    now = _draft(plan)
    changed = {
        column: value
        for column, value in values.items()
        if column in COLUMNS and getattr(now, column) != value
    }
    if not changed:
        return now
    _check_size(changed)
    if now.revision != seen:
        raise PlanChanged(now)
    for column, value in changed.items():
        setattr(now, column, value)
    now.revision += 1
    now.changed_at = timezone.now()
    now.save(update_fields=[*changed, "revision", "changed_at"])
    return now


@action("plan.drop", needs=Need.WRITE)
def drop_plan(*, plan: Plan, by: Actor) -> Plan:
    """The draft is thrown away. The row stays; the version that is fastställd goes on."""
    now = _draft(plan)
    now.state = PlanState.DROPPED
    now.save(update_fields=["state"])
    settle(open_tasks(plan.case, DRAFT_TASK, [str(now.pk)]), by=by)
    tell(plan.case, by=by, kind="plan.drop", subject=plan.pk)
    about(now)
    return now


@action("plan.settle", needs=Need.WRITE)
def settle_plan(*, plan: Plan, seen: int, render: Callable[[Paper], bytes] | None = None, by: Actor) -> Plan:
    """Fastställer the plan: from now on it never changes. Refused names each gap at its place (R45).

    Its activities and follow-ups become tasks, the map learns that there is a plan, and the paper (`render`: as PDF) is put in
    the register.
    """
    case = plan.case
    check_open(case)
    now = _draft(plan)
    now.case = case
    if now.revision != seen:
        raise PlanChanged(now)
    on, pathway = timezone.localdate(), pathway_of(case.pathway)
    gaps = find_gaps(now, pathway=pathway, on=on)
    if gaps:
        raise Refused({gap.place: gap.text for gap in gaps})
    before = newest_version(case)
    now.number = (Plan.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
    now.state, now.settled_at, now.settled_by = PlanState.SETTLED, timezone.now(), by.name
    now.digest = now.content_digest
    now.save(update_fields=["number", "state", "settled_at", "settled_by", "digest"])
    _write_activities(now)
    _watch(now, before, by=by)
    settle(open_tasks(case, DRAFT_TASK, [str(now.pk)]), by=by)
    tell_map(now, "ja", on=on, by=by)
    if render is not None:
        paper = plan_paper(now, case=case, sender=sender_for(case, by), on=on)
        keep_paper(
            case=case,
            paper=paper,
            content=render(paper),
            party=str(plan_rules()["papper"]["till"]),
            direction=Record.Direction.OWN,
            about=now.pk,
            by=by,
        )
    tell(case, by=by, kind="plan.settle", subject=now.pk, number=now.number, due=now.evaluate_on)
    about(now, version=now.number)
    restate(case, on=on)
    return now


def newest_version(case: Case) -> Plan | None:
    """The last version that was fastställd, whether it still holds or not."""
    found = Plan.objects.filter(case=case, state=PlanState.SETTLED).order_by("-number").first()
    if found is not None:
        found.case = case
    return found


def plan_in_force(case: Case) -> Plan | None:
    """The last version, unless it has been ended at a follow-up."""
    plan = newest_version(case)
    if plan is None:
        return None
    return None if plan.follow_ups.filter(outcome=PlanFollowUp.Outcome.ENDS).exists() else plan


def last_marks(case: Case) -> dict[UUID, ActivityMark]:
    """How it has gone with each activity, by the line it keeps through versions."""
    marks = (
        ActivityMark.objects.filter(activity__plan__case=case).select_related("activity").order_by("at", "id")
    )
    return {mark.activity.line: mark for mark in marks}


def _draft(plan: Plan) -> Plan:
    """The draft as it is now, locked, and the draft alone: the case is locked before it, or not at all. Denied when it no longer
    is one."""
    rows = Plan.objects.select_for_update(no_key=True, of=("self",))
    now = rows.select_related("case").get(pk=plan.pk)
    if now.state != PlanState.DRAFT:
        raise Denied(
            "Planen är fastställd och ändras inte. Gör en ny version."
            if now.is_settled
            else "Utkastet är slopat. Börja ett nytt."
        )
    return now


def _check_size(values: Mapping[str, Any]) -> None:
    longest, wrong = plan_rules()["längst"], {}
    for column, value in values.items():
        if isinstance(value, str) and len(value) > (
            longest["namn"] if column == "lead_name" else longest["text"]
        ):
            wrong[TYPED[column]] = "Skriv kortare. Längre text hör hemma i en anteckning."
    for column, letter in (("milestones", "d"), ("activities", "a")):
        rows = values.get(column, [])
        if len(rows) > longest["rader"]:
            wrong["aktiviteter"] = f"En plan rymmer högst {longest['rader']} rader. Ta bort några."
        for row in rows:
            if len(row["text"]) > longest["rad"]:
                wrong[f"{letter}.{row['line']}.text"] = f"Skriv kortare, högst {longest['rad']} tecken."
            if len(row.get("name", "")) > longest["namn"]:
                wrong[f"{letter}.{row['line']}.namn"] = f"Skriv kortare, högst {longest['namn']} tecken."
    if wrong:
        raise Refused(wrong)


def _write_activities(plan: Plan) -> None:
    PlanActivity.objects.bulk_create(
        PlanActivity(
            owner_id=plan.owner_id,
            plan=plan,
            line=UUID(row["line"]),
            number=number,
            text=row["text"],
            step=row["step"],
            responsible=row["responsible"],
            party=row["name"],
            due=date.fromisoformat(row["due"]),
        )
        for number, row in enumerate(plan.activities, 1)
    )


def _watch(plan: Plan, before: Plan | None, *, by: Actor) -> None:
    """The tasks of the version before are done with; this one's activities, follow-ups and evaluation are watched."""
    if before is not None:
        old = Task.objects.filter(case=plan.case, kind__in=(FOLLOW_UP, EVALUATION, ACTIVITY))
        settle(old.filter(done_at__isnull=True), by=by)
    gone = {line for line, mark in last_marks(plan.case).items() if mark.kind != ActivityMark.Kind.REOPENED}
    for row in plan.rows.order_by("number"):
        if row.line not in gone:
            put_plan_task(plan, ACTIVITY, str(row.line), row.due, row.text, by=by)
    for day in follow_up_days(plan):
        if day != plan.evaluate_on:
            put_plan_task(plan, FOLLOW_UP, f"{plan.number}:{day}", day, "", by=by)
    assert plan.evaluate_on
    put_plan_task(plan, EVALUATION, f"{plan.number}:{plan.evaluate_on}", plan.evaluate_on, "", by=by)


def put_plan_task(plan: Plan, kind: str, what: str, due: date, text: str, *, by: Actor) -> None:
    """Without an event each: that the plan was fastställd says it."""
    Task.objects.get_or_create(
        case=plan.case,
        kind=kind,
        about=what,
        done_at=None,
        defaults={**stamp(by), "due_on": due, "text": text},
    )


def tell_map(plan: Plan, answer: str, *, on: date, by: Actor) -> None:
    """The map's fact that there is a plan; it holds as long as the map says, and is said again at each follow-up."""
    fact = plan_rules()["uppgift"]
    add_statements(
        case=plan.case,
        values={fact["id"]: fact[answer]},
        source=SourceKind.ASSESSMENT,
        source_name=str(fact["källa"]).format(nummer=plan.number),
        valid_from=on,
        valid_to=None,
        by=by,
    )
    settle(open_tasks(plan.case, TOO_OLD, [fact["id"]]), by=by)
