"""A step with the law's last day: the day stays the law's, whoever has the turn; and no text is longer than what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.casework.actions.reminders import remind
from samre.casework.actions.step_answers import undo_answer
from samre.casework.actions.steps import LONGEST, choose_step, finish_step, move_date, take_back, wait_for
from samre.casework.models import Case, OpenStep
from samre.casework.queries.case_page import step_lines
from samre.casework.rules.settings import pathway_now

APPEAL = "S29"


class TestLawDays(TestCase):
    def appeal(self, refused_days_ago: int) -> OpenStep:
        _, by = make_caseworker()
        self.by, self.today = by, timezone.localdate()
        told = self.today - timedelta(days=refused_days_ago)
        case = make_case(by, facts={"avslag": "fk", "avslag_datum": told.isoformat()})
        step = OpenStep.objects.filter(case=case, step=APPEAL).first()
        return step or choose_step(case=case, step=APPEAL, reason="Prov", by=by)

    def other_party(self) -> str:
        return next(code for code in pathway_now().actors if code not in ("KOM", "IND"))

    def test_a_day_that_has_passed_stays_the_law_s_and_is_shown_as_passed(self) -> None:
        step = self.appeal(80)
        assert step.due_is_law
        assert step.due < self.today
        case = Case.objects.get(pk=step.case_id)
        (line,) = step_lines([step], pathway_now(), case, on=self.today)
        assert (line.until, line.is_late, line.due_is_law) == (step.due, True, True)

    def test_nobody_is_waited_for_beyond_the_law_s_day(self) -> None:
        step = self.appeal(5)
        with pytest.raises(Refused) as told:
            wait_for(
                step=step,
                party=self.other_party(),
                until=step.due + timedelta(days=1),
                then="Ringer",
                by=self.by,
            )
        assert list(told.value.problems) == ["till"]
        wait_for(step=step, party=self.other_party(), until=step.due, then="Ringer", by=self.by)
        with pytest.raises(Refused, match="Lagens sista dag"):
            remind(step=step, until=step.due + timedelta(days=1), by=self.by)

    def test_what_comes_back_has_the_law_s_day_still(self) -> None:
        for answered in (True, False):
            step = self.appeal(5)
            law = step.due
            wait_for(step=step, party=self.other_party(), until=law, then="Ringer", by=self.by)
            with time_machine.travel(timezone.now() + timedelta(days=7)):
                assert take_back(step=step, answered=answered, by=self.by).due == law
            assert OpenStep.objects.get(pk=step.pk).due_is_law

    def test_a_day_after_the_law_s_is_refused_with_what_to_do_also_when_it_has_passed(self) -> None:
        step = self.appeal(80)
        other = next(code for code in pathway_now().steps if code != APPEAL)
        finish_step(step=step, outcome="Klart", followed_by=other, reason="Prov", by=self.by)
        case = Case.objects.select_related("person").get(pk=step.case_id)
        with pytest.raises(Refused, match="Lämna dagen tom"):
            choose_step(case=case, step=APPEAL, reason="Prov", due=self.today, by=self.by)
        assert choose_step(case=case, step=APPEAL, reason="Prov", by=self.by).due == step.due

    def agreed(self) -> tuple[OpenStep, date]:
        """The appeal with an agreed day before the law's, and the law's day."""
        first = self.appeal(5)
        law = first.due
        other = next(code for code in pathway_now().steps if code != APPEAL)
        finish_step(step=first, outcome="Klart", followed_by=other, reason="Prov", by=self.by)
        case = Case.objects.select_related("person").get(pk=first.case_id)
        due = self.today + timedelta(days=3)
        return choose_step(case=case, step=APPEAL, reason="Prov", due=due, by=self.by), law

    def test_an_earlier_day_that_was_agreed_is_not_told_as_the_law_s(self) -> None:
        step, _ = self.agreed()
        assert (step.due, step.due_is_law) == (self.today + timedelta(days=3), False)

    def test_an_agreed_day_can_be_moved_to_the_law_s_but_not_past_it(self) -> None:
        step, law = self.agreed()
        with pytest.raises(Refused, match="Lagens sista dag"):
            move_date(step=step, due=law + timedelta(days=1), why="Prov", by=self.by)
        assert not move_date(step=step, due=law - timedelta(days=1), why="Prov", by=self.by).due_is_law
        assert move_date(step=step, due=law, why="Prov", by=self.by).due_is_law
        with pytest.raises(Refused, match="kan inte flyttas"):
            move_date(step=step, due=law - timedelta(days=1), why="Prov", by=self.by)

    def test_waiting_and_reminding_end_on_the_law_s_day_also_when_an_earlier_was_agreed(self) -> None:
        step, law = self.agreed()
        past = law + timedelta(days=1)
        with pytest.raises(Refused, match="Lagens sista dag"):
            wait_for(step=step, party=self.other_party(), until=past, then="Ringer", by=self.by)
        wait_for(step=step, party=self.other_party(), until=law, then="Ringer", by=self.by)
        with pytest.raises(Refused, match="Lagens sista dag"):
            remind(step=step, until=past, by=self.by)

    def test_what_comes_back_after_the_law_s_day_has_that_day(self) -> None:
        step, law = self.agreed()
        wait_for(step=step, party=self.other_party(), until=law, then="Ringer", by=self.by)
        with time_machine.travel(timezone.now() + (law - self.today) + timedelta(days=2)):
            back = take_back(step=step, answered=True, answer="besked", by=self.by)
            assert (back.due, back.due_is_law) == (law, True)
            again = undo_answer(step=back, by=self.by)
            assert (again.due, again.due_is_law) == (self.today + timedelta(days=3), False)


class TestLengths(TestCase):
    def test_what_is_too_long_is_told_at_its_field(self) -> None:
        _, by = make_caseworker()
        case = make_case(by)
        step = OpenStep.objects.select_related("case__person").get(case=case)
        codes = [code for code in pathway_now().steps if code != step.step]
        soon = timezone.localdate() + timedelta(days=3)
        party = next(code for code in pathway_now().actors if code not in ("KOM", "IND"))
        long, name = "x" * (LONGEST["utfall"] + 1), "x" * (LONGEST["namn"] + 1)
        for field, call in {
            "utfall": lambda: finish_step(step=step, outcome=long, followed_by=codes[0], reason="y", by=by),
            "sedan": lambda: wait_for(step=step, party=party, until=soon, then=long, by=by),
            "namn": lambda: choose_step(case=case, step=codes[0], reason="y", party=name, by=by),
        }.items():
            with pytest.raises(Refused) as told:
                call()
            assert list(told.value.problems) == [field]
        assert OpenStep.objects.get(case=case).outcome == ""
