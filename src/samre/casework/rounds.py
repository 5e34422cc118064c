"""The nightly round of one authority, part by part: what comes back, goes out of date, ends or stands still by itself.

Every part finds its work by how things stand, does each case in a transaction of its own and can be stopped and run again at
any time: what is done is not found again. A case that fails is told and left for the next round; the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.models import Authority
from samre.audit.log import record
from samre.pathway.person.evaluate import evaluate

from .actions.certificates import ENDS
from .actions.consents import ENDS_TASK, expire_consent
from .actions.deadlines import lapse_deadline, watch_deadlines
from .actions.returns import come_back
from .actions.reviews import pick_until_now
from .actions.tasks import TOO_OLD, is_reminded, remind, settle_tasks
from .evaluations import reevaluate
from .facts import CaseFacts, facts_for_many
from .models import (
    Case,
    CaseState,
    CertificateFile,
    Deadline,
    FactEntry,
    NoteDraft,
    OpenStep,
    SourceKind,
    StepState,
    Task,
)
from .placement_rounds import close_what_is_over, remind_silent, remind_unsent, tell_the_queue
from .plan_rounds import follow_ups_to_come, remind_unsettled
from .queries.reviews import review_alarms
from .rules.consents import ending_consents, outlived_consents
from .rules.deadlines import deadline_rules, first_day_rules, proposals
from .rules.guarantee import broken_cases
from .rules.settings import days, pathway_of
from .rules.stuck import IN_VAIN, standing_still
from .unanswered import end_old_links, remind_unanswered, settle_answered

JOB = "Nattens genomgång"
LIMIT, DRAFT = "frist", "utkast"
BATCH = 500
_log = logging.getLogger("samre.jobs")
Item = TypeVar("Item")


@dataclass(slots=True)
class Round:
    """One run for one authority: what was done by part, what failed, and which cases break the guarantee."""

    owner: Authority
    now: datetime
    by: Actor
    done: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def on(self) -> date:
        """The day of the run, where the office is."""
        return timezone.localdate(self.now)

    def each(
        self, items: Iterable[Item], case_of: Callable[[Item], Case], do: Callable[[Item], object]
    ) -> int:
        """`do` for each; one that fails is told by its case's number and left."""
        count = 0
        for item in items:
            try:
                count += 1 if do(item) is not None else 0
            except Exception as error:
                number = case_of(item).number
                _log.error("%s: ärende %s kunde inte gås igenom (%s)", JOB, number, type(error).__name__)
                self.faults.append(f"Ärende {number} kunde inte gås igenom ({type(error).__name__}).")
        return count

    def remind(self, case: Case, kind: str, about_what: str, *, since: date) -> Task | None:
        """A task for today, unless there has been one for the same reason."""
        if is_reminded(case, kind, about_what, since=since):
            return None
        return remind(case=case, kind=kind, about_what=about_what, due_on=self.on, since=since, by=self.by)


def run_round(owner: Authority, now: datetime, *, say: Callable[[str], None] | None = None) -> Round:
    """Every part of the nightly round for `owner`; the caller is already in the authority's scope."""
    this = Round(owner, now, system_actor(owner, JOB))
    for name, part in PARTS.items():
        if say:
            say(f"{owner.short}: {name}")
        try:
            this.done[name] = part(this)
        except Exception as error:
            _log.exception("%s: %s gick inte att genomföra", JOB, name)
            this.faults.append(f"Delen »{name}« gick inte att genomföra ({type(error).__name__}).")
    return this


def _answers_that_did_not_come(this: Round) -> int:
    steps = OpenStep.objects.filter(
        owner=this.owner,
        state=StepState.WAITING,
        waiting_until__lte=this.on,
        case__state=CaseState.OPEN,
    ).select_related("case__person")
    return this.each(list(steps), lambda step: step.case, lambda step: come_back(step=step, by=this.by))


def _facts_out_of_date(this: Round) -> int:
    """A task for what has become unknown by age and can change the way; what a certificate said has its own warning."""
    first = this.on - timedelta(days=days("uppgift_inaktuell_bakåt_dagar"))
    entries = FactEntry.objects.filter(
        owner=this.owner,
        case__state=CaseState.OPEN,
        valid_to__range=(first, this.on - timedelta(days=1)),
    ).exclude(source=SourceKind.CERTIFICATE)
    count = 0
    for cases in _in_batches(_cases(entries.order_by().values_list("case_id", flat=True).distinct())):
        known = facts_for_many([case.pk for case in cases], on=this.on)
        found = [
            (case, fact, since) for case in cases for fact, since in _to_ask(case, known[case.pk], this.on)
        ]
        count += this.each(
            found,
            lambda item: item[0],
            lambda item: this.remind(item[0], TOO_OLD, item[1], since=item[2] + timedelta(days=1)),
        )
    return count


def _to_ask(case: Case, known: CaseFacts, on: date) -> list[tuple[str, date]]:
    """The facts out of date that the map asks for now, with their last day. Where it asks for none of them, the first: somebody
    should know that it is no longer known, but nobody needs thirty tasks in one morning."""
    expired = {
        fact: item.expired.valid_to
        for fact, item in known.weighed.items()
        if item.expired and item.expired.valid_to and item.expired.source != SourceKind.CERTIFICATE
    }
    if not expired:
        return []
    asked = evaluate(pathway_of(case.pathway), known.facts, on=on).missing
    wanted = [fact for fact in asked if fact in expired] or sorted(expired)[:1]
    return [(fact, expired[fact]) for fact in wanted]


def _facts_known_again(this: Round) -> int:
    tasks = Task.objects.filter(
        owner=this.owner, kind=TOO_OLD, done_at__isnull=True, case__state=CaseState.OPEN
    )
    count = 0
    for cases in _in_batches(_cases(tasks.order_by().values_list("case_id", flat=True).distinct())):
        known = facts_for_many([case.pk for case in cases], on=this.on)
        by_case: dict[object, list[Task]] = {}
        for task in tasks.filter(case__in=cases):
            weighed = known[task.case_id].weighed.get(task.about)
            if weighed is not None and weighed.standing:
                by_case.setdefault(task.case_id, []).append(task)
        count += this.each(
            [(case, by_case[case.pk]) for case in cases if case.pk in by_case],
            lambda item: item[0],
            lambda item: settle_tasks(case=item[0], tasks=item[1], by=this.by),
        )
    return count


def _certificates_that_end(this: Round) -> int:
    """The last certificate of a case, when it ends within the days of arenden.yaml."""
    until = this.on + timedelta(days=days("intyg_varning_dagar"))
    last = (
        Case.objects.filter(owner=this.owner, state=CaseState.OPEN)
        .annotate(last=Max("certificates__ends_on"))
        .filter(last__range=(this.on, until))
        .values("pk")
    )
    rows = CertificateFile.objects.filter(case__in=last, ends_on__range=(this.on, until))
    newest = {row.case_id: row for row in rows.select_related("case__person").order_by("ends_on", "at")}
    return this.each(
        newest.values(),
        lambda row: row.case,
        lambda row: this.remind(row.case, ENDS, str(row.pk), since=timezone.localdate(row.at)),
    )


def _last_days_to_watch(this: Round) -> int:
    """Enters the law's last days that follow from the facts, where nobody has."""
    sources = {rule.source for rule in deadline_rules().values() if rule.watched}
    told = FactEntry.objects.filter(owner=this.owner, case__state=CaseState.OPEN, fact__in=sources)
    count = 0
    for cases in _in_batches(_cases(told.order_by().values_list("case_id", flat=True).distinct())):
        known = facts_for_many([case.pk for case in cases], on=this.on)
        entered = set(Deadline.objects.filter(case__in=cases).values_list("case_id", "rule", "counted_from"))
        lacking = [
            case
            for case in cases
            if any(
                item.rule.watched and (case.pk, item.rule.id, item.counted_from) not in entered
                for item in proposals(known[case.pk].facts.values, on=this.on)
            )
        ]
        count += this.each(
            lacking, lambda case: case, lambda case: watch_deadlines(case=case, by=this.by) or None
        )
    return count


def _last_days_that_passed(this: Round) -> int:
    rows = Deadline.objects.filter(
        owner=this.owner,
        met_on__isnull=True,
        lapsed=False,
        due__lt=this.on,
        case__state=CaseState.OPEN,
    )
    rows = rows.exclude(rule__in=first_day_rules()).select_related("case__person")

    def pass_by(deadline: Deadline) -> Deadline:
        this.remind(deadline.case, LIMIT, deadline.rule, since=deadline.due)
        return lapse_deadline(deadline=deadline, by=this.by)

    return this.each(list(rows), lambda row: row.case, pass_by)


def _drafts_left(this: Round) -> int:
    before = this.now - timedelta(days=days("utkast_kvar_dagar"))
    drafts = NoteDraft.objects.filter(
        owner=this.owner, updated_at__lt=before, case__state=CaseState.OPEN
    ).select_related("case__person")
    return this.each(
        list(drafts),
        lambda draft: draft.case,
        lambda draft: this.remind(
            draft.case, DRAFT, str(draft.pk), since=timezone.localdate(draft.updated_at)
        ),
    )


def _drafts_gone(this: Round) -> int:
    tasks = Task.objects.filter(
        owner=this.owner, kind=DRAFT, done_at__isnull=True, case__state=CaseState.OPEN
    ).select_related("case__person")
    left = {str(id_) for id_ in NoteDraft.objects.filter(owner=this.owner).values_list("pk", flat=True)}
    return this.each(
        [task for task in tasks if task.about not in left],
        lambda task: task.case,
        lambda task: settle_tasks(case=task.case, tasks=[task], by=this.by),
    )


def _consents_that_ran_out(this: Round) -> int:
    """A consent whose last day has passed lets nothing out since midnight; here it is written down and somebody is told."""
    rows = outlived_consents(this.owner.pk, on=this.on).select_related("case__person")
    return this.each(list(rows), lambda row: row.case, lambda row: expire_consent(consent=row, by=this.by))


def _consents_that_end(this: Round) -> int:
    """Before it runs out, so that there is time to ask the person."""
    rows = ending_consents(this.owner.pk, on=this.on).select_related("case__person")
    return this.each(
        list(rows),
        lambda row: row.case,
        lambda row: this.remind(row.case, ENDS_TASK, str(row.pk), since=row.given_on),
    )


def _standing_still(this: Round) -> int:
    """What the worklists say of cases nobody has written to: a day has passed."""
    rows = Case.objects.filter(owner=this.owner, state=CaseState.OPEN).values_list(
        "pk", "stuck", "watch_on", "next_due", "urgent_on"
    )
    count = 0
    for batch in _in_batches(rows.iterator(chunk_size=BATCH)):
        found = standing_still(this.owner.pk, [row[0] for row in batch], on=this.on)
        for pk, stuck, watch_on, next_due, urgent_on in batch:
            now_stuck, now_watched, last_day = found[pk]
            now_urgent = min((day for day in (next_due, last_day) if day is not None), default=None)
            if IN_VAIN in now_stuck.split():
                now_urgent = urgent_on
            if (stuck, watch_on, urgent_on) != (now_stuck, now_watched, now_urgent):
                count += Case.objects.filter(
                    pk=pk, state=CaseState.OPEN, stuck=stuck, watch_on=watch_on, next_due=next_due
                ).update(stuck=now_stuck, watch_on=now_watched, urgent_on=now_urgent)
    return count


def _map(this: Round) -> int:
    return len(reevaluate(this.owner, this.on, by=this.by).moved)


def _reviews(this: Round) -> int:
    """What is to be reviewed is picked out; what should have been reviewed already is told."""
    this.faults += review_alarms(this.owner, on=this.on)
    return pick_until_now(owner=this.owner).count


def _guarantee(this: Round) -> int:
    """Every open case has a next responsible: checked by SQL alone. What is broken is told to whoever runs the system."""
    found = broken_cases(this.owner.pk)
    for item in found:
        _log.error("Garantin är bruten: %s", item.sentence)
        record(
            who=this.by.who,
            chain=str(this.owner.pk),
            action="guarantee.check",
            kind="case",
            object_id=str(item.case),
            case_id=str(item.case),
            outcome="failed",
        )
    this.broken += [item.sentence for item in found]
    return len(found)


def _cases(ids: Iterable[UUID]) -> Iterator[Case]:
    rest = iter(ids)
    while chunk := list(islice(rest, BATCH)):
        yield from Case.objects.filter(pk__in=chunk).select_related("person")


def _in_batches(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


# In this order: what comes back is our turn before it is judged whether anybody is active, and the guarantee is checked last.
PARTS: dict[str, Callable[[Round], int]] = {
    "svar som inte kom": _answers_that_did_not_come,
    "uppgifter som blivit för gamla": _facts_out_of_date,
    "uppgifter som är kända igen": _facts_known_again,
    "läkarintyg som slutar": _certificates_that_end,
    "frister att bevaka": _last_days_to_watch,
    "frister som passerat": _last_days_that_passed,
    "utkast som ligger kvar": _drafts_left,
    "utkast som är borta": _drafts_gone,
    "samtycken som gått ut": _consents_that_ran_out,
    "samtycken som slutar": _consents_that_end,
    "svar att påminna om": remind_unanswered,
    "påminnelser som inte behövs": settle_answered,
    "engångslänkar som gått ut": end_old_links,
    "planer utan uppföljning": follow_ups_to_come,
    "planer som inte är fastställda": remind_unsettled,
    "beställningar som ligger kvar": remind_unsent,
    "platser som blivit lediga": tell_the_queue,
    "insatser som är tysta": remind_silent,
    "insatser vars tid är ute": close_what_is_over,
    "kartan prövad på nytt": _map,
    "ärenden som står stilla": _standing_still,
    "läsningar att granska": _reviews,
    "ärenden utan ansvarig": _guarantee,
}
