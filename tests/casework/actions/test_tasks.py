"""Tasks (Bevaka): the caseworker's own, and those the system puts there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import TestCase
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.audit.models import Event
from samre.casework.actions.representatives import add_representative, end_representative
from samre.casework.actions.tasks import add_task, finish_task, move_task, put_task
from samre.casework.models import Case, CaseEvent, Task

TODAY = date(2026, 11, 21)


class TestTasks(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by)

    def watched(self) -> date | None:
        return Case.objects.get(pk=self.case.pk).watch_on

    def test_a_task_is_watched_until_it_is_done(self) -> None:
        task = add_task(case=self.case, text="Ring vårdcentralen.", due_on=date(2026, 11, 30), by=self.by)
        assert self.watched() == date(2026, 11, 30)
        finish_task(task=task, by=self.by)
        assert self.watched() is None
        with pytest.raises(Refused, match="redan klar"):
            finish_task(task=task, by=self.by)

    def test_the_same_sent_twice_is_one_task_and_another_day_or_a_done_one_is_a_new(self) -> None:
        given = {"case": self.case, "text": "Ring.", "by": self.by}
        first = add_task(**given, due_on=date(2026, 11, 30))
        assert add_task(**given, due_on=date(2026, 11, 30)) == first
        assert CaseEvent.objects.filter(case=self.case, kind="task.add").count() == 1
        assert add_task(**given, due_on=date(2026, 12, 1)) != first
        finish_task(task=first, by=self.by)
        assert add_task(**given, due_on=date(2026, 11, 30)) != first

    def test_the_same_mandate_sent_twice_is_one_representative_while_it_lasts(self) -> None:
        given = {
            "case": self.case,
            "kind": "god_man",
            "scope": "Bevaka rätt",
            "name": "Greta Ombudsson",
            "valid_from": TODAY,
            "by": self.by,
        }
        first = add_representative(**given)
        assert add_representative(**given) == first
        assert add_representative(**{**given, "contact": "070-1740605"}) != first
        end_representative(case=self.case, representative=first, by=self.by)
        assert add_representative(**given) != first

    def test_it_can_be_moved_but_not_into_the_past(self) -> None:
        task = add_task(case=self.case, text="Ring.", due_on=date(2026, 11, 30), by=self.by)
        move_task(task=task, due_on=date(2026, 12, 5), by=self.by)
        assert self.watched() == date(2026, 12, 5)
        with pytest.raises(Refused, match="redan varit"):
            move_task(task=task, due_on=TODAY - timedelta(days=1), by=self.by)

    def test_it_says_what_and_a_day_that_comes(self) -> None:
        with pytest.raises(Refused) as refused:
            add_task(case=self.case, text=" ", due_on=TODAY - timedelta(days=1), by=self.by)
        assert set(refused.value.problems) == {"text", "dag"}

    def test_what_was_written_is_in_neither_timeline_nor_log(self) -> None:
        add_task(case=self.case, text="Hemlighet om ryggen", due_on=TODAY, by=self.by)
        assert "ryggen" not in str(list(CaseEvent.objects.values_list("data", flat=True)))
        assert "ryggen" not in str(list(Event.objects.values_list("detail", flat=True)))

    def test_the_system_does_not_remind_twice_of_the_same_reason(self) -> None:
        since = TODAY - timedelta(days=1)
        given = {"case": self.case, "kind": "svar_uteblev", "about_what": "S06", "due_on": TODAY}
        task = put_task(**given, since=since, by=self.by)
        assert task is not None
        assert put_task(**given, since=since, by=self.by) is None
        finish_task(task=task, by=self.by)
        assert put_task(**given, since=since, by=self.by) is None
        assert put_task(**given, since=TODAY + timedelta(days=1), by=self.by) is not None
        assert Task.objects.count() == 2
