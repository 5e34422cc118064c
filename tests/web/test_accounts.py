"""The pages of accounts: what a manager and an administrator see and do, and that nobody else comes in."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.accounts.factories import log_in, make_assignment, make_unit, make_user

from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role

pytestmark = pytest.mark.django_db
TYPED = {"namn": "Nya Lind", "anvandare": "nya.lind", "titel": "Socialsekreterare", "fran": "2026-11-21"}


def test_a_manager_sees_her_unit_and_certifies(client: Client) -> None:
    unit = make_unit()
    mine = make_assignment(unit=unit, user=make_user(name="Egen Enhet"))
    make_assignment(unit=make_unit(authority=unit.authority), user=make_user(name="Annan Enhet"))
    log_in(client, make_assignment(role=Role.MANAGER, unit=unit))
    page = client.get("/konton").content.decode()
    assert "Egen Enhet" in page and "Annan Enhet" not in page and "Lägg till person" not in page
    before = mine.certified_on
    assert client.post(f"/konton/{mine.pk}/bekrafta")["Location"] == "/konton?klart=bekraftat"
    assert Assignment.objects.get(pk=mine.pk).certified_on > before


def test_ending_asks_first(client: Client) -> None:
    mine = make_assignment()
    log_in(client, make_assignment(role=Role.MANAGER, unit=mine.unit))
    assert client.get(f"/konton/{mine.pk}/avsluta").status_code == 200
    assert Assignment.objects.get(pk=mine.pk).ended_at is None
    client.post(f"/konton/{mine.pk}/avsluta")
    assert Assignment.objects.get(pk=mine.pk).ended_at is not None


def test_an_administrator_enters_a_person_or_nothing_of_her(client: Client) -> None:
    unit = make_unit()
    log_in(client, make_assignment(role=Role.ADMINISTRATOR, unit=unit))
    wrong = client.post("/konton/nytt", TYPED | {"enhet": str(unit.pk), "roll": Role.ASF})
    assert wrong.status_code == 422 and "Rollen finns inte" in wrong.content.decode()
    assert "Nya Lind" in wrong.content.decode()
    assert not User.objects.filter(username="nya.lind").exists()
    answer = client.post("/konton/nytt", TYPED | {"enhet": str(unit.pk), "roll": Role.CASEWORKER})
    assert answer.status_code == 302
    assert Assignment.objects.get(user__username="nya.lind").role == Role.CASEWORKER


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}))
def test_other_roles_have_no_accounts_page(client: Client, role: Role) -> None:
    log_in(client, make_assignment(role=role))
    assert client.get("/konton").status_code == 403
    assert 'href="/konton"' not in client.get("/").content.decode()


def test_an_administrator_and_a_board_have_no_door_to_a_case(client: Client) -> None:
    for role in (Role.ADMINISTRATOR, Role.BOARD):
        log_in(client, make_assignment(role=role))
        assert 'href="/arenden"' not in client.get("/").content.decode()
