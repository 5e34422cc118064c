"""The pages of accounts: what a manager and an administrator see and do, and that nobody else comes in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.accounts.factories import log_in, make_assignment, make_unit, make_user

from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role
from samre.audit.models import Event

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


def test_an_administrator_binds_a_login_resets_keys_and_closes_a_user(client: Client, settings: Any) -> None:
    settings.OIDC = {
        **settings.OIDC,
        "ISSUER": "https://id.example",
        "NAME": "Kommunens inloggning",
        "CLAIM": "sub",
    }
    one = make_assignment(user=make_user(name="Sara Ek"))
    address = f"/konton/{one.pk}/anvandare"
    log_in(client, make_assignment(role=Role.ADMINISTRATOR, unit=one.unit))
    assert "Ingen inloggningstjänst" in client.get(address).content.decode()
    empty = client.post(address, {"gor": "koppla", "tjanst": "oidc", "identitet": " "})
    assert empty.status_code == 422 and "Skriv personens identitet" in empty.content.decode()
    bound = client.post(address, {"gor": "koppla", "tjanst": "oidc", "identitet": "sara-7"})
    assert bound["Location"] == "/konton?klart=kopplad"
    page = client.get(address).content.decode()
    assert "Kommunens inloggning" in page and "sara-7" not in page
    TOTP.activate(one.user, generate_totp_secret())
    assert client.post(address, {"gor": "nollstall"})["Location"] == "/konton?klart=nollstalld"
    assert not Authenticator.objects.filter(user=one.user).exists()
    assert client.post(address, {"gor": "stang"})["Location"] == "/konton?klart=stangd"
    assert not User.objects.get(pk=one.user_id).is_active
    told = Event.objects.filter(action__startswith="user.", outcome="ok").order_by("number")
    assert [event.action for event in told] == ["user.bind", "user.reset_keys", "user.close"]


def test_the_login_page_of_a_user_is_the_own_administrator_s(client: Client) -> None:
    one = make_assignment()
    address = f"/konton/{one.pk}/anvandare"
    log_in(client, make_assignment(role=Role.ADMINISTRATOR))
    assert client.get(address).status_code == 404
    own = make_assignment(role=Role.ADMINISTRATOR, unit=one.unit)
    log_in(client, own)
    assert client.post(address, {"gor": "annat"}).status_code == 400
    mine = f"/konton/{own.pk}/anvandare"
    assert 'value="stang"' not in client.get(mine).content.decode()
    for what in ("stang", "nollstall"):
        assert client.post(mine, {"gor": what}).status_code == 403
    assert User.objects.get(pk=own.user_id).is_active
