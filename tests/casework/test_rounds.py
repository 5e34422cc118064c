"""The nightly round: what comes back, goes out of date, ends, passes and stands still by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import time_machine
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from tests.casework.actions.test_certificates import a_file, lasting
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.models import Authority
from samre.audit.models import Event
from samre.casework import guarantee_triggers, rounds
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.deadlines import add_deadline
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.standing import restate
from samre.casework.actions.steps import wait_for
from samre.casework.actions.tasks import put_task
from samre.casework.jobs import tick
from samre.casework.models import Case, CaseEvent, Deadline, NoteDraft, OpenStep, Task
from samre.casework.rounds import Round

TODAY = date(2026, 11, 21)
TOLVAN = "191212121212"


def on(day: date) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, 3, tzinfo=UTC), tick=True)


class TestTheRound(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.owner = Authority.objects.get(pk=self.by.authority_id)
        self.case = make_case(self.by, number=TOLVAN)

    def run_it(self, day: date) -> Round:
        with on(day):
            return tick(timezone.now(), self.owner)

    def tasks(self, **of: str) -> list[tuple[str, str]]:
        return sorted(Task.objects.filter(done_at__isnull=True, **of).values_list("kind", "about"))

    def waiting(self, until: date) -> OpenStep:
        step = OpenStep.objects.get(pk=self.case.next_step_id)
        return wait_for(step=step, party="REG", until=until, then="Ring vården.", by=self.by)

    def test_an_answer_that_did_not_come_brings_the_step_back_with_a_task(self) -> None:
        step = self.waiting(date(2026, 12, 1))
        assert self.run_it(date(2026, 11, 30)).done["svar som inte kom"] == 0
        assert self.run_it(date(2026, 12, 1)).done["svar som inte kom"] == 1
        step.refresh_from_db()
        case = Case.objects.get(pk=self.case.pk)
        assert (step.state, case.turn, case.next_due) == ("pagar", "var", date(2026, 12, 1))
        assert self.tasks() == [("svar_uteblev", step.step)]
        told = CaseEvent.objects.get(kind="step.unanswered")
        assert (told.by, told.by_name) == (None, "Nattens genomgång")

    def test_done_again_it_does_nothing_more(self) -> None:
        self.waiting(date(2026, 12, 1))
        enter_facts(case=self.case, values={"timmar": 5}, source="personen", valid_to=TODAY, by=self.by)
        self.run_it(date(2026, 12, 2))
        told, logged = CaseEvent.objects.count(), Event.objects.exclude(action="review.pick").count()
        again = self.run_it(date(2026, 12, 2))
        assert not any(again.done.values())
        assert CaseEvent.objects.count() == told
        assert Event.objects.exclude(action="review.pick").count() == logged

    def test_a_fact_that_is_too_old_is_asked_for_once_and_settled_when_known(self) -> None:
        enter_facts(case=self.case, values={"timmar": 5}, source="personen", valid_to=TODAY, by=self.by)
        self.run_it(TODAY)
        assert self.tasks() == []
        self.run_it(TODAY + timedelta(days=1))
        assert self.tasks() == [("uppgift_inaktuell", "timmar")]
        with on(TODAY + timedelta(days=2)):
            enter_facts(case=self.case, values={"timmar": 8}, source="personen", by=self.by)
        assert self.tasks() == []

    def test_a_fact_that_is_known_by_another_road_is_settled_in_the_night(self) -> None:
        put_task(case=self.case, kind="uppgift_inaktuell", about_what="fodd", due_on=TODAY, by=self.by)
        self.run_it(TODAY + timedelta(days=1))
        assert self.tasks(kind="uppgift_inaktuell") == []

    def test_many_facts_too_old_at_once_ask_for_those_that_the_map_asks_for(self) -> None:
        facts = {"timmar": 5, "tolk": False, "rehab_behov": True, "vard_forst": False, "sip": False}
        enter_facts(case=self.case, values=facts, source="personen", valid_to=TODAY, by=self.by)
        self.run_it(TODAY + timedelta(days=1))
        assert 1 <= Task.objects.filter(kind="uppgift_inaktuell").count() <= len(facts)

    def test_the_last_certificate_is_warned_of_fourteen_days_ahead_and_a_new_one_settles_it(self) -> None:
        add_certificate(
            case=self.case,
            data=a_file(lasting(date(2026, 11, 2), date(2026, 12, 31))),
            name="a.json",
            by=self.by,
        )
        self.run_it(date(2026, 12, 16))
        assert self.tasks(kind="intyg_slutar") == []
        self.run_it(date(2026, 12, 17))
        assert len(self.tasks(kind="intyg_slutar")) == 1
        with on(date(2026, 12, 18)):
            following = lasting(date(2027, 1, 1), date(2027, 2, 28), signed=date(2026, 12, 18))
            add_certificate(case=self.case, data=a_file(following), name="b.json", by=self.by)
        assert self.tasks(kind="intyg_slutar") == []
        self.run_it(date(2026, 12, 19))
        assert self.tasks(kind="intyg_slutar") == []

    def test_a_refusal_that_is_told_gets_its_last_day_by_itself_and_passes_with_a_task(self) -> None:
        enter_facts(
            case=self.case,
            values={"avslag": "kommun", "avslag_datum": "2026-11-16"},
            source="myndighet",
            by=self.by,
        )
        self.run_it(TODAY)
        limit = Deadline.objects.get()
        assert (limit.rule, limit.due, limit.by_name) == (
            "overklagan_kommun",
            date(2026, 12, 7),
            "Nattens genomgång",
        )
        self.run_it(date(2026, 12, 7))
        assert not Deadline.objects.get().lapsed
        self.run_it(date(2026, 12, 8))
        assert Deadline.objects.get().lapsed
        assert ("frist", "overklagan_kommun") in self.tasks()

    def test_a_draft_nobody_has_touched_is_reminded_of_until_it_is_gone(self) -> None:
        draft = NoteDraft.objects.create(
            owner=self.owner, case=self.case, author_id=self.by.user_id, updated_at=timezone.now()
        )
        self.run_it(TODAY + timedelta(days=6))
        assert self.tasks() == []
        self.run_it(TODAY + timedelta(days=8))
        assert self.tasks() == [("utkast", str(draft.pk))]
        draft.delete()
        self.run_it(TODAY + timedelta(days=9))
        assert self.tasks() == []

    def test_a_case_nobody_moves_surfaces_by_itself_as_a_write_would_have_said(self) -> None:
        add_deadline(case=self.case, rule="overklagan_kommun", counted_from=TODAY, by=self.by)
        for days in (0, 15, 40, 120):
            day = TODAY + timedelta(days=days)
            self.run_it(day)
            case = Case.objects.get(pk=self.case.pk)
            written = case.stuck, case.watch_on
            with on(day):
                restate(case, on=day)
            assert (case.stuck, case.watch_on) == written
        assert "samma_steg" in case.stuck.split()

    def test_one_case_that_fails_is_told_and_does_not_stop_the_others(self) -> None:
        other = make_case(self.by)
        step = OpenStep.objects.get(pk=other.next_step_id)
        self.waiting(date(2026, 12, 1))
        wait_for(step=step, party="REG", until=date(2026, 12, 1), then="Ring.", by=self.by)
        real = rounds.come_back

        def failing(*, step: OpenStep, by: Any) -> OpenStep:
            if step.case_id == self.case.pk:
                raise RuntimeError("hemlig text")
            return real(step=step, by=by)

        with patch.object(rounds, "come_back", failing):
            found = self.run_it(date(2026, 12, 1))
        assert found.faults == [f"Ärende {self.case.number} kunde inte gås igenom (RuntimeError)."]
        assert found.done["svar som inte kom"] == 1
        assert self.run_it(date(2026, 12, 1)).done["svar som inte kom"] == 1

    def test_a_broken_guarantee_is_told_and_logged(self) -> None:
        guarantee_triggers.remove(connection)
        OpenStep.objects.filter(pk=self.case.next_step_id).update(
            state="klart", ended_at=timezone.now(), ended_by="Någon"
        )
        found = self.run_it(TODAY)
        assert found.broken == [f"Ärende {self.case.number} pekar på ett steg som är avslutat."]
        event = Event.objects.get(action="guarantee.check")
        assert (event.case_id, event.outcome) == (str(self.case.pk), "failed")

    def test_another_authority_is_not_touched(self) -> None:
        theirs = make_case(make_caseworker()[1])
        Case.objects.filter(pk=theirs.pk).update(recommended="S99", stuck="x")
        self.run_it(TODAY)
        assert Case.objects.get(pk=theirs.pk).stuck == "x"
