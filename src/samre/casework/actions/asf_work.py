"""What a handledare writes about a place, in the supplier's own keeping: attendance, the week, the report of work ability.

What goes to the kommun goes by the post, and goes first: a row of ours that pointed at the delivery would hold it while the
kommun's case is waited for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about, action

from .. import post
from ..models import Attendance, Delivery, PlacementReport, WeekDraft, WeeklyNote, WorkReport
from ..models.base import stamp
from ..rules.interventions import days_of, intervention_rules
from ..rules.places import check_place
from ..rules.report_form import check_report, check_week, check_whole, told_report
from ..rules.stairs import HOUR, WEEK, missed_in_a_row, monday, plan_of, tally

GONE = "Någon annan har skrivit här medan du skrev. Se vad som står nu. Ingenting av det du skrev är sparat ännu."


@action("attendance.mark", kind="place")
def mark_day(*, delivery: Delivery, day: date, status: str, minutes: int, by: Actor) -> Attendance:
    """How a day was. The same again is the same row; something else the same week is a correction beside it.

    So many days away in a row without a word are told to the kommun at once.
    """
    on = timezone.localdate()
    check_place(by, delivery, on=on)
    before = current_mark(delivery, day)
    mark = _mark(delivery, day, status, minutes, is_new=before is None, on=on)
    about(delivery, category="insats")
    if before is not None and before.mark == mark:
        about(again=True)
        return before
    _tell_absence(delivery, day, mark, by=by)
    row, _ = Attendance.objects.get_or_create(
        delivery=delivery,
        day=day,
        corrects=before,
        defaults={**stamp(by), "mark": mark},
    )
    return row


@action("weekly_note.write", kind="place")
def write_week(
    *, delivery: Delivery, week: date, choices: Mapping[str, str], text: str, by: Actor
) -> WeeklyNote:
    """The two minutes about a week: kept here and sent to the kommun with the week's days. The same again is the same note."""
    on = timezone.localdate()
    check_place(by, delivery, on=on)
    start = monday(week)
    told = check_week(choices, text, start=start, plan=plan_of(delivery.snapshot), on=on)
    about(delivery, category="insats")
    before = current_note(delivery, start)
    if before is not None and (before.choices, before.text) == (told, text.strip()):
        about(again=True)
        return before
    sent = {**told, "week": start.isoformat(), **_week_told(delivery, start, on=on)}
    post.answer(delivery=delivery, kind=PlacementReport.Kind.WEEK, choices=sent, text=text.strip(), by=by)
    _forget_draft(delivery, start)
    note, _ = WeeklyNote.objects.get_or_create(
        delivery=delivery,
        week=start,
        corrects=before,
        defaults={**stamp(by), "choices": told, "text": text.strip()},
    )
    return note


@action("weekly_note.keep", kind="place")
def keep_week(
    *, delivery: Delivery, week: date, fields: Mapping[str, str], seen: int, by: Actor
) -> WeekDraft:
    """Keeps what has been typed about a week, whatever is in it. Stale when a colleague has typed something else meanwhile."""
    check_place(by, delivery, on=timezone.localdate())
    about(delivery, category="insats")
    if sum(map(len, fields.values())) > int(intervention_rules()["vecka"]["längst_utkast"]):
        raise Refused("Texten är för lång för att sparas. Korta den.")
    start, kept = monday(week), {name: text for name, text in fields.items() if text}
    draft = WeekDraft.objects.select_for_update().filter(delivery=delivery, week=start).first()
    if draft is None:
        draft = WeekDraft(owner_id=delivery.owner_id, delivery=delivery, week=start, revision=0)
    elif draft.fields == kept:
        return draft
    elif seen != draft.revision:
        raise Stale(GONE)
    draft.fields, draft.changed_at, draft.revision = kept, timezone.now(), draft.revision + 1
    draft.save()
    return draft


@action("work_report.save", kind="place")
def save_report(
    *, delivery: Delivery, content: Mapping[str, Any], seen: int, judged: bool = True, by: Actor
) -> WorkReport:
    """The draft as far as it has come. `seen`: the revision the writer saw, 0 for none. `judged`: what must not be there is
    refused; while it is being typed it is kept as it is, and refused when it is looked through."""
    check_place(by, delivery, on=timezone.localdate())
    if judged:
        check_report(content)
    about(delivery, category="insats")
    draft = WorkReport.objects.select_for_update().filter(delivery=delivery, sent_at__isnull=True).first()
    if draft is None:
        if seen:
            raise Refused("Rapporten är redan skickad. Ladda om sidan för att se vad som står nu.")
        return WorkReport.objects.create(
            **stamp(by),
            delivery=delivery,
            content=dict(content),
            is_final=bool(content.get("is_final")),
            changed_at=timezone.now(),
        )
    if draft.content == dict(content):
        return draft
    if seen != draft.revision:
        raise Stale(GONE)
    draft.content, draft.is_final = dict(content), bool(content.get("is_final"))
    draft.changed_at, draft.revision = timezone.now(), draft.revision + 1
    draft.save()
    return draft


@action("work_report.send", kind="place")
def send_report(*, delivery: Delivery, seen: int, by: Actor) -> WorkReport:
    """Signs the draft and sends it: the hours of the period are counted from the attendance, and nothing changes after."""
    on = timezone.localdate()
    check_place(by, delivery, on=on)
    draft = WorkReport.objects.filter(delivery=delivery, sent_at__isnull=True).first()
    if draft is None:
        raise Refused("Rapporten är redan skickad. Ladda om sidan för att se vad som står nu.")
    if draft.revision != seen:
        raise Stale("Någon annan har skrivit i rapporten. Läs den igen innan du skickar.")
    plan = plan_of(delivery.snapshot)
    first, last = check_whole(draft.content, plan, on=on)
    counted = tally(plan, marks_of(delivery), first=first, last=last, on=on)
    report = told_report(draft.content, counted, signed=f"{by.name}, {by.title}")
    about(delivery, category="insats")
    post.answer(delivery=delivery, kind=PlacementReport.Kind.REPORT, choices=report, text="", by=by)
    sent = WorkReport.objects.select_for_update().get(pk=draft.pk)
    if sent.sent_at is not None or sent.revision != seen:
        raise Stale("Rapporten skickades nyss. Ladda om sidan för att se vad som står nu.")
    sent.content, sent.sent_at, sent.changed_at = report, timezone.now(), timezone.now()
    sent.revision += 1
    sent.save()
    return sent


def _forget_draft(delivery: Delivery, start: date) -> None:
    """What was typed about the week has been sent."""
    draft = WeekDraft.objects.filter(delivery=delivery, week=start).first()
    if draft is not None and draft.fields:
        draft.fields, draft.revision = {}, draft.revision + 1
        draft.save(update_fields=["fields", "revision"])


def marks_of(delivery: Delivery) -> dict[date, Mapping[str, Any]]:
    """What holds of each day: the last correction."""
    return {row.day: row.mark for row in _standing(Attendance.objects.filter(delivery=delivery))}


def current_mark(delivery: Delivery, day: date) -> Attendance | None:
    """What holds of a day."""
    return next(iter(_standing(Attendance.objects.filter(delivery=delivery, day=day))), None)


def current_note(delivery: Delivery, week: date) -> WeeklyNote | None:
    """The note about a week that holds."""
    rows = WeeklyNote.objects.filter(delivery=delivery, week=week, corrected_by__isnull=True)
    return rows.first()


def _standing(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    return rows.filter(corrected_by__isnull=True).order_by("day")


def _mark(
    delivery: Delivery, day: date, status: str, minutes: int, *, is_new: bool, on: date
) -> dict[str, Any]:
    rules, plan = intervention_rules(), plan_of(delivery.snapshot)
    problems = {}
    kind = rules["närvaro"].get(status)
    if kind is None:
        problems["status"] = "Välj hur dagen var."
    step, most = int(rules["minsta_steg_minuter"]), int(rules["längsta_dag_timmar"]) * HOUR
    if kind and kind.get("tid") and (minutes % step or not 0 < minutes <= most):
        problems["timmar"] = f"Skriv tiden i hela eller halva timmar, högst {most // HOUR}."
    if not plan.starts_on <= day <= plan.ends_on:
        problems["dag"] = f"Insatsen pågår från {plan.starts_on} till {plan.ends_on}."
    elif day > on:
        problems["dag"] = "Dagen har inte varit än."
    elif monday(day) < monday(on) - timedelta(days=WEEK if is_new else 0):
        problems["dag"] = "Veckan är slut. Ring kommunen om något är fel, eller skriv det i rapporten."
    if problems:
        raise Refused(problems)
    assert kind is not None
    return {"status": status, "minutes": minutes if kind.get("tid") else 0}


def _tell_absence(delivery: Delivery, day: date, mark: Mapping[str, Any], *, by: Actor) -> None:
    if not intervention_rules()["närvaro"][mark["status"]].get("utebliven"):
        return
    marks = {**marks_of(delivery), day: mark}
    count = missed_in_a_row(plan_of(delivery.snapshot), marks, on=day)
    if count and count % days_of("uteblivna_i_rad") == 0:
        post.answer(
            delivery=delivery,
            kind=PlacementReport.Kind.ABSENCE,
            choices={"days": count, "last": day.isoformat()},
            text="",
            by=by,
        )


def _week_told(delivery: Delivery, start: date, *, on: date) -> dict[str, Any]:
    """The week's days and what they come to, as the kommun gets them."""
    last, marks = start + timedelta(days=WEEK - 1), marks_of(delivery)
    counted = tally(plan_of(delivery.snapshot), marks, first=start, last=last, on=on)
    return {
        "days": [{"day": day.isoformat(), **mark} for day, mark in marks.items() if start <= day <= last],
        "tally": counted.as_told(),
    }
