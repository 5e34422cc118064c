"""A case from opening to closing, and what it can't be without."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.casework.actions.cases import close_case, hand_over, open_case, reopen_case
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, CaseEvent, Turn, Unchangeable
from samre.casework.rules.identity import KnownIdentity


class TestCases(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by)

    def test_a_new_case_has_a_next_step_with_a_responsible_party_and_a_date(self) -> None:
        assert self.case.next_step_id is not None
        assert self.case.next_party != ""
        assert self.case.next_due is not None
        assert self.case.turn in (Turn.OURS, Turn.OTHERS)

    def test_a_person_has_one_open_case(self) -> None:
        with pytest.raises(Refused, match=self.case.number):
            open_case(
                identity=KnownIdentity("annan", self.case.person.number, None),
                name="Prov Provsson",
                by=self.by,
            )

    def test_another_step_than_the_recommended_takes_a_reason(self) -> None:
        with pytest.raises(Refused, match="varför"):
            choose_step(case=self.case, step="S12", by=self.by)
        assert choose_step(case=self.case, step="S12", reason="Personen vill pröva nu.", by=self.by).reason

    def test_the_last_step_does_not_end_without_another(self) -> None:
        step = self.case.steps.get()
        with pytest.raises(Refused, match="nästa steg"):
            finish_step(step=step, outcome="Klart", by=self.by)
        step.refresh_from_db()
        assert step.is_live

    def test_handing_over_moves_the_case_and_leaves_reading_behind(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        hand_over(case=self.case, to=other.user, note="Väntar på svar från vården.", by=self.by)
        assert self.case.handler_id == other.user_id
        with pytest.raises(Denied, match="läsa ärendet men inte"):
            choose_step(case=self.case, step="S12", reason="x", by=self.by)

    def test_closing_and_opening_again_makes_two_periods(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Har fått arbete.",
            by=self.by,
        )
        assert self.case.next_step_id is None
        reopen_case(case=self.case, why="Sjuk på nytt.", by=self.by)
        assert self.case.periods.count() == 2
        assert self.case.next_step_id is not None

    def test_the_database_refuses_an_open_case_without_a_next_step(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=self.case.pk).update(next_step=None)

    def test_nothing_of_a_case_is_changed_or_removed_behind_its_back(self) -> None:
        event = CaseEvent.objects.filter(case=self.case).latest("at")
        with pytest.raises(Unchangeable):
            event.save()
        with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
            CaseEvent.objects.filter(pk=event.pk).update(kind="annat")
        with pytest.raises(IntegrityError, match="gallring"), transaction.atomic():
            Case.objects.filter(pk=self.case.pk)._raw_delete("default")

    def test_every_write_leaves_one_event_in_the_log_and_a_refusal_one_too(self) -> None:
        stranger = make_caseworker(unit=self.assignment.unit)[1]
        before = Event.objects.count()
        with pytest.raises(Denied):
            choose_step(case=self.case, step="S12", reason="x", by=stranger)
        event = Event.objects.latest("number")
        assert Event.objects.count() == before + 1
        assert (event.action, event.outcome) == ("step.choose", "denied")
