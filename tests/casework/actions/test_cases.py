"""A case from opening to closing, and what it can't be without."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.governance.factories import make_federation

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.cases import close_case, hand_over, open_case, reopen_case
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, CaseEvent, Person, Turn, Unchangeable
from samre.casework.rules.identity import KnownIdentity
from samre.casework.rules.permissions import Need, check_may
from samre.casework.rules.settings import pathway_now


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
                protection="ingen",
                by=self.by,
            )

    def test_what_nobody_has_looked_up_is_not_written_down_as_checked(self) -> None:
        unknown = make_case(self.by, protection="okand").person
        assert (unknown.protection, unknown.protection_checked_on) == ("okand", None)
        assert unknown.is_protected
        for protection in ("ingen", "markering", "folkbokforing"):
            looked_up = make_case(self.by, protection=protection).person
            assert looked_up.protection_checked_on == timezone.localdate(), protection

    def test_a_new_person_is_not_entered_without_an_answer_about_protection(self) -> None:
        identity = KnownIdentity("annan", "PROV-UTAN-SVAR", None)
        with pytest.raises(TypeError, match="protection"):
            open_case(identity=identity, name="Prov Provsson", by=self.by)  # type: ignore[call-arg]
        with pytest.raises(Refused, match="vilket skydd"):
            open_case(identity=identity, name="Prov Provsson", protection="", by=self.by)

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

    def test_a_period_is_not_closed_before_it_began(self) -> None:
        self.close()
        reopen_case(case=self.case, why="Sjuk på nytt.", by=self.by)
        with pytest.raises(Refused, match="Välj en dag"):
            self.close(closed_on=date(2018, 12, 14))
        with pytest.raises(IntegrityError), transaction.atomic():
            self.case.periods.filter(closed_on__isnull=True).update(
                closed_on=date(2018, 12, 14), outcome="M1"
            )

    def test_a_refused_write_is_found_by_the_case_it_was_about(self) -> None:
        stranger = make_caseworker(unit=self.assignment.unit)[1]
        with pytest.raises(Denied):
            choose_step(case=self.case, step="S12", reason="x", by=stranger)
        assert Event.objects.filter(case_id=str(self.case.pk), outcome="denied").exists()

    def test_the_manager_gives_a_protected_case_to_somebody_but_does_not_read_it(self) -> None:
        Person.objects.filter(pk=self.case.person_id).update(protection="markering")
        manager = make_caseworker(unit=self.assignment.unit, role=Role.MANAGER)[1]
        other = make_assignment(unit=self.assignment.unit)
        case = Case.objects.get(pk=self.case.pk)
        with pytest.raises(Denied, match="lämna över"):
            check_may(manager, Need.READ, case)
        hand_over(case=case, to=other.user, note="Jonas har slutat.", by=manager)
        assert case.handler_id == other.user_id

    def test_a_manager_who_hands_over_her_own_case_still_has_her_units_cases(self) -> None:
        manager = make_caseworker(unit=self.assignment.unit, role=Role.MANAGER)[1]
        case = make_case(manager)
        hand_over(case=case, to=self.assignment.user, note="Ta gärna det här.", by=manager)
        assert Need.WRITE in check_may(manager, Need.WRITE, case).needs

    def test_nobody_but_the_named_opens_a_new_case_of_a_protected_person(self) -> None:
        case = make_case(self.by, number="191212121212")
        Person.objects.filter(pk=case.person_id).update(protection="markering")
        self.close(case=Case.objects.get(pk=case.pk))
        stranger = make_caseworker(unit=self.assignment.unit)[1]
        with pytest.raises(Denied, match="namngivna"):
            make_case(stranger, number="191212121212")

    def close(self, **other: object) -> None:
        given: dict[str, object] = {
            "case": self.case,
            "outcome": "M1",
            "income_before": "bistand",
            "income_after": "lon",
            "reason": "Har fått arbete.",
            "by": self.by,
        }
        close_case(**(given | other))  # type: ignore[arg-type]

    def test_a_new_case_begins_where_the_map_that_is_followed_says(self) -> None:
        federation = make_federation()
        kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
        with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
            assert make_case(federation.caseworker).next_step.step == pathway_now().first_step
