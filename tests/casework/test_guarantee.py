"""Nobody between chairs: what the database itself refuses, and what the nightly check finds without asking the code."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker

from samre.casework import guarantee_triggers
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, OpenStep
from samre.casework.rules.guarantee import broken_cases

TODAY = date(2026, 11, 21)
ENDED = {"state": "klart", "ended_at": timezone.now(), "ended_by": "Någon"}


class TestTheDatabase(TransactionTestCase):
    """Real transactions: the database judges when they end."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case, self.other = make_case(self.by), make_case(self.by)

    def test_a_next_step_is_not_ended_behind_the_case_s_back(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenStep.objects.filter(pk=self.case.next_step_id).update(**ENDED)
        assert OpenStep.objects.get(pk=self.case.next_step_id).is_live

    def test_a_next_step_is_not_given_to_another_case(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenStep.objects.filter(pk=self.case.next_step_id).update(case=self.other, step="S99")

    def test_a_case_does_not_name_another_case_s_step(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=self.case.pk).update(next_step=self.other.next_step)

    def test_a_case_does_not_name_a_step_that_is_over(self) -> None:
        first = self.case.next_step_id
        choose_step(case=self.case, step="S12", reason="Pröva.", by=self.by)
        finish_step(step=OpenStep.objects.get(pk=first), outcome="Klart", by=self.by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=self.case.pk).update(next_step=first)

    def test_a_step_may_end_when_another_is_named_before_the_commit(self) -> None:
        first = OpenStep.objects.get(pk=self.case.next_step_id)
        second = choose_step(case=self.case, step="S12", reason="Pröva.", by=self.by)
        with transaction.atomic():
            OpenStep.objects.filter(pk=first.pk).update(**ENDED)
            Case.objects.filter(pk=self.case.pk).update(next_step=second)
        assert Case.objects.get(pk=self.case.pk).next_step_id == second.pk

    def test_what_is_taken_back_within_the_transaction_owes_nothing(self) -> None:
        with transaction.atomic():
            OpenStep.objects.filter(pk=self.case.next_step_id).update(**ENDED)
            OpenStep.objects.filter(pk=self.case.next_step_id).update(
                state="pagar", ended_at=None, ended_by=""
            )
        assert not broken_cases()

    def test_closing_and_opening_again_go_through(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
        )
        reopen_case(case=self.case, why="Sjuk igen.", by=self.by)
        assert not broken_cases()

    def test_a_lost_trigger_is_missed(self) -> None:
        assert guarantee_triggers.missing(connection) == []
        guarantee_triggers.remove(connection)
        try:
            assert len(guarantee_triggers.missing(connection)) == len(
                guarantee_triggers.NAMES[connection.vendor]
            )
        finally:
            guarantee_triggers.install(connection)


class TestTheNightlyCheck(TestCase):
    """The triggers are away, as if somebody had written past everything."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case, self.other = make_case(self.by), make_case(self.by)
        guarantee_triggers.remove(connection)

    def sentences(self) -> list[str]:
        return [item.sentence for item in broken_cases(self.case.owner_id)]

    def test_it_says_nothing_of_whole_cases(self) -> None:
        assert self.sentences() == []

    def test_it_finds_a_next_step_that_is_over(self) -> None:
        OpenStep.objects.filter(pk=self.case.next_step_id).update(**ENDED)
        assert self.sentences() == [f"Ärende {self.case.number} pekar på ett steg som är avslutat."]

    def test_it_finds_another_case_s_step(self) -> None:
        Case.objects.filter(pk=self.case.pk).update(next_step=self.other.next_step)
        assert self.sentences() == [f"Ärende {self.case.number} pekar på ett steg i ett annat ärende."]

    def test_it_finds_a_closed_case_with_open_steps(self) -> None:
        Case.objects.filter(pk=self.case.pk).update(state="avslutat", closed_on=TODAY, next_step=None)
        assert self.sentences() == [f"Ärende {self.case.number} är avslutat men har öppna steg."]

    def test_it_looks_at_one_authority_when_asked(self) -> None:
        theirs = make_case(make_caseworker()[1])
        OpenStep.objects.filter(pk=theirs.next_step_id).update(**ENDED)
        assert self.sentences() == []
        assert [item.case for item in broken_cases()] == [theirs.pk]
