"""Logging in, choosing an assignment, logging out: who may, what is stamped, and what the log knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit, make_user

from samre.accounts import sessions
from samre.accounts.actions.demo import make_demo_accounts
from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role
from samre.audit.log import LogUnavailable
from samre.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    """The demo's people."""
    settings.DEMO = True
    make_demo_accounts()


def test_one_click_logs_a_fictional_person_in_on_her_only_assignment(client: Client, demo: None) -> None:
    sara = User.objects.get(username="sara.lind")
    answer = client.post("/logga-in", {"person": str(sara.pk), "till": "/karta"})
    assert answer.status_code == 302 and answer["Location"] == "/karta"
    assert "Sara Lind" in client.get("/karta").content.decode()
    assert [event.action for event in Event.objects.order_by("at")][-2:] == [
        "session.begin",
        "session.choose",
    ]


def test_she_who_has_several_assignments_has_to_choose(client: Client, demo: None) -> None:
    david = User.objects.get(username="david.yilmaz")
    answer = client.post("/logga-in", {"person": str(david.pk)})
    assert answer["Location"] == "/logga-in/uppdrag"
    assert sessions.ASSIGNMENT not in client.session
    page = client.get("/logga-in/uppdrag").content.decode()
    assert "Vuxenenheten" in page and "Socialkontoret" in page and "checked" not in page
    lead = Assignment.objects.get(user=david, role=Role.PROCESS_LEAD)
    client.post("/logga-in/uppdrag", {"uppdrag": str(lead.pk)})
    assert client.get("/").wsgi_request.actor.role == Role.PROCESS_LEAD
    assert Event.objects.filter(action="session.choose", assignment=str(lead.pk)).count() == 1


def test_nobody_can_choose_another_s_assignment(client: Client) -> None:
    mine, other = make_assignment(), make_assignment()
    log_in(client, mine)
    answer = client.post("/logga-in/uppdrag", {"uppdrag": str(other.pk)})
    assert answer.status_code == 400
    assert client.get("/").wsgi_request.actor.assignment_id == mine.pk
    tried = Event.objects.get(action="session.choose", outcome="denied")
    assert (tried.user, tried.object_id) == (str(mine.user_id), str(other.pk))


def test_one_click_login_is_for_the_demo_only(client: Client, settings: Any) -> None:
    real = make_assignment()
    settings.DEMO = True
    assert client.post("/logga-in", {"person": str(real.user_id)}).status_code == 403
    settings.DEMO = False
    unit = make_unit(authority=make_authority(is_demo=True))
    fictional = make_assignment(unit=unit)
    assert client.post("/logga-in", {"person": str(fictional.user_id)}).status_code == 403
    assert SESSION_KEY not in client.session
    assert Event.objects.filter(action="session.begin", outcome="denied").count() == 2


def test_she_who_also_has_a_real_assignment_is_no_fictional_person(client: Client, settings: Any) -> None:
    settings.DEMO = True
    user = make_user()
    make_assignment(user=user, unit=make_unit(authority=make_authority(is_demo=True)))
    make_assignment(user=user)
    assert client.post("/logga-in", {"person": str(user.pk)}).status_code == 403


def test_logging_out_ends_the_session_on_the_server(client: Client) -> None:
    log_in(client, make_assignment())
    stolen = client.cookies["samre_session"].value
    assert client.post("/logga-ut").status_code == 200
    thief = Client()
    thief.cookies["samre_session"] = stolen
    assert thief.get("/").wsgi_request.actor is None
    assert Event.objects.filter(action="session.end").count() == 1


@pytest.mark.parametrize(
    "address", ["https://annan.se/", "//annan.se", "/\\annan.se", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site_after_login(client: Client, demo: None, address: str) -> None:
    sara = User.objects.get(username="sara.lind")
    answer = client.post("/logga-in", {"person": str(sara.pk), "till": address})
    assert answer["Location"].startswith("/") and "annan" not in answer["Location"]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Assignment.objects.filter(pk=one.pk).update(ended_at=timezone.now(), ended_by=one.user),
        lambda one: Assignment.objects.filter(pk=one.pk).update(
            valid_to=timezone.localdate() - timedelta(days=1)
        ),
        lambda one: Assignment.objects.filter(pk=one.pk).update(
            certified_on=timezone.localdate() - timedelta(days=366)
        ),
        lambda one: User.objects.filter(pk=one.user_id).update(is_active=False),
        lambda one: type(one.unit).objects.filter(pk=one.unit_id).update(is_active=False),
        lambda one: User.objects.filter(pk=one.user_id).update(password="ändrat"),
    ],
    ids=["ended", "past", "not certified", "inactive user", "inactive unit", "changed password"],
)
def test_what_is_ended_opens_nothing_at_the_next_request(client: Client, change: Any) -> None:
    assignment = make_assignment()
    log_in(client, assignment)
    assert client.get("/").wsgi_request.actor is not None
    change(assignment)
    assert client.get("/").wsgi_request.actor is None


def test_a_changed_role_holds_at_the_next_request(client: Client) -> None:
    assignment = make_assignment()
    log_in(client, assignment)
    Assignment.objects.filter(pk=assignment.pk).update(role=Role.BOARD)
    assert client.get("/").wsgi_request.actor.role == Role.BOARD


def test_who_is_acting_costs_one_query_beside_the_session(
    client: Client, django_assert_num_queries: Any
) -> None:
    log_in(client, make_assignment())
    with django_assert_num_queries(2):
        client.get("/logga-ut")


def test_a_visitor_costs_no_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/")


@pytest.mark.parametrize(
    ("minutes", "used_every", "alive"), [(29, 60, True), (31, 60, False), (470, 20, True), (490, 20, False)]
)
def test_a_session_ends_when_unused_and_after_a_working_day(
    client: Client, minutes: int, used_every: int, alive: bool
) -> None:
    log_in(client, make_assignment())
    now = timezone.now()
    for passed in [*range(used_every, minutes, used_every), minutes]:
        with time_machine.travel(now + timedelta(minutes=passed), tick=False):
            actor = client.get("/").wsgi_request.actor
    assert (actor is not None) is alive


def test_what_can_t_be_logged_does_not_happen(
    client: Client, demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(**_: Any) -> None:
        raise LogUnavailable

    sara = User.objects.get(username="sara.lind")
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("samre.accounts.login.record", silent)
        assert client.post("/logga-in", {"person": str(sara.pk)}).status_code in (500, 503)
        assert SESSION_KEY not in client.session
    client.post("/logga-in", {"person": str(sara.pk)})
    assert SESSION_KEY in client.session
    with monkeypatch.context() as patch:
        patch.setattr("samre.accounts.login.record", silent)
        client.post("/logga-ut")
    assert SESSION_KEY not in client.session
