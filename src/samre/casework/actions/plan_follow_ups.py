"""How a plan goes: its activities are done or not, it is followed up at least every third month, and it ends."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import ActivityMark, Case, Plan, PlanActivity, PlanFollowUp, Task
from ..models.base import stamp
from ..rules.permissions import Need
from ..rules.plans import months_after, most_months, plan_rules
from .core import action, tell
from .plans import (
    ACTIVITY,
    EVALUATION,
    FOLLOW_UP,
    last_marks,
    plan_in_force,
    put_plan_task,
    tell_map,
)
from .standing import restate
from .tasks import open_tasks, settle

FOLLOWS = (FOLLOW_UP, EVALUATION)
WRITE_IT = "Skriv uppföljningen i planen. Då blir bevakningen klar av sig själv."


@action("plan.mark", needs=Need.WRITE)
def mark_activity(
    *, case: Case, activity: PlanActivity, kind: str, words: str = "", by: Actor
) -> ActivityMark:
    """An activity of the plan is done, did not happen (with why), or is not done after all."""
    problems = {}
    if kind not in ActivityMark.Kind.values:
        problems["gang"] = "Välj hur det gick."
    if kind == ActivityMark.Kind.NOT_DONE and not words.strip():
        problems["gang_ord"] = "Skriv varför det inte blev av."
    if len(words) > _longest():
        problems["gang_ord"] = f"Skriv kortare, högst {_longest()} tecken."
    if problems:
        raise Refused(problems)
    plan = plan_in_force(case)
    if plan is None or activity.plan_id != plan.pk:
        raise Refused("Aktiviteten hör inte till planen som gäller nu. Ladda om sidan.")
    last = last_marks(case).get(activity.line)
    if last is not None and (last.kind, last.words) == (kind, words.strip()):
        return last
    if kind == ActivityMark.Kind.REOPENED:
        put_plan_task(plan, ACTIVITY, str(activity.line), activity.due, activity.text, by=by)
    else:
        settle(open_tasks(case, ACTIVITY, [str(activity.line)]), by=by)
    mark = _mark(case, activity, kind, words.strip(), by=by)
    about(mark, category=kind)
    restate(case, on=timezone.localdate())
    return mark


def finish_watched(task: Task, *, by: Actor) -> None:
    """A task of the plan is said to be done in Bevaka: of an activity, that is done in the plan too. A follow-up is not done
    before it is written. For the action that finishes the task."""
    plan = plan_in_force(task.case)
    if plan is None:
        return
    if task.kind in FOLLOWS:
        raise Refused(WRITE_IT)
    activity = plan.rows.filter(line=task.about).first()
    last = last_marks(task.case).get(activity.line) if activity else None
    if activity is not None and (last is None or last.kind == ActivityMark.Kind.REOPENED):
        _mark(task.case, activity, ActivityMark.Kind.DONE, "", by=by)


def check_moved(task: Task, due_on: date) -> None:
    """Raises Refused where a follow-up would come later than every third month allows."""
    plan = plan_in_force(task.case)
    if plan is None or task.kind not in FOLLOWS:
        return
    latest = max(months_after(_last_talk(plan), most_months()), timezone.localdate(), task.due_on)
    if due_on > latest:
        words = str(plan_rules()["uppföljning"]["för_sent"])
        raise Refused({"dag": words.format(dag=latest)})


def _mark(case: Case, activity: PlanActivity, kind: str, words: str, *, by: Actor) -> ActivityMark:
    mark = ActivityMark.objects.create(
        **stamp(by), activity=activity, kind=kind, happened_on=timezone.localdate(), words=words
    )
    tell(case, by=by, kind="plan.mark", subject=activity.pk, went=kind)
    return mark


@action("plan.follow_up", needs=Need.WRITE)
def follow_up_plan(
    *, case: Case, plan: Plan, on: date | None, text: str, own_words: str, outcome: str, by: Actor
) -> PlanFollowUp:
    """The plan has been talked through with the person: what has happened, what she says, and whether it goes on."""
    today, problems = timezone.localdate(), {}
    if on is None or on > today:
        problems["uppfoljd"] = "Skriv vilken dag ni följde upp planen, i dag eller tidigare."
    if not text.strip():
        problems["uppfoljd_text"] = "Skriv vad som har hänt sedan sist."
    if outcome not in PlanFollowUp.Outcome.values:
        problems["uppfoljd_gang"] = "Välj hur planen går vidare."
    most = int(plan_rules()["längst"]["text"])
    for name, words in (("uppfoljd_text", text), ("uppfoljd_ord", own_words)):
        if len(words) > most:
            problems[name] = f"Skriv kortare, högst {most} tecken. Längre text hör hemma i en anteckning."
    if problems or on is None:
        raise Refused(problems)
    in_force = plan_in_force(case)
    if in_force is None or in_force.pk != plan.pk:
        raise Refused("Planen gäller inte längre. Ladda om sidan för att se vad som gäller nu.")
    said = {"followed_on": on, "text": text.strip(), "own_words": own_words.strip(), "outcome": outcome}
    last = PlanFollowUp.objects.filter(plan=plan).order_by("-at", "-id").first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        about(last, again=True)
        return last
    done = PlanFollowUp.objects.create(**stamp(by), plan=plan, **said)
    _after_follow_up(plan, done, by=by)
    tell(case, by=by, kind="plan.follow_up", subject=plan.pk, on=on, went=outcome)
    about(done, category=outcome)
    restate(case, on=today)
    return done


@action("plan.end", needs=Need.WRITE)
def end_plan(*, plan: Plan, text: str, by: Actor) -> PlanFollowUp:
    """The plan is ended with the case, without a talk about it: `text` says why."""
    ends = PlanFollowUp.Outcome.ENDS
    done = PlanFollowUp.objects.create(
        **stamp(by), plan=plan, followed_on=timezone.localdate(), text=text, outcome=ends
    )
    _after_follow_up(plan, done, talked=False, by=by)
    tell(plan.case, by=by, kind="plan.end", subject=plan.pk, on=done.followed_on)
    about(done, category=ends.value)
    restate(plan.case, on=timezone.localdate())
    return done


@action("plan.watch", needs=Need.WRITE)
def watch_follow_up(*, plan: Plan, by: Actor) -> Task | None:
    """A follow-up to come, where none is in time; for the nightly round. None where there is one."""
    task = _next_in_time(plan, timezone.localdate(), by=by)
    if task is not None:
        restate(plan.case, on=timezone.localdate())
        about(task, task=task.kind)
    return task


def _after_follow_up(plan: Plan, done: PlanFollowUp, *, talked: bool = True, by: Actor) -> None:
    """The tasks it answers are done; of an ended plan the others are gone, and the map learns what holds now."""
    tasks = Task.objects.filter(case=plan.case, done_at__isnull=True)
    if done.outcome == PlanFollowUp.Outcome.ENDS:
        if talked:
            settle(tasks.filter(kind__in=(FOLLOW_UP, EVALUATION), due_on__lte=done.followed_on), by=by)
        settle(tasks.filter(kind__in=(FOLLOW_UP, EVALUATION, ACTIVITY)), is_gone=True, by=by)
        tell_map(plan, "nej", on=done.followed_on, by=by)
        return
    due = tasks.filter(kind__in=(FOLLOW_UP, EVALUATION)).order_by("due_on", "id")
    passed = list(due.filter(due_on__lte=done.followed_on))
    settle(passed or due[:1], by=by)
    tell_map(plan, "ja", on=done.followed_on, by=by)
    _next_in_time(plan, done.followed_on, by=by)


def _next_in_time(plan: Plan, since: date, *, by: Actor) -> Task | None:
    """There is always a follow-up at most so many months after the last: put there where none is."""
    latest = months_after(since, most_months())
    tasks = Task.objects.filter(case=plan.case, kind__in=FOLLOWS, done_at__isnull=True, due_on__lte=latest)
    if tasks.exists():
        return None
    put_plan_task(plan, FOLLOW_UP, f"{plan.number}:{latest}", latest, "", by=by)
    return tasks.first()


def _last_talk(plan: Plan) -> date:
    """When the plan was last talked through with the person: a follow-up, or its first day."""
    assert plan.starts_on
    last = plan.follow_ups.order_by("-followed_on").values_list("followed_on", flat=True).first()
    return max(last, plan.starts_on) if last else plan.starts_on


def _longest() -> int:
    return int(plan_rules()["längst"]["rad"])
