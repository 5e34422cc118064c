"""R28: what is ended bites at the next request, in the middle of a session. R30: nobody acts without a chosen assignment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_unit, make_user
from tests.casework.factories import make_case

from samre.accounts import sessions
from samre.accounts.actors import actor_for
from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.casework.models import Case, CaseAssignment

pytestmark = pytest.mark.django_db
NAME = "Kanariena Fågelsson"


def ended(assignment: Assignment, case: Case) -> None:
    assignment.ended_at, assignment.ended_by = timezone.now(), make_user()
    assignment.save()


def another_role(assignment: Assignment, case: Case) -> None:
    assignment.role = Role.BOARD
    assignment.save()


def another_unit_s_authority(assignment: Assignment, case: Case) -> None:
    assignment.unit = make_unit()
    assignment.save()


def unit_closed(assignment: Assignment, case: Case) -> None:
    assignment.unit.is_active = False
    assignment.unit.save()


def account_closed(assignment: Assignment, case: Case) -> None:
    assignment.user.is_active = False
    assignment.user.save()


def not_certified(assignment: Assignment, case: Case) -> None:
    assignment.certified_on = timezone.localdate().replace(year=2024)
    assignment.save()


def part_ended(assignment: Assignment, case: Case) -> None:
    CaseAssignment.objects.filter(case=case).update(ended_at=timezone.now())


CHANGES = (
    ended,
    another_role,
    another_unit_s_authority,
    unit_closed,
    account_closed,
    not_certified,
    part_ended,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_in_the_middle_of_a_session_bites_at_the_next_request(
    change: Callable[[Assignment, Case], None],
) -> None:
    assignment = make_assignment()
    case = make_case(actor_for(assignment), name=NAME)
    client = log_in(Client(), assignment)
    address = reverse("web:case", args=[case.pk])
    assert NAME in client.get(address).content.decode()
    change(assignment, case)
    answer = client.get(address)
    assert answer.status_code in (302, 403, 404)
    assert NAME not in answer.content.decode()


def test_she_who_has_two_assignments_gets_none_until_she_chooses() -> None:
    user = make_user()
    first, second = make_assignment(user=user), make_assignment(user=user)
    case = make_case(actor_for(first), name=NAME)
    client = log_in(Client(), first)
    session = client.session
    del session[sessions.ASSIGNMENT]
    session.save()
    answer = client.get(reverse("web:case", args=[case.pk]))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("web:assignment"))
    assert second.pk != first.pk


def test_with_her_other_assignment_she_has_another_kommun_s_cases() -> None:
    user = make_user()
    first, second = make_assignment(user=user), make_assignment(user=user)
    case = make_case(actor_for(first), name=NAME)
    assert log_in(Client(), second).get(reverse("web:case", args=[case.pk])).status_code == 404
