"""Gallring: nothing goes without a list and somebody else's approval; what goes leaves only stones and the log."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker
from tests.casework.one_of_everything import one_of_everything

from samre.accounts.acts import Denied, Refused
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework import append_only
from samre.casework.actions.cases import close_case
from samre.casework.actions.disposal import (
    approve_disposal,
    begin_hold,
    carry_out_disposal,
    plan_disposal,
    remove_item,
    withdraw_disposal,
)
from samre.casework.actions.records import register_record
from samre.casework.disposal import stones
from samre.casework.disposal.due import due_cases
from samre.casework.disposal.removal import parts_of, remove_case, remove_rows
from samre.casework.models import Case, DisposalRun, FactEntry, Hold, Person, SubjectRequest, Tombstone

BORN = "19530112"  # born on a day that is not in the sample
NUMBER = "195301121234"


def canary(text: str) -> list[str]:
    """Every table of the case file where the text stands, opened where it is sealed."""
    found = []
    for model in apps.get_app_config("casework").get_models():
        for row in model._base_manager.all():
            values = [str(getattr(row, field.attname)) for field in model._meta.concrete_fields]
            if any(text in value for value in values):
                found.append(model.__name__)
    return found


class TestDisposal(TestCase):
    def setUp(self) -> None:
        with time_machine.travel(date(2020, 3, 2), tick=False):
            self.worker, self.by = make_caseworker()
            self.case = make_case(self.by, name="Kanarie Fågelsson", facts={"sgi": "noll"})
            Person.objects.filter(pk=self.case.person_id).update(born=date(1953, 1, 12))
            close_case(
                case=self.case,
                outcome="M1",
                income_before="bistand",
                income_after="lon",
                reason="Har fått arbete.",
                by=self.by,
            )
        unit = self.worker.unit
        self.manager = make_caseworker(unit=unit, role=Role.MANAGER)[1]
        self.other = make_caseworker(unit=unit, role=Role.MANAGER)[1]

    def approved(self) -> DisposalRun:
        run = plan_disposal(by=self.manager)
        return approve_disposal(run=run, list_sha256=run.list_sha256, by=self.other)

    def test_a_due_case_goes_whole_and_the_log_stays(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            assert carry_out_disposal(run=self.approved(), by=self.manager) == (1, 0)
        assert not Case.objects.filter(pk=self.case.pk).exists()
        assert canary("Kanarie") == []
        assert Tombstone.objects.filter(row=self.case.pk).exists()
        about_it = Event.objects.filter(case_id=str(self.case.pk))
        assert about_it.filter(action="case.open").exists()
        assert about_it.filter(action="disposal.remove").exists()
        assert (Case._meta.db_table, self.case.pk, self.case.owner_id) in set(stones.read())

    def test_nothing_goes_before_it_is_approved(self) -> None:
        run = plan_disposal(by=self.manager)
        with pytest.raises(Refused, match="inte godkänd"):
            carry_out_disposal(run=run, by=self.manager)

    def test_one_does_not_approve_ones_own_list(self) -> None:
        run = plan_disposal(by=self.manager)
        with pytest.raises(Denied, match="kollega"):
            approve_disposal(run=run, list_sha256=run.list_sha256, by=self.manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            DisposalRun.objects.filter(pk=run.pk).update(approved_by=self.manager.user_id)

    def test_a_list_that_was_changed_is_not_approved(self) -> None:
        run = plan_disposal(by=self.manager)
        run.items.update(verdict="bevara")
        with pytest.raises(Refused, match="inte den du såg"):
            approve_disposal(run=run, list_sha256=run.list_sha256, by=self.other)

    def test_two_who_carry_out_the_same_list_remove_a_case_once(self) -> None:
        item = self.approved().items.get()
        assert remove_item(item=item, by=self.manager) == 1
        assert remove_item(item=item, by=self.other) == 0
        again = Event.objects.filter(action="disposal.remove").latest("number")
        assert json.loads(again.detail)["already"] is True

    def test_a_hold_since_the_list_was_made_saves_the_case(self) -> None:
        run = self.approved()
        begin_hold(case=self.case, reason="Rättsprocess", by=self.by)
        assert carry_out_disposal(run=run, by=self.manager) == (0, 0)
        assert Case.objects.filter(pk=self.case.pk).exists()

    def test_a_newer_case_of_the_same_person_resets_the_clock(self) -> None:
        run = self.approved()
        Case.objects.filter(pk=self.case.pk).update(last_note_on=timezone.localdate() - timedelta(days=3))
        assert carry_out_disposal(run=run, by=self.manager) == (0, 0)

    def test_the_clock_counts_from_the_day_something_was_entered_whatever_day_it_says(self) -> None:
        """A closing said to be of 2015, a document, a request: none of them is a note by name, and all were entered later."""
        with time_machine.travel(date(2024, 5, 6), tick=False):
            late = make_case(self.by, opened_on=date(2015, 1, 2))
            Person.objects.filter(pk=late.person_id).update(born=date(1953, 1, 12))
            close_case(
                case=late,
                outcome="M1",
                income_before="bistand",
                income_after="lon",
                reason="Arbete.",
                closed_on=date(2015, 1, 3),
                by=self.by,
            )
        on = date(2026, 1, 2)
        assert [due.case for due in due_cases(self.by.authority_id, on=on)] == [self.case.pk]
        with time_machine.travel(date(2024, 5, 6), tick=False):
            register_record(
                case=self.case,
                direction="in",
                kind="brev",
                party="Vårdcentralen",
                subject="Brev",
                registered_on=date(2020, 3, 2),
                by=self.by,
            )
        assert list(due_cases(self.by.authority_id, on=on)) == []
        after = list(due_cases(self.by.authority_id, on=date(2029, 5, 7)))
        assert {due.last_note_on for due in after} == {date(2024, 5, 6)}

    def test_every_table_of_a_person_counts_as_noted_but_what_is_done_without_a_note(self) -> None:
        whole = one_of_everything()
        Hold.objects.update(ended_at=timezone.now(), ended_by="Någon")
        SubjectRequest.objects.update(delivered_at=timezone.now())
        later = datetime(2024, 5, 6, 12, tzinfo=UTC)
        owner, tables = whole.by.authority_id, []
        for model, path in parts_of(Person):
            if all(field.name != "at" for field in model._meta.concrete_fields):
                continue
            with transaction.atomic():
                append_only.remove(connection)
                assert model._base_manager.filter(**{path: whole.person}).update(at=later) == 1
                (due,) = due_cases(owner, on=date(2035, 1, 1))
                if due.last_note_on == later.date():
                    tables.append(model.__name__)
                transaction.set_rollback(True)
        assert {"Note", "Objection", "Record", "FactEntry", "CertificateFile", "DecisionBasis"} < set(tables)
        assert {"CaseEvent", "SubjectRequest", "Handover"} < set(tables)
        assert not {"Hold", "EmergencyAccess", "LastSeen", "CopyMark"} & set(tables)

    def test_what_is_to_be_preserved_stays_until_it_has_been_handed_over(self) -> None:
        Person.objects.filter(pk=self.case.person_id).update(born=date(1953, 1, 15))
        run = self.approved()
        assert run.items.get().verdict == "bevara"
        assert carry_out_disposal(run=run, by=self.manager) == (0, 0)
        assert Case.objects.filter(pk=self.case.pk).exists()

    def test_a_try_to_carry_out_a_list_that_is_not_allowed_stands_in_the_log(self) -> None:
        run = self.approved()
        with pytest.raises(Denied):
            carry_out_disposal(run=run, by=self.by)
        told = Event.objects.filter(user=str(self.by.user_id)).latest("number")
        assert (told.action, told.outcome, told.object_id) == ("disposal.carry_out", "denied", "")

    def test_a_caseworker_neither_makes_nor_approves_a_list(self) -> None:
        with pytest.raises(Denied):
            plan_disposal(by=self.by)

    def test_a_list_can_be_taken_back_and_made_anew(self) -> None:
        withdraw_disposal(run=plan_disposal(by=self.manager), by=self.manager)
        assert plan_disposal(by=self.manager).items.count() == 1

    def test_another_namnd_never_sees_the_list(self) -> None:
        stranger = make_caseworker(role=Role.MANAGER)[1]
        run = plan_disposal(by=self.manager)
        with pytest.raises(Denied):
            approve_disposal(run=run, list_sha256=run.list_sha256, by=stranger)
        with pytest.raises(Refused):
            plan_disposal(by=stranger)

    def test_a_restored_row_is_removed_again_by_its_stone(self) -> None:
        facts = list(FactEntry.objects.filter(case=self.case))
        with transaction.atomic():
            remove_case(self.case.pk, owner=self.case.owner_id, why="prov")
        assert facts
        assert remove_rows([(FactEntry._meta.db_table, fact.pk) for fact in facts], why="prov") == 0
        connection.check_constraints()
