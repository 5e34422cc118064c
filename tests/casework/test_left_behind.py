"""No case is left with somebody who is gone: the unit's manager sees it at once, and whoever opens it again has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actions import assignments, users
from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import Role
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.models import Case, CaseAssignment
from samre.casework.queries.worklists import Tab, worklist
from samre.casework.rounds import run_round
from samre.casework.rules.permissions import find_ground
from samre.casework.rules.stuck import NOBODY

pytestmark = pytest.mark.django_db
DONE = {"outcome": "M1", "income_before": "bistand", "income_after": "lon", "reason": "Arbete."}


class Office:
    """A handler with a case, her manager and an administrator."""

    def __init__(self) -> None:
        self.assignment, self.handler = make_caseworker()
        self.case = make_case(self.handler)
        self.unit = self.assignment.unit
        self.manager = actor_for(make_assignment(unit=self.unit, role=Role.MANAGER))
        self.administrator = actor_for(make_assignment(unit=self.unit, role=Role.ADMINISTRATOR))

    def stuck(self) -> list[str]:
        return Case.objects.get(pk=self.case.pk).stuck.split()

    def seen_by_manager(self) -> bool:
        rows = worklist(self.manager, Tab.ALL, on=timezone.localdate(), stuck=NOBODY).rows
        return [row.number for row in rows] == [self.case.number]


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_case_whose_handler_is_here_has_a_handler(office: Office) -> None:
    assert NOBODY not in office.stuck() and not office.seen_by_manager()


@pytest.mark.parametrize("what", ["the assignment", "the account"])
def test_her_cases_stand_in_the_manager_s_list_at_once(office: Office, what: str) -> None:
    if what == "the assignment":
        assignments.end(assignment_id=office.assignment.pk, by=office.manager)
    else:
        users.close_user(user_id=office.assignment.user_id, by=office.administrator)
    assert office.stuck()[0] == NOBODY and office.seen_by_manager()


def test_she_who_comes_back_has_her_cases_again(office: Office) -> None:
    assignments.end(assignment_id=office.assignment.pk, by=office.manager)
    assignments.give(
        user_id=office.assignment.user_id,
        unit_id=office.unit.pk,
        role=Role.CASEWORKER,
        title="",
        valid_from=timezone.localdate(),
        by=office.administrator,
    )
    assert NOBODY not in office.stuck()


def test_an_assignment_that_runs_out_by_its_day_is_found_in_the_night(office: Office) -> None:
    last = timezone.localdate() + timedelta(days=1)
    Assignment.objects.filter(pk=office.assignment.pk).update(valid_to=last)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        run_round(Authority.objects.get(pk=office.handler.authority_id), timezone.now())
    assert NOBODY in office.stuck()


def reopened(office: Office, by: Actor) -> Case:
    close_case(case=office.case, **DONE, by=office.handler)
    assignments.end(assignment_id=office.assignment.pk, by=office.manager)
    case = Case.objects.get(pk=office.case.pk)
    reopen_case(case=case, why="Sjuk igen.", by=by)
    return Case.objects.get(pk=case.pk)


def test_she_who_opens_a_case_again_has_it_where_the_handler_has_left(office: Office) -> None:
    case = reopened(office, office.manager)
    assert case.handler_id == office.manager.user_id and NOBODY not in case.stuck
    mains = CaseAssignment.objects.filter(case=case, part="huvud", ended_at__isnull=True)
    assert mains.get().user_id == office.manager.user_id
    assert find_ground(office.manager, case) is not None


def test_a_handler_who_is_here_keeps_a_case_that_somebody_else_opens_again(office: Office) -> None:
    close_case(case=office.case, **DONE, by=office.handler)
    reopen_case(case=Case.objects.get(pk=office.case.pk), why="Sjuk igen.", by=office.manager)
    assert Case.objects.get(pk=office.case.pk).handler_id == office.handler.user_id
