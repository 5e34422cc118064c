"""Passwords in the demo only, codes as a second step, keys behind a new proof; throttled and logged."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from tests.accounts.factories import log_in, make_assignment

from samre.accounts.models import Assignment
from samre.audit.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "grön hatt på blå cykel"


@pytest.fixture
def demo(settings: Any) -> None:
    """Passwords and keys on."""
    cache.clear()
    settings.DEMO = settings.SAMRE_PASSWORD_LOGIN = settings.SAMRE_PASSKEYS = True


@pytest.fixture
def sara() -> Assignment:
    """Somebody with a password."""
    one = make_assignment()
    one.user.set_password(PASSWORD)
    one.user.save()
    return one


def by_password(client: Client, one: Assignment, password: str = PASSWORD) -> Any:
    """Name and password."""
    return client.post("/logga-in/losenord", {"login": one.user.username, "password": password}, follow=True)


def code_for(secret: str) -> str:
    """What the app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_password_opens_a_session_in_the_demo(client: Client, demo: None, sara: Assignment) -> None:
    by_password(client, sara)
    assert client.get("/").wsgi_request.actor.assignment_id == sara.pk
    assert '"password"' in Event.objects.get(action="session.begin").detail


def test_there_is_no_password_login_elsewhere(client: Client, settings: Any, sara: Assignment) -> None:
    settings.DEMO, settings.SAMRE_PASSWORD_LOGIN = False, False
    assert by_password(client, sara).status_code == 404
    assert SESSION_KEY not in client.session
    assert "losenord" not in client.get("/logga-in").content.decode()


def test_a_wrong_password_is_logged_without_what_was_typed(
    client: Client, demo: None, sara: Assignment
) -> None:
    page = by_password(client, sara, "hemligt ord")
    assert page.status_code == 200 and SESSION_KEY not in client.session
    event = Event.objects.get(action="session.begin")
    assert event.outcome == "denied"
    assert "hemligt" not in str(event.__dict__) and sara.user.username not in str(event.__dict__)


def test_guessing_is_stopped_also_for_the_right_password(
    client: Client, demo: None, sara: Assignment
) -> None:
    for _ in range(5):
        by_password(client, sara, "fel")
    by_password(client, sara)
    assert SESSION_KEY not in client.session


def activate(client: Client, one: Assignment) -> str:
    """Starts using a code app; gives its secret."""
    log_in(client, one)
    client.get("/konto/kod")
    secret = str(client.session["mfa.totp.secret"])
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post("/konto/kod", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=one.user, type="totp").exists()
    client.post("/logga-ut")
    return secret


def test_who_uses_a_code_app_comes_in_with_the_code_only(
    client: Client, demo: None, sara: Assignment
) -> None:
    secret = activate(client, sara)
    cache.clear()
    page = by_password(client, sara)
    assert "Kod från appen" in page.content.decode() and SESSION_KEY not in client.session
    client.post("/logga-in/andra-steget", {"code": "000000"})
    assert SESSION_KEY not in client.session
    cache.clear()
    client.post("/logga-in/andra-steget", {"code": code_for(secret)}, follow=True)
    assert client.get("/").wsgi_request.actor.assignment_id == sara.pk
    assert {"key.add", "session.begin"} <= set(Event.objects.values_list("action", flat=True))


def test_the_secret_of_the_app_lies_sealed(client: Client, demo: None, sara: Assignment) -> None:
    secret = activate(client, sara)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchone()[0])


@pytest.mark.parametrize("address", ["/konto/nyckel", "/konto/kod"])
def test_keys_are_changed_after_a_new_proof_only(
    client: Client, demo: None, sara: Assignment, address: str
) -> None:
    log_in(client, sara, fresh=False)
    assert client.get(address)["Location"].startswith("/logga-in/bekrafta")
    log_in(client, sara)
    assert client.get(address).status_code == 200


def test_a_code_shows_once_more_who_one_is(client: Client, demo: None, sara: Assignment) -> None:
    secret = activate(client, sara)
    log_in(client, sara, fresh=False)
    cache.clear()
    assert "Skriv en kod" in client.get("/logga-in/bekrafta?till=/konto/nyckel").content.decode()
    answer = client.post("/logga-in/bekrafta/kod", {"code": code_for(secret), "next": "/konto/nyckel"})
    assert answer["Location"] == "/konto/nyckel"
    assert client.get("/konto/nyckel").status_code == 200
    assert Event.objects.filter(action="session.prove").count() == 1


@pytest.mark.parametrize(
    "address", ["/konto/nyckel", "/konto/kod", "/logga-in/nyckel", "/logga-in/andra-steget"]
)
def test_without_keys_there_are_no_such_pages(client: Client, settings: Any, address: str) -> None:
    settings.SAMRE_PASSKEYS = False
    log_in(client, make_assignment())
    assert client.get(address).status_code == 404


def test_one_s_own_account_shows_assignments_and_keys(client: Client, demo: None, sara: Assignment) -> None:
    log_in(client, sara)
    page = client.get("/konto").content.decode()
    assert "Det du har nu" in page and "Lägg till en passkey" in page
