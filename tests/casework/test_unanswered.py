"""What happens night by night while an answer does not come: reminders in the inbox, then tasks, then the next way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import time_machine
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment, make_user
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.disclosure_factories import (
    EVERYTHING,
    assess,
    choose,
    make_draft,
    make_inbox,
    make_sent,
    send,
)
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.jobs import tick
from samre.casework.models import CaseEvent, Delivery, Disclosure, Task
from samre.casework.queries.answer_links import answer_watch
from samre.casework.queries.timeline_words import task_words
from samre.casework.rules.answer_forms import inbox_rules
from samre.casework.rules.inbox import written_reference
from samre.casework.rules.reminder_ladder import ladder, reminder_kinds
from samre.casework.rules.settings import pathway_of


class UnansweredTest(TestCase):
    protection = "ingen"

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(
            self.by, name="Alva Provsson", facts={"fodd": "1986-05-04"}, protection=self.protection
        )
        self.sent = self.make_disclosure()
        assert self.sent.answer_by is not None
        self.answer_by = self.sent.answer_by

    def make_disclosure(self) -> Disclosure:
        return make_sent(self.case, self.by, fields=("uppgift:fodd",))

    def night(self, day: int) -> dict[str, int]:
        """The round, `day` days after the last day to answer."""
        at = timezone.make_aware(datetime.combine(self.answer_by + timedelta(days=day), time(2, 0)))
        with time_machine.travel(at, tick=True):
            return tick(timezone.now(), self.case.owner).done

    def tasks(self, *, done: bool = False) -> list[str]:
        found = Task.objects.filter(case=self.case, kind__startswith="svar_", done_at__isnull=not done)
        return [task.kind for task in found.order_by("at")]

    def delivery(self) -> Delivery:
        assert self.sent.receiver_id is not None
        with acting_in(self.sent.receiver_id):
            return Delivery.objects.get(source_ref=self.sent.pk)

    def answer(self, **more: Any) -> None:
        given = {"kind": "resultat", "choices": {}, "text": "Klart.", "answered_by": "Lena", **more}
        register_answer(disclosure=self.sent, came_on=timezone.localdate(), by=self.by, **given)


class TestWhatThePageSays(UnansweredTest):
    def now(self, day: int) -> Any:
        self.night(day)
        watch = answer_watch(self.case, self.sent.pk, on=self.answer_by + timedelta(days=day))
        assert watch is not None
        return watch

    def test_it_says_what_to_do_at_each_rung_and_how_late_it_is(self) -> None:
        rules = inbox_rules()["vid_dröjsmål"]
        assert self.now(0).now is None
        late = self.now(7)
        assert (late.now.text, late.days_late) == (rules["svar_sent"]["gör"], 7)
        assert [rung.on for rung in late.ahead] == [self.answer_by + timedelta(days=14)]
        assert self.now(14).now.text == rules["svar_chef"]["gör"]

    def test_the_managers_rung_names_the_units_own_manager(self) -> None:
        make_assignment(role=Role.MANAGER, unit=self.case.unit, user=make_user(name="Karin Holm"))
        assert self.now(14).now.managers == ("Karin Holm",)

    def test_every_task_of_the_ladder_has_its_words(self) -> None:
        assert set(inbox_rules()["vid_dröjsmål"]) == reminder_kinds()

    def test_nothing_is_to_be_done_when_the_answer_has_come(self) -> None:
        self.night(7)
        self.answer()
        watch = answer_watch(self.case, self.sent.pk, on=timezone.localdate())
        assert watch is not None
        assert watch.now is None


class TestAnInbox(UnansweredTest):
    def test_it_is_reminded_before_at_and_after_and_then_the_manager_is_asked(self) -> None:
        assert self.night(-9)["svar att påminna om"] == 0
        self.night(-3)
        assert self.delivery().reminded_on == self.answer_by - timedelta(days=3)
        assert self.tasks() == []
        self.night(0)
        assert self.delivery().reminded_on == self.answer_by
        self.night(7)
        assert self.tasks() == ["svar_sent"]
        self.night(14)
        assert self.tasks() == ["svar_chef"]
        assert CaseEvent.objects.filter(case=self.case, kind="disclosure.remind").count() == 3
        chain = str(self.sent.receiver_id)
        assert Event.objects.filter(chain=chain, action="delivery.remind").count() == 3

    def test_the_round_again_does_nothing_more(self) -> None:
        for _ in range(3):
            self.night(7)
        assert self.tasks() == ["svar_sent"]
        assert CaseEvent.objects.filter(case=self.case, kind="disclosure.remind").count() == 1
        assert self.night(8)["svar att påminna om"] == 0

    def test_what_was_missed_while_nobody_looked_is_not_made_up_for(self) -> None:
        self.night(30)
        assert self.tasks() == ["svar_chef"]
        assert self.delivery().reminded_on is None

    def test_whoever_reminded_by_hand_is_not_overtaken_by_the_machine(self) -> None:
        Disclosure.objects.filter(pk=self.sent.pk).update(reminded_on=self.answer_by - timedelta(days=2))
        assert self.night(-1)["svar att påminna om"] == 0

    def test_the_task_says_whom_to_ring_and_the_reference(self) -> None:
        self.night(7)
        task = Task.objects.get(case=self.case, kind="svar_sent")
        told = task_words(task.kind, task.about, task.text, pathway_of(self.case.pathway))
        assert str(self.sent.receiver) in told
        assert written_reference(self.sent.reference) in told

    def test_an_answer_ends_the_tasks_and_a_receipt_does_not(self) -> None:
        self.night(7)
        self.answer(kind="mottaget", text="")
        assert self.tasks() == ["svar_sent"]
        self.answer()
        assert "svar_sent" in self.tasks(done=True)
        assert "svar_sent" not in self.tasks()
        assert self.night(14)["svar att påminna om"] == 0

    def test_what_was_taken_back_is_waited_for_no_more(self) -> None:
        self.night(7)
        take_back_disclosure(disclosure=self.sent, reason="Fel enhet.", by=self.by)
        assert self.night(8)["påminnelser som inte behövs"] == 1
        assert self.tasks() == []


class TestPaper(UnansweredTest):
    def make_disclosure(self) -> Disclosure:
        unit = make_receiver(AuthorityKind.REGION)
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = make_draft(self.case, self.by, to=unit, road="papper")
        return send(assess(choose(draft, self.by, "uppgift:fodd"), self.by), self.by)

    def test_without_an_inbox_the_handler_gets_each_rung_as_a_task(self) -> None:
        seen = []
        for rung in ladder("region"):
            self.night(rung.days)
            seen += self.tasks()
        assert seen == ["svar_snart", "svar_i_dag", "svar_sent", "svar_rehabkoordinator", "svar_chef"]
        assert not CaseEvent.objects.filter(case=self.case, kind="disclosure.remind").exists()


class TestAProtectedPerson(UnansweredTest):
    protection = "markering"

    def make_disclosure(self) -> Disclosure:
        unit = make_inbox(AuthorityKind.REGION)
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = choose(make_draft(self.case, self.by, to=unit), self.by, "uppgift:fodd")
        return send(assess(draft, self.by), self.by)

    def test_her_places_are_told_by_their_kind_only(self) -> None:
        self.night(10)
        task = Task.objects.get(case=self.case, kind="svar_rehabkoordinator")
        assert "Hälso- och sjukvården" in task.text
        assert str(self.sent.receiver_unit) not in task.text
