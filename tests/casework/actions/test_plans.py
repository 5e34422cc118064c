"""Plans are begun from the last version, fastställda when whole, carried out, followed up, and never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker
from tests.casework.plan_factories import make_activity, make_draft, make_plan, whole_values

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.plan_follow_ups import end_plan, follow_up_plan, mark_activity
from samre.casework.actions.plans import (
    ACTIVITY,
    EVALUATION,
    FOLLOW_UP,
    PlanChanged,
    drop_plan,
    plan_in_force,
    save_plan,
    settle_plan,
    start_plan,
)
from samre.casework.actions.tasks import finish_task, move_task
from samre.casework.documents.forms.b08_plan import paper
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.paper_text import paper_text
from samre.casework.facts import facts_for
from samre.casework.models import (
    ActivityMark,
    Case,
    CaseEvent,
    FactEntry,
    Plan,
    PlanActivity,
    PlanState,
    Record,
    Task,
)
from samre.casework.plan_rounds import follow_ups_to_come, remind_unsettled
from samre.casework.queries.plans import changes_since, plan_card, plan_lines, plan_page
from samre.casework.rounds import Round
from samre.casework.rules.plans import months_after
from samre.casework.rules.settings import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return make_caseworker()[1]


@pytest.fixture
def case(by: Actor) -> Case:
    return make_case(by, name="Alva Provsson")


def open_tasks(case: Case, kind: str) -> list[Any]:
    rows = Task.objects.filter(case=case, kind=kind, done_at__isnull=True)
    return sorted(rows.values_list("due_on", flat=True))


def test_the_log_says_on_what_ground_a_draft_was_written_in(case: Case, by: Actor) -> None:
    """R33: her part in the case, also where the whole action is one more saving."""
    make_draft(case, by)
    assert {event.why for event in Event.objects.filter(action__in=("plan.start", "plan.save"))} == {
        "uppdrag i ärendet: ansvarig handläggare"
    }


def test_a_plan_with_gaps_is_refused_at_each_of_them_and_stays_a_draft(case: Case, by: Actor) -> None:
    draft = make_draft(case, by, goal="", if_worse="", activities=[])
    with pytest.raises(Refused) as refused:
        settle_plan(plan=draft, seen=draft.revision, by=by)
    assert set(refused.value.problems) == {"mal", "samre", "aktiviteter"}
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT
    assert not Task.objects.filter(case=case, kind=ACTIVITY).exists()


def test_a_whole_plan_is_settled_with_its_activities_tasks_and_fact(case: Case, by: Actor) -> None:
    plan = make_plan(case, by)
    assert (plan.number, plan.settled_by) == (1, by.name)
    (row,) = PlanActivity.objects.filter(plan=plan)
    assert row.responsible == "IND"
    assert open_tasks(case, ACTIVITY) == [row.due]
    assert facts_for(case, on=timezone.localdate()).facts.told["plan_finns"] is True
    assert plan_in_force(case) == plan
    assert CaseEvent.objects.filter(case=case, kind="plan.settle", data__number=1).exists()


def test_it_is_followed_up_at_least_every_third_month_until_it_ends(case: Case, by: Actor) -> None:
    on = timezone.localdate()
    plan = make_plan(case, by, ends_on=on + timedelta(days=400), evaluate_on=on + timedelta(days=100))
    days = sorted([*open_tasks(case, FOLLOW_UP), *open_tasks(case, EVALUATION)])
    assert days[-1] == plan.ends_on
    assert all((after - before).days <= 92 for before, after in zip([on, *days], days, strict=False))


def test_the_database_refuses_to_change_a_version(case: Case, by: Actor) -> None:
    plan = make_plan(case, by)
    for change in ({"goal": "studier"}, {"goal_text": "annat"}, {"revision": 9}, {"state": "utkast"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanActivity.objects.filter(plan=plan).update(responsible="KOM")
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk)._raw_delete(using="default")


@pytest.mark.parametrize(
    "lack",
    [
        {"settled_by": ""},
        {"goal": ""},
        {"lead": ""},
        {"participation": ""},
        {"evaluate_on": None},
        {"number": None},
    ],
)
def test_the_database_holds_no_version_with_gaps(case: Case, by: Actor, lack: dict[str, Any]) -> None:
    draft = make_draft(case, by)
    whole = {
        "state": PlanState.SETTLED,
        "number": 1,
        "settled_by": "Prov",
        "settled_at": timezone.now(),
        "digest": "0" * 64,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=draft.pk).update(**whole | lack)


def test_a_version_can_not_be_saved_dropped_or_settled_again(case: Case, by: Actor) -> None:
    plan = make_plan(case, by)
    with pytest.raises(Denied):
        save_plan(plan=plan, values=whole_values(goal_text="annat"), seen=plan.revision, by=by)
    with pytest.raises(Denied):
        drop_plan(plan=plan, by=by)
    with pytest.raises(Denied):
        settle_plan(plan=plan, seen=plan.revision, by=by)
    assert Plan.objects.filter(case=case).count() == 1


def test_changing_makes_a_new_version_from_the_last_and_the_old_one_stays(case: Case, by: Actor) -> None:
    first = make_plan(case, by)
    draft = start_plan(case=case, first={}, by=by)
    assert draft.goal_text == first.goal_text
    assert (draft.participation, draft.took_part_on, draft.evaluate_on) == ("", None, None)
    values = whole_values(goal_text="Jag arbetar halvtid.", activities=draft.activities)
    draft = save_plan(plan=draft, values=values, seen=draft.revision, by=by)
    second = settle_plan(plan=draft, seen=draft.revision, by=by)
    second.case = case
    changes = changes_since(second)
    assert changes is not None
    assert [one.what for one in changes] == ["Målet i ord"]
    first.refresh_from_db()
    assert first.goal_text == "Jag arbetar deltid."
    assert first.digest == first.content_digest
    assert plan_in_force(case) == second
    assert [one.number for one in plan_page(case, on=timezone.localdate()).versions] == [2, 1]
    assert len(open_tasks(case, ACTIVITY)) == 1


def test_begun_twice_is_one_draft(case: Case, by: Actor) -> None:
    assert start_plan(case=case, first={}, by=by) == start_plan(case=case, first={}, by=by)


def test_what_somebody_else_has_saved_is_not_overwritten(case: Case, by: Actor) -> None:
    draft = make_draft(case, by)
    save_plan(plan=draft, values=whole_values(goal_text="Kollegans"), seen=draft.revision, by=by)
    with pytest.raises(PlanChanged) as changed:
        save_plan(plan=draft, values=whole_values(goal_text="Mina"), seen=draft.revision, by=by)
    assert changed.value.saved.goal_text == "Kollegans"
    with pytest.raises(PlanChanged):
        settle_plan(plan=draft, seen=draft.revision, by=by)


def test_too_long_a_text_is_told_at_its_field(case: Case, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        make_draft(case, by, goal_text="x" * 2001)
    assert list(refused.value.problems) == ["mal_text"]


def test_a_colleague_without_a_part_in_the_case_writes_no_plan(case: Case, by: Actor) -> None:
    draft, other = make_draft(case, by), make_caseworker()[1]
    for act in (
        lambda: start_plan(case=case, first={}, by=other),
        lambda: save_plan(plan=draft, values={}, seen=1, by=other),
        lambda: settle_plan(plan=draft, seen=draft.revision, by=other),
        lambda: drop_plan(plan=draft, by=other),
    ):
        with pytest.raises(Denied):
            act()


def test_a_dropped_draft_leaves_the_version_in_force_and_another_can_be_begun(case: Case, by: Actor) -> None:
    plan = make_plan(case, by)
    drop_plan(plan=start_plan(case=case, first={}, by=by), by=by)
    assert plan_in_force(case) == plan
    assert start_plan(case=case, first={}, by=by).state == PlanState.DRAFT


class TestCarriedOut:
    def test_an_activity_past_its_day_is_late_until_it_is_done(self, case: Case, by: Actor) -> None:
        on = timezone.localdate()
        plan = make_plan(case, by, activities=[make_activity(due=on - timedelta(days=1))])
        assert plan_card(case, on).late == 1
        mark_activity(case=case, activity=plan.rows.get(), kind="gjord", by=by)
        assert plan_card(case, on).late == 0
        assert open_tasks(case, ACTIVITY) == []
        mark_activity(case=case, activity=plan.rows.get(), kind="oppnad", by=by)
        assert plan_card(case, on).late == 1
        assert open_tasks(case, ACTIVITY) == [on - timedelta(days=1)]

    def test_what_did_not_happen_says_why(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        with pytest.raises(Refused) as refused:
            mark_activity(case=case, activity=plan.rows.get(), kind="blev_inte", by=by)
        assert list(refused.value.problems) == ["gang_ord"]
        mark_activity(case=case, activity=plan.rows.get(), kind="blev_inte", words="Sjuk.", by=by)
        (line,) = plan_page(case, on=timezone.localdate()).plan.activities  # type: ignore[union-attr]
        assert (line.went_words, line.words, line.is_late) == ("Blev inte av", "Sjuk.", False)

    def test_the_mark_follows_the_activity_into_the_next_version(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        mark_activity(case=case, activity=plan.rows.get(), kind="gjord", by=by)
        again = make_plan(case, by, activities=plan.activities)
        (line,) = plan_page(case, on=timezone.localdate()).plan.activities  # type: ignore[union-attr]
        assert line.went == "gjord"
        assert open_tasks(case, ACTIVITY) == []
        with pytest.raises(Refused):
            mark_activity(case=case, activity=plan.rows.get(), kind="gjord", by=by)
        assert again.number == 2

    def test_marked_twice_is_once(self, case: Case, by: Actor) -> None:
        row = make_plan(case, by).rows.get()
        first = mark_activity(case=case, activity=row, kind="gjord", by=by)
        assert mark_activity(case=case, activity=row, kind="gjord", by=by) == first


class TestFollowedUp:
    def follow(self, case: Case, by: Actor, **more: Any) -> Any:
        plan = plan_in_force(case)
        assert plan is not None
        said = {"on": timezone.localdate(), "text": "Gick bra.", "own_words": "", "outcome": "fortsatter"}
        return follow_up_plan(case=case, plan=plan, by=by, **said | more)

    def test_the_next_follow_up_is_done_and_the_plan_is_fresh_again(self, case: Case, by: Actor) -> None:
        make_plan(case, by)
        before = open_tasks(case, FOLLOW_UP) + open_tasks(case, EVALUATION)
        self.follow(case, by)
        after = open_tasks(case, FOLLOW_UP) + open_tasks(case, EVALUATION)
        assert sorted(set(before) - set(after)) == [min(before)]
        entry = FactEntry.objects.filter(case=case, fact="plan_finns").latest("at")
        assert entry.value is True
        assert entry.valid_to is not None

    def test_an_ended_plan_holds_no_longer_and_nothing_of_it_is_watched(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        self.follow(case, by, outcome="avslutas")
        assert plan_in_force(case) is None
        assert not Task.objects.filter(case=case, kind__startswith="plan_", done_at__isnull=True).exists()
        assert facts_for(case, on=timezone.localdate()).facts.told["plan_finns"] is False
        assert plan_card(case, timezone.localdate()).state == "slut"
        with pytest.raises(Refused):
            follow_up_plan(
                case=case,
                plan=plan,
                on=timezone.localdate(),
                text="igen",
                own_words="",
                outcome="fortsatter",
                by=by,
            )

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"text": " "}, "uppfoljd_text"),
            ({"outcome": "kanske"}, "uppfoljd_gang"),
            ({"on": None}, "uppfoljd"),
            ({"on": timezone.localdate() + timedelta(days=4000)}, "uppfoljd"),
            ({"own_words": "x" * 2001}, "uppfoljd_ord"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field(
        self, case: Case, by: Actor, more: dict[str, Any], field: str
    ) -> None:
        make_plan(case, by)
        with pytest.raises(Refused) as refused:
            self.follow(case, by, **more)
        assert list(refused.value.problems) == [field]

    def test_sent_twice_is_once(self, case: Case, by: Actor) -> None:
        make_plan(case, by)
        assert self.follow(case, by) == self.follow(case, by)


def test_the_old_question_whether_there_is_a_plan_is_answered(case: Case, by: Actor) -> None:
    enter_facts(case=case, values={"plan_finns": False}, source="bedomning", by=by)
    Task.objects.create(
        owner=case.owner, case=case, kind="uppgift_inaktuell", about="plan_finns", due_on=timezone.localdate()
    )
    make_plan(case, by)
    assert not Task.objects.filter(case=case, about="plan_finns", done_at__isnull=True).exists()


def test_the_paper_is_put_in_the_register_when_the_plan_is_settled(case: Case, by: Actor) -> None:
    draft = make_draft(case, by)
    plan = settle_plan(plan=draft, seen=draft.revision, render=lambda made: made.title.encode(), by=by)
    record = Record.objects.get(case=case, subject_id=plan.pk)
    assert (record.direction, bytes(record.content)) == ("upprattad", b"SAMRE-planering")


def test_the_paper_says_all_of_it_and_that_it_is_no_decision(case: Case, by: Actor) -> None:
    plan = make_plan(case, by, participation="inte_overens", participation_words="Det går för fort.")
    made = paper(plan, case=case, sender=sender_for(case, by), on=timezone.localdate())
    text = paper_text(made)
    for told in (
        "Alva Provsson",
        "Version 1, fastställd 21 november 2026",
        "Jag vill ut bland folk.",
        "Besöka platsen",
        "10 timmar i veckan",
        "Ring handläggaren.",
        "”Det går för fort.”",
        "Underlag, inte beslut",
    ):
        assert told in text, told


def test_a_protected_persons_name_is_on_no_paper_and_a_protected_colleague_is_not_named(case: Case) -> None:
    hidden = make_caseworker(unit=case.unit)[0]
    hidden.user.is_protected = True
    hidden.user.save()
    by = make_caseworker(unit=case.unit, role="enhetschef")[1]
    plan = Plan(
        **whole_values(), number=1, settled_at=timezone.now(), settled_by=hidden.user.name, owner=case.owner
    )
    case.person.protection = "markering"
    text = paper_text(paper(plan, case=case, sender=sender_for(case, by), on=timezone.localdate()))
    assert hidden.user.name not in text
    assert "Alva" not in text


def test_what_is_disclosed_of_the_plan_is_of_the_version_in_force(case: Case, by: Actor) -> None:
    assert plan_lines(case) == ()
    make_draft(case, by)
    assert plan_lines(case) == ()
    draft = Plan.objects.get(case=case)
    draft.case = case
    settle_plan(plan=draft, seen=draft.revision, by=by)
    lines = dict(plan_lines(case))
    assert lines["Mål"] == "Arbete. Jag arbetar deltid."
    assert "Besöka platsen (Personen" in lines["Aktiviteter"]
    assert "Jag vill ut bland folk." in lines["Personens egna mål"]


class TestInBevaka:
    def watched(self, case: Case, kind: str) -> Task:
        return Task.objects.filter(case=case, kind=kind, done_at__isnull=True).order_by("due_on")[0]

    def test_an_activity_ticked_there_is_done_in_the_plan(self, case: Case, by: Actor) -> None:
        make_plan(case, by)
        finish_task(task=self.watched(case, ACTIVITY), by=by)
        page = plan_page(case, on=timezone.localdate())
        assert page.plan is not None
        assert [line.went for line in page.plan.activities] == ["gjord"]
        assert CaseEvent.objects.filter(case=case, kind="plan.mark").count() == 1

    def test_an_activity_said_not_to_be_done_after_all_is_watched_again(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        finish_task(task=self.watched(case, ACTIVITY), by=by)
        mark_activity(case=case, activity=plan.rows.get(), kind="oppnad", by=by)
        assert open_tasks(case, ACTIVITY) == [plan.rows.get().due]

    def test_what_did_not_happen_stays_so_when_an_old_task_is_ticked(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        task = self.watched(case, ACTIVITY)
        mark_activity(case=case, activity=plan.rows.get(), kind="blev_inte", words="Sjuk.", by=by)
        Task.objects.filter(pk=task.pk).update(done_at=None)
        finish_task(task=task, by=by)
        assert ActivityMark.objects.get().kind == "blev_inte"

    def test_a_follow_up_is_not_ticked_away_but_written(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        with pytest.raises(Refused, match="uppföljningen"):
            finish_task(task=self.watched(case, EVALUATION), by=by)
        task = self.watched(case, EVALUATION)
        follow_up_plan(
            case=case,
            plan=plan,
            on=timezone.localdate(),
            text="Bra.",
            own_words="",
            outcome="fortsatter",
            by=by,
        )
        task.refresh_from_db()
        assert task.done_at is not None

    def test_a_follow_up_is_not_moved_past_every_third_month(self, case: Case, by: Actor) -> None:
        make_plan(case, by)
        task = self.watched(case, EVALUATION)
        with pytest.raises(Refused, match="tredje"):
            move_task(task=task, due_on=timezone.localdate() + timedelta(days=100), by=by)
        sooner = timezone.localdate() + timedelta(days=10)
        assert move_task(task=task, due_on=sooner, by=by).due_on == sooner


class TestThereIsAlwaysAFollowUpToCome:
    @pytest.mark.parametrize("days_in", [0, 20, 89, 180])
    def test_after_each_at_most_three_months_go(self, case: Case, by: Actor, days_in: int) -> None:
        plan = make_plan(case, by)
        with time_machine.travel(timezone.now() + timedelta(days=days_in)):
            on = timezone.localdate()
            follow_up_plan(
                case=case, plan=plan, on=on, text="Bra.", own_words="", outcome="fortsatter", by=by
            )
            days = sorted([*open_tasks(case, FOLLOW_UP), *open_tasks(case, EVALUATION)])
            assert days[0] <= months_after(on, 3)

    def test_a_plan_that_has_none_left_gets_one_in_the_nightly_round_and_only_one(
        self, case: Case, by: Actor
    ) -> None:
        make_plan(case, by)
        gone = {"done_at": timezone.now(), "done_by": "Prov"}
        Task.objects.filter(case=case, kind__in=(FOLLOW_UP, EVALUATION)).update(**gone)
        this = Round(case.owner, timezone.now(), system_actor(case.owner, "prov"))
        assert [follow_ups_to_come(this) for _ in range(2)] == [1, 0]
        assert open_tasks(case, FOLLOW_UP) == [months_after(timezone.localdate(), 3)]

    def test_a_plan_that_has_ended_gets_none(self, case: Case, by: Actor) -> None:
        plan = make_plan(case, by)
        end_plan(plan=plan, text="Slut.", by=by)
        this = Round(case.owner, timezone.now(), system_actor(case.owner, "prov"))
        assert follow_ups_to_come(this) == 0


def test_a_plan_for_days_that_have_been_is_not_settled(case: Case, by: Actor) -> None:
    on = timezone.localdate()
    was = {"starts_on": on - timedelta(days=90), "evaluate_on": on - timedelta(days=1)}
    draft = make_draft(case, by, **was)
    with pytest.raises(Refused) as refused:
        settle_plan(plan=draft, seen=draft.revision, by=by)
    assert list(refused.value.problems) == ["utvarderas"]
    row = make_activity(due=on - timedelta(days=20))
    values = {"ends_on": on - timedelta(days=1), "activities": [row]}
    draft = save_plan(plan=draft, values=values, seen=draft.revision, by=by)
    with pytest.raises(Refused) as refused:
        settle_plan(plan=draft, seen=draft.revision, by=by)
    assert list(refused.value.problems) == ["till", "utvarderas"]
    assert all(text.startswith("Dagen har redan varit.") for text in refused.value.problems.values())


@pytest.mark.parametrize("end", ["settle", "drop"])
def test_a_draft_nobody_has_written_in_for_some_days_is_reminded_of_until_it_is_done_with(
    case: Case, by: Actor, end: str
) -> None:
    draft, wait = make_draft(case, by), days("utkast_kvar_dagar")
    assert a_night(case, wait - 1) == 0
    assert [a_night(case, wait + 1) for _ in range(2)] == [1, 0]
    left = Task.objects.filter(case=case, kind="plan_utkast", about=str(draft.pk), done_at__isnull=True)
    assert left.count() == 1
    if end == "settle":
        settle_plan(plan=draft, seen=draft.revision, by=by)
    else:
        drop_plan(plan=draft, by=by)
    assert not left.exists()


def a_night(case: Case, later: int) -> int:
    """How many drafts the round told of, so many days from now."""
    with time_machine.travel(timezone.now() + timedelta(days=later), tick=True):
        return remind_unsettled(Round(case.owner, timezone.now(), system_actor(case.owner, "prov")))
