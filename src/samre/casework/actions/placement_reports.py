"""What comes back from an insats, as the kommun takes it: the post has carried it over, and it becomes the kommun's own row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..documents.forms.b10_report import paper, report_sender
from ..documents.paper_text import paper_text
from ..models import Placement, PlacementReport, PlacementState, Record, SourceKind, StepState
from ..models.base import stamp
from ..rules.interventions import intervention_rules
from ..rules.permissions import Need
from ..rules.placements import shown_supplier
from .core import action, tell
from .facts import add_statements
from .placements import TEXT, about_report, report_days, tasks_of
from .records import add_record
from .standing import restate
from .step_answers import note_answer
from .tasks import TOO_OLD, open_tasks, put_task, settle

WEEK, ABSENCE, REPORT = PlacementReport.Kind.WEEK, PlacementReport.Kind.ABSENCE, PlacementReport.Kind.REPORT
TOLD: Mapping[str, str] = {WEEK: "placement.week", ABSENCE: "placement.absent", REPORT: "placement.report"}


def take_report(
    *,
    source_ref: UUID,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> PlacementReport:
    """Takes what a handledare has sent: a week, an absence or a report. Denied where the placement no longer goes on."""
    placement = (
        Placement.objects.select_related("case__person", "case__unit", "intervention", "receiver_unit")
        .filter(pk=source_ref, owner_id=by.authority_id, state=PlacementState.ORDERED)
        .first()
    )
    if placement is None:
        raise Denied("Kommunen har avslutat insatsen. Ring kommunen om du har något mer att berätta.")
    if kind not in PlacementReport.Kind.values:
        raise Refused("Välj vad du vill skicka.")
    return receive_report(
        placement=placement,
        kind=kind,
        choices=choices,
        text=text,
        came_on=came_on,
        answerer=answerer,
        by=by,
    )


@action("placement.receive", needs=Need.WRITE)
def receive_report(
    *,
    placement: Placement,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> PlacementReport:
    """The row, what it settles, what somebody has to look at, and (of a report) the facts it supports and the register."""
    case, on = placement.case, timezone.localdate()
    placement.refresh_from_db(fields=["state"])
    if placement.state != PlacementState.ORDERED:
        raise Denied("Insatsen är redan avslutad.")
    facts = dict(choices.get("facts") or {}) if kind == REPORT else {}
    is_typed_in = answerer.authority_id == by.authority_id
    row = PlacementReport.objects.create(
        **{**stamp(answerer), "owner_id": placement.owner_id},
        placement=placement,
        kind=kind,
        came_on=came_on,
        choices=dict(choices),
        text=text,
        facts=facts,
        entered_by=answerer.name if is_typed_in else "",
    )
    placement.heard_on = came_on
    placement.save(update_fields=["heard_on"])
    kinds = intervention_rules()["kommer_in"]["bevaka"]
    settle(tasks_of(placement, kinds["tyst"]), by=by)
    if kind == REPORT:
        _take_facts(placement, row, facts, by=by)
    elif kind == ABSENCE:
        put_task(case=case, kind=kinds["uteblev"], about_what=str(placement.pk), due_on=on, by=by)
    elif choices.get("ring") == "ja":
        put_task(case=case, kind=kinds["ring"], about_what=str(placement.pk), due_on=on, by=by)
    tell(case, by=by, kind=TOLD[kind], subject=row.pk)
    about(row, category="insats", report=kind)
    if kind == REPORT:
        _answered(placement, came_on=came_on, by=by)
    restate(case, on=on)
    return row


def _take_facts(placement: Placement, row: PlacementReport, facts: Mapping[str, Any], *, by: Actor) -> None:
    """A report is a document of the register, and says what the map asks of whoever has seen the person work."""
    case, report, words = placement.case, row.choices, intervention_rules()["kommer_in"]
    hidden = case.person.is_protected
    unit = placement.receiver_unit.name if placement.receiver_unit and not hidden else ""
    supplier = shown_supplier(placement)
    sheet = paper(
        case,
        report,
        (placement.snapshot or {}) | ({"name": "", "intervention": supplier} if hidden else {}),
        report_sender(row, unit, supplier=supplier),
        to="",
        on=row.came_on,
    )
    add_record(
        case=case,
        direction=Record.Direction.IN,
        kind=words["slag"],
        party=supplier,
        subject=words["rapport"],
        content=paper_text(sheet).encode(),
        media_type=TEXT,
        subject_id=row.pk,
        is_told=False,
        by=by,
    )
    last = date.fromisoformat(report["last"])
    add_statements(
        case=case,
        values=facts,
        source=SourceKind.AUTHORITY,
        source_name=supplier,
        valid_from=min(last, row.came_on),
        valid_to=None,
        by=by,
    )
    tell(case, by=by, kind="fact.enter", facts=sorted(facts), source=SourceKind.AUTHORITY.value)
    settle(open_tasks(case, TOO_OLD, list(facts)), by=by)
    _settle_reports(placement, is_final=bool(report["is_final"]), by=by)
    if report["is_final"]:
        put_task(
            case=case,
            kind=words["bevaka"]["avsluta"],
            about_what=str(placement.pk),
            due_on=row.came_on,
            by=by,
        )


def _settle_reports(placement: Placement, *, is_final: bool, by: Actor) -> None:
    """As many days as reports have come are done, whoever has ticked off what; after the last report none is waited for."""
    came = PlacementReport.objects.filter(placement=placement, kind=REPORT).count()
    abouts = [about_report(placement, day) for day in report_days(placement)[:came]]
    tasks = tasks_of(placement, intervention_rules()["kommer_in"]["bevaka"]["rapport"])
    settle([task for task in tasks if task.about in abouts], by=by)
    if is_final:
        settle([task for task in tasks if task.about not in abouts], is_gone=True, by=by)


def _answered(placement: Placement, *, came_on: date, by: Actor) -> None:
    """The step that waited for the report is our turn again."""
    step = placement.step
    if step is None or step.state != StepState.WAITING:
        return
    step.case = placement.case
    if step.waiting_for == intervention_rules()["steg"]["part"]:
        note_answer(step=step, answer=intervention_rules()["kommer_in"]["svar"], came_on=came_on, by=by)
