"""What a handledare sees: the places of her own unit that go on (R5). The kommun's rows are not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor

from ..documents.forms.b09_order import WEEKDAYS, stair_lines, weekday_words, whom
from ..models import Attendance, Delivery, DeliveryKind, WeekDraft, WeeklyNote, WorkReport
from ..rules.inbox import ENDED, ended_words
from ..rules.interventions import intervention_rules
from ..rules.placements import never_told
from ..rules.places import last_day_shown
from ..rules.stairs import HOUR, WEEK, Plan, Tally, hours_text, monday, plan_of, tally

# What the lists of a page are made of: the rows of some deliveries, by delivery.
Marks = Mapping[UUID, Sequence[Attendance]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a day was, in words, and who wrote it."""

    status: str
    name: str
    hours: str
    minutes: int
    at: datetime
    by_name: str

    @property
    def text(self) -> str:
        return f"{self.name}, {self.hours}" if self.hours else self.name


@dataclass(frozen=True, slots=True)
class Day:
    """A day at the place: what was expected, what holds, and what stood there before it was corrected."""

    day: date
    is_today: bool
    planned: str
    minutes: int
    mark: Mark | None
    was: tuple[Mark, ...]
    can_write: bool

    @property
    def name(self) -> str:
        """`Måndag`."""
        return WEEKDAYS[self.day.weekday()].capitalize()

    @property
    def is_missing(self) -> bool:
        """An expected day that has been and that nobody has noted."""
        return self.mark is None and self.minutes > 0 and self.can_write


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person's place, as the order told it. `whom`: her name as far as it was told, else the reference."""

    id: UUID
    whom: str
    reference: str
    is_protected: bool
    intervention: str
    sender: str
    starts_on: date
    ends_on: date
    has_begun: bool
    has_ended: bool
    today: Day
    missing: int
    week_is_written: bool
    week_is_begun: bool
    report_by: date
    is_report_late: bool
    has_draft: bool
    final_sent: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A weekly note or a report that has been sent."""

    id: UUID
    on: date
    at: datetime
    by_name: str
    text: str
    choices: tuple[tuple[str, str], ...]
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """One place with all its handledare needs: the order, this week and the last, what has been sent, the draft. `ended`: that the
    consent it came by has ended."""

    place: Place
    order: tuple[tuple[str, str], ...]
    stairs: tuple[str, ...]
    weekdays: str
    proviso: str
    report_dates: tuple[date, ...]
    days: tuple[Day, ...]
    last_week: tuple[Day, ...]
    notes: tuple[Written, ...]
    reports: tuple[Written, ...]
    counted: Tally
    ended: str

    @property
    def weeks(self) -> tuple[tuple[str, tuple[Day, ...]], ...]:
        """This week and the last."""
        return (("Den här veckan", self.days), ("Förra veckan", self.last_week))


def unit_places(actor: Actor, *, on: date) -> tuple[Place, ...]:
    """Every place of the unit that is shown on a day: those expected today first. Five queries, however many there are."""
    rows = _shown(_of_unit(actor), on=on)
    marks, notes, drafts, begun = _marks(rows), _weeks_written(rows), _reports(rows), _weeks_begun(rows)
    found = [
        _place(row, marks[row.pk], notes[row.pk], drafts[row.pk], begun=begun[row.pk], on=on) for row in rows
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.has_ended, not one.has_begun, not one.today.minutes, one.whom.casefold()),
        )
    )


def find_place(actor: Actor, id_: UUID, *, on: date) -> Delivery | None:
    """The delivery behind a place of the unit that is shown on a day; None for every other, and for one that is over."""
    return next(iter(_shown(_of_unit(actor).filter(pk=id_), on=on)), None)


def has_had_place(actor: Actor, id_: UUID) -> bool:
    """Whether the unit has had that place, over by now or not. Says nothing about whom."""
    rows = Delivery.objects.filter(unit=actor.unit_id, owner_id=actor.authority_id)
    return rows.filter(kind=DeliveryKind.PLACEMENT, pk=id_).exists()


def place_page(delivery: Delivery, *, on: date) -> PlacePage:
    """A place that has been found, for its page."""
    rows = [delivery]
    marks, weeks, reports = (
        _marks(rows)[delivery.pk],
        _weeks_written(rows)[delivery.pk],
        _reports(rows)[delivery.pk],
    )
    snapshot, plan = delivery.snapshot, plan_of(delivery.snapshot)
    told = {
        name: text
        for name, text in snapshot["fields"].items()
        if not (delivery.is_protected and name in never_told())
    }
    words, start = intervention_rules()["beställning"], monday(on)
    standing = {row.day: row.mark for row in marks}
    return PlacePage(
        place=_place(delivery, marks, weeks, reports, begun=_weeks_begun([delivery])[delivery.pk], on=on),
        order=tuple((row["namn"], told[name]) for name, row in words["fält"].items() if told.get(name)),
        stairs=stair_lines(snapshot),
        weekdays=weekday_words(snapshot["weekdays"]),
        proviso=snapshot["proviso"],
        report_dates=tuple(date.fromisoformat(day) for day in snapshot["report_dates"]),
        days=_days(plan, marks, start, on=on),
        last_week=_days(plan, marks, start - timedelta(days=WEEK), on=on),
        notes=tuple(_note(row) for row in _standing_notes(delivery)),
        reports=tuple(_report(row) for row in reports if row.sent_at),
        counted=tally(plan, standing, first=plan.starts_on, last=plan.ends_on, on=on),
        ended=_ended(delivery),
    )


def _ended(delivery: Delivery) -> str:
    found = Delivery.objects.filter(source_ref=delivery.source_ref, answered_as__in=ENDED)
    last = found.only("answered_as", "delivered_at").order_by("delivered_at").last()
    return ended_words(last.answered_as, "plats", timezone.localdate(last.delivered_at)) if last else ""


def find_draft(delivery: Delivery) -> WorkReport | None:
    """The report that is being written; None where none is."""
    return WorkReport.objects.filter(delivery=delivery, sent_at__isnull=True).first()


def week_drafts(delivery: Delivery) -> dict[date, WeekDraft]:
    """What has been typed and not sent, by week."""
    return {row.week: row for row in WeekDraft.objects.filter(delivery=delivery) if row.fields}


def shown_whom(delivery: Delivery) -> str:
    """What the pages call her. The name may have been told before she was protected: the order itself is never changed."""
    return str(delivery.snapshot["reference"]) if delivery.is_protected else whom(delivery.snapshot)


def counted_for(delivery: Delivery, first: date, last: date, *, on: date) -> Tally:
    """What attendance comes to between two days."""
    standing = {row.day: row.mark for row in _marks([delivery])[delivery.pk]}
    return tally(plan_of(delivery.snapshot), standing, first=first, last=last, on=on)


def _of_unit(actor: Actor) -> QuerySet[Delivery]:
    return (
        Delivery.objects.filter(
            Q(unit_id=actor.unit_id),
            owner_id=actor.authority_id,
            kind=DeliveryKind.PLACEMENT,
            closed_at__isnull=True,
        )
        .exclude(answered_as__in=ENDED)
        .defer("packet")
    )


def _shown(rows: QuerySet[Delivery], *, on: date) -> list[Delivery]:
    """Those that are not over: before anything of them is opened."""
    found = list(rows.filter(Q(answer_by__isnull=True) | Q(answer_by__gte=on)).order_by("delivered_at"))
    finals = WorkReport.objects.filter(delivery__in=found, is_final=True, sent_at__isnull=False)
    sent: dict[UUID, datetime] = {}
    for id_, at in finals.order_by("-sent_at").values_list("delivery_id", "sent_at"):
        assert at is not None
        sent[id_] = at
    return [row for row in found if on <= last_day_shown(row, sent.get(row.pk))]


def _marks(rows: Iterable[Delivery]) -> defaultdict[UUID, list[Attendance]]:
    """Every mark of some places, in the order they were written: the last one of a day holds."""
    found: defaultdict[UUID, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.filter(delivery__in=list(rows)).order_by("at", "id"):
        found[row.delivery_id].append(row)
    return found


def _weeks_written(rows: Iterable[Delivery]) -> defaultdict[UUID, set[date]]:
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for id_, week in WeeklyNote.objects.filter(delivery__in=list(rows)).values_list("delivery_id", "week"):
        found[id_].add(week)
    return found


def _weeks_begun(rows: Iterable[Delivery]) -> defaultdict[UUID, set[date]]:
    """The weeks about which something has been typed that is not sent."""
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for draft in WeekDraft.objects.filter(delivery__in=list(rows)):
        if draft.fields:
            found[draft.delivery_id].add(draft.week)
    return found


def _reports(rows: Iterable[Delivery]) -> defaultdict[UUID, list[WorkReport]]:
    found: defaultdict[UUID, list[WorkReport]] = defaultdict(list)
    for row in WorkReport.objects.filter(delivery__in=list(rows)).order_by("-sent_at", "-changed_at"):
        found[row.delivery_id].append(row)
    return found


def _standing_notes(delivery: Delivery) -> QuerySet[WeeklyNote]:
    return WeeklyNote.objects.filter(delivery=delivery, corrected_by__isnull=True).order_by("-week")


def _place(
    row: Delivery,
    marks: Sequence[Attendance],
    weeks: set[date],
    reports: Sequence[WorkReport],
    *,
    begun: set[date],
    on: date,
) -> Place:
    snapshot, plan = row.snapshot, plan_of(row.snapshot)
    sent = [one for one in reports if one.sent_at]
    dates = [date.fromisoformat(day) for day in snapshot["report_dates"]]
    due = dates[min(len(sent), len(dates) - 1)]
    days = [
        *_days(plan, marks, monday(on) - timedelta(days=WEEK), on=on),
        *_days(plan, marks, monday(on), on=on),
    ]
    return Place(
        id=row.pk,
        whom=shown_whom(row),
        reference=snapshot["reference"],
        is_protected=row.is_protected,
        intervention=snapshot["intervention"],
        sender=snapshot["sender"],
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        has_begun=plan.starts_on <= on,
        has_ended=plan.ends_on < on,
        today=_day(plan, marks, on, on=on),
        missing=sum(day.is_missing for day in days if day.day < on),
        week_is_written=monday(on) in weeks,
        # The two that can still be sent.
        week_is_begun=bool(begun & {monday(on), monday(on) - timedelta(days=WEEK)}),
        report_by=due,
        is_report_late=due < on and not any(one.is_final for one in sent),
        has_draft=any(one.sent_at is None for one in reports),
        final_sent=any(one.is_final for one in sent),
    )


def _days(plan: Plan, marks: Sequence[Attendance], start: date, *, on: date) -> tuple[Day, ...]:
    """The days of a week that lie inside the placement and are expected or noted."""
    found = [_day(plan, marks, start + timedelta(days=number), on=on) for number in range(WEEK)]
    return tuple(
        day for day in found if plan.starts_on <= day.day <= plan.ends_on and (day.minutes or day.mark)
    )


def _day(plan: Plan, marks: Sequence[Attendance], day: date, *, on: date) -> Day:
    told = [_mark(row) for row in marks if row.day == day]
    minutes = plan.minutes_on(day)
    is_first = not told
    opens = monday(on) - timedelta(days=WEEK if is_first else 0)
    return Day(
        day=day,
        is_today=day == on,
        planned=hours_text(minutes) if minutes else "",
        minutes=_to_step(int(minutes)),
        mark=told[-1] if told else None,
        was=tuple(told[:-1]),
        can_write=opens <= day <= on and plan.starts_on <= day <= plan.ends_on,
    )


def _to_step(minutes: int) -> int:
    """To the nearest step that can be chosen, at least one where anything is expected."""
    step = int(intervention_rules()["minsta_steg_minuter"])
    return max(round(minutes / step) * step, step) if minutes else 0


def _mark(row: Attendance) -> Mark:
    kind = intervention_rules()["närvaro"].get(row.mark["status"], {})
    minutes = int(row.mark["minutes"])
    return Mark(
        status=row.mark["status"],
        name=str(kind.get("namn", row.mark["status"])),
        hours=hours_text(minutes) if minutes else "",
        minutes=minutes,
        at=row.at,
        by_name=row.by_name,
    )


def _note(row: WeeklyNote) -> Written:
    return Written(row.pk, row.week, row.at, row.by_name, row.text, week_words(row.choices))


def week_words(choices: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The choices of a weekly note: question and answer in words."""
    words = intervention_rules()["vecka"]
    return tuple(
        (words[name]["fråga"], words[name]["val"].get(choices.get(name), ""))
        for name in ("hur", "stegring", "ring")
        if choices.get(name)
    )


def _report(row: WorkReport) -> Written:
    assert row.sent_at is not None
    last = date.fromisoformat(row.content["last"])
    return Written(row.pk, last, row.sent_at, row.by_name, "", (), row.is_final)


def hours_to_choose() -> tuple[tuple[int, str], ...]:
    """Minutes and words, from the smallest step to the longest day."""
    rules = intervention_rules()
    step, most = int(rules["minsta_steg_minuter"]), int(rules["längsta_dag_timmar"]) * HOUR
    return tuple((minutes, hours_text(minutes)) for minutes in range(step, most + 1, step))
