"""A session that ran out loses nothing that was typed; and what is dangerous asks for a new proof of who one is."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts import sessions
from samre.accounts.kept_forms import keep_form
from samre.accounts.models import KeptForm
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.config.urls import urlpatterns as real
from samre.web.gate import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@signed_in()
def note(request: HttpRequest) -> HttpResponse:
    """A page that takes text."""
    return HttpResponse(f"sparat: {request.POST.get('text', '')}")


@signed_in(fresh=True)
def export(request: HttpRequest) -> HttpResponse:
    """A page that gives a lot away."""
    return HttpResponse("allt")


urlpatterns = [*real, path("prov/anteckning", note), path("prov/export", export)]
TEXT = "Hon berättar att hon sover bättre."


def expire(client: Client) -> None:
    """Half an hour and more goes by."""
    session = client.session
    session[sessions.SEEN] -= 3600
    session.save()


def type_too_late(client: Client) -> str:
    """Sends a form in a session that is over; gives the address of the login page."""
    expire(client)
    answer = client.post("/prov/anteckning", {"text": TEXT, "csrfmiddlewaretoken": "x", "password": "y"})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_what_was_typed_comes_back_after_login_and_is_sent_on(client: Client) -> None:
    assignment = make_assignment()
    log_in(client, assignment)
    address = type_too_late(client)
    page = client.get(address).content.decode()
    assert "Det du skrev finns kvar" in page and TEXT not in page
    log_in(client, assignment)
    kept = KeptForm.objects.get()
    back = client.get(f"/logga-in/kvar/{kept.pk}").content.decode()
    assert TEXT in back and 'action="/prov/anteckning"' in back
    assert 'name="password"' not in back
    assert client.post(kept.address, {"text": TEXT}).content.decode() == f"sparat: {TEXT}"


def test_it_comes_back_to_nobody_else(client: Client) -> None:
    log_in(client, make_assignment())
    type_too_late(client)
    log_in(client, make_assignment())
    answer = client.get(f"/logga-in/kvar/{KeptForm.objects.get().pk}")
    assert answer.status_code == 404 and TEXT not in answer.content.decode()


def test_it_comes_back_in_the_same_assignment_only(client: Client) -> None:
    """What was written at one kommun is never read as the other one's administrator."""
    mine = make_assignment()
    elsewhere = make_assignment(user=mine.user, role=Role.ADMINISTRATOR)
    log_in(client, mine)
    type_too_late(client)
    address = f"/logga-in/kvar/{KeptForm.objects.get().pk}"
    log_in(client, elsewhere)
    answer = client.get(address)
    assert answer.status_code == 404 and TEXT not in answer.content.decode()
    assert "annat uppdrag" in answer.content.decode()
    log_in(client, mine)
    assert TEXT in client.get(address).content.decode()
    told = Event.objects.filter(kind="form").order_by("at").values_list("action", "outcome", "chain")
    here, there = str(mine.unit.authority_id), str(elsewhere.unit.authority_id)
    assert list(told) == [
        ("form.keep", "ok", here),
        ("form.show", "denied", there),
        ("form.show", "ok", here),
    ]


def test_a_form_of_a_case_is_logged_on_the_case(client: Client) -> None:
    handler, by = make_caseworker()
    case = make_case(by)
    log_in(client, handler)
    expire(client)
    client.post(f"/arenden/{case.pk}/avsluta", {"skal": TEXT})
    log_in(client, handler)
    assert TEXT in client.get(f"/logga-in/kvar/{KeptForm.objects.get().pk}").content.decode()
    for action in ("form.keep", "form.show"):
        event = Event.objects.get(action=action)
        assert event.case_id == str(case.pk) and "sover" not in str(vars(event))


def test_it_lies_sealed_and_half_an_hour_only(client: Client) -> None:
    assignment = make_assignment()
    log_in(client, assignment)
    type_too_late(client)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM accounts_keptform")
        assert b"sover" not in bytes(cursor.fetchone()[0])
    kept = KeptForm.objects.get()
    log_in(client, assignment)
    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        log_in(client, assignment)
        assert client.get(f"/logga-in/kvar/{kept.pk}").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        log_in(client, assignment)
        assert client.get(f"/logga-in/kvar/{kept.pk}").status_code == 404


def test_nothing_is_kept_for_a_visitor_nor_without_text(client: Client, rf: Any) -> None:
    assert client.post("/prov/anteckning", {"text": TEXT}).status_code == 302
    request = rf.post("/prov/anteckning", {"csrfmiddlewaretoken": "x"})
    request.session, request.actor = {}, None
    assert keep_form(request) is None
    assert not KeptForm.objects.exists()


def test_htmx_is_told_to_load_the_login_page(client: Client) -> None:
    log_in(client, make_assignment())
    expire(client)
    answer = client.post("/prov/anteckning", {"text": TEXT}, headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer["HX-Redirect"].startswith("/logga-in?")
    assert KeptForm.objects.count() == 1


def test_a_page_to_read_is_where_one_comes_after_login(client: Client) -> None:
    answer = client.get("/prov/export?ar=2026")
    assert answer["Location"] == "/logga-in?till=%2Fprov%2Fexport%3Far%3D2026"


def test_export_asks_who_one_is_when_that_was_long_ago(client: Client, settings: Any) -> None:
    assignment = make_assignment()
    log_in(client, assignment)
    assert client.get("/prov/export").content == b"allt"
    log_in(client, assignment, fresh=False)
    assert client.get("/prov/anteckning").status_code == 200
    assert client.get("/prov/export")["Location"] == "/logga-in/bekrafta?till=%2Fprov%2Fexport"
    settings.DEMO = True
    answer = client.post("/logga-in/bekrafta", {"till": "/prov/export"})
    assert answer["Location"] == "/prov/export"
    assert client.get("/prov/export").content == b"allt"


def test_a_click_proves_nothing_outside_the_demo(client: Client) -> None:
    log_in(client, make_assignment(), fresh=False)
    assert client.post("/logga-in/bekrafta", {"till": "/prov/export"}).status_code == 403
    assert client.get("/prov/export").status_code == 302


def test_proof_is_old_after_some_minutes(client: Client, settings: Any) -> None:
    log_in(client, make_assignment())
    with time_machine.travel(time.time() + settings.SAMRE_FRESH_MINUTES * 60 + 1, tick=False):
        assert client.get("/prov/export").status_code == 302


def test_nothing_behind_the_login_is_stored_by_a_browser_or_proxy(client: Client) -> None:
    log_in(client, make_assignment())
    for address in ("/prov/anteckning", "/logga-in/uppdrag", "/logga-in/bekrafta", "/logga-ut"):
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    log_in(client, make_assignment())
    session = client.session
    session[sessions.SEEN] -= 120
    session.save()
    cookie = client.get("/prov/anteckning").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax"
    assert not cookie["expires"] and not cookie["max-age"]


def test_a_form_sent_after_logging_out_elsewhere_is_told_as_unsaved_and_leads_back_to_its_page() -> None:
    page = f"/arenden/{make_case(make_caseworker()[1]).pk}"
    client = Client(headers={"referer": f"http://testserver{page}"})
    answer = client.post(f"{page}/bevaka", {"text": "Ring läkaren", "gor": "ny"})
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query == {"till": [page], "osparat": ["1"]}
    shown = client.get(answer["Location"]).content.decode()
    assert "inte sparat" in shown and "Ring läkaren" not in shown
