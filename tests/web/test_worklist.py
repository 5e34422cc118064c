"""The pages of the worklist: who may, what is logged, and what never stands in a list."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.accounts.signs import without_unseen
from samre.audit.models import Event, Subject
from samre.casework.actions.cases import close_case
from samre.casework.actions.facts import enter_facts
from samre.casework.models import Case, Task
from samre.casework.models.base import stamp
from samre.casework.queries.worklists import Tab
from samre.web.templatetags.words import whole_days

pytestmark = pytest.mark.django_db


def test_the_list_tells_whose_turn_it_is_and_logs_what_it_showed(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Vera Visad")
    log_in(client, assignment)
    answer = client.get("/arenden?flik=alla")
    page = answer.content.decode()
    assert answer.status_code == 200 and "Vera Visad" in page and case.number in page
    assert 'aria-current="page"' in page and f"/arenden/{case.pk}" in page
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(action="case.list")
    assert event.assignment == str(assignment.pk) and '"tab":"alla"' in event.detail.replace(" ", "")
    assert set(Subject.objects.filter(digest=event.subjects).values_list("case_id", flat=True)) == {
        str(case.pk)
    }


def test_a_list_holds_no_health_no_step_and_no_person_number(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, number="191212121212", facts={"nedsattning": "stadigvarande"})
    enter_facts(case=case, values={"vard_forst": True}, source="personen", source_name="Psykmott", by=by)
    case.steps.update(party="Psykiatriska mottagningen", waiting_then="Fråga om depressionen")
    Case.objects.filter(pk=case.pk).update(stuck="samma_steg intyg_utgatt")
    Task.objects.create(**stamp(by), case=case, kind="egen", text="Ring om depressionen", due_on="2026-11-20")
    log_in(client, assignment)
    for tab in ("min-tur", "vantar", "bevaka", "alla"):
        page = client.get(f"/arenden?flik={tab}").content.decode().lower()
        words = ("19121212", "121212", "psyk", "depress", "läkarintyg", "diagnos", "sjuk ")
        assert not [word for word in words if word in page.partition("<main")[2].partition("</main")[0]]


def test_htmx_gets_the_list_alone_and_a_browser_the_page(client: Client) -> None:
    assignment, by = make_caseworker()
    make_case(by)
    log_in(client, assignment)
    part = client.get("/arenden?flik=vantar", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="arbetslista">') and "<html" not in part
    assert "<html" in client.get("/arenden?flik=vantar").content.decode()


def test_an_empty_tab_says_what_to_do(client: Client) -> None:
    log_in(client, make_caseworker()[0])
    for tab, words in {
        "min-tur": "Inget väntar på dig just nu.",
        "vantar": "går tillbaka till Min tur av sig själva",
        "bevaka": "inget att bevaka",
        "alla": "Öppna ett nytt ärende",
    }.items():
        assert words in client.get(f"/arenden?flik={tab}").content.decode()


def test_only_those_who_work_with_cases_come_in(client: Client) -> None:
    for role in Role:
        log_in(client, make_assignment(role=role))
        status = client.get("/arenden").status_code
        assert status == (200 if role in (Role.CASEWORKER, Role.MANAGER) else 403), role


def test_a_manager_sees_handlers_and_can_choose_one(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Vera Visad")
    manager = make_assignment(unit=assignment.unit, role=Role.MANAGER)
    log_in(client, manager)
    page = client.get("/arenden?flik=alla").content.decode()
    assert "Enhetens tur" in page and f"Handläggare: </span>{assignment.user.name}" in page
    chosen = client.get(f"/arenden?flik=alla&handlaggare={assignment.user_id}").content.decode()
    assert case.number in chosen and re.search(rf'value="{assignment.user_id}" selected', chosen)
    assert case.number not in client.get(f"/arenden?handlaggare={manager.user_id}").content.decode()


def test_a_caseworker_cannot_list_a_colleagues_cases(client: Client) -> None:
    assignment, _ = make_caseworker()
    log_in(client, assignment)
    assert client.get(f"/arenden?handlaggare={assignment.user_id}").status_code == 400


@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    name=st.text(min_size=1, max_size=12)
    | st.sampled_from(["diagnos", "kon", "born", "sjukdom", "stuck", "phase", "fas", "sok", "q"]),
    value=st.text(max_size=12),
)
def test_no_other_filter_than_whose_turn_is_taken(client: Client, name: str, value: str) -> None:
    if name in ("flik", "efter") or without_unseen(name) != name:
        return
    if "_auth_user_id" not in client.session:
        log_in(client, make_caseworker()[0])
    assert client.get("/arenden", {name: value}).status_code == 400


def test_a_tab_or_a_place_that_does_not_exist_is_refused(client: Client) -> None:
    log_in(client, make_caseworker()[0])
    for query in (
        "flik=alla%20",
        "flik=x",
        "efter=1",
        f"efter=0.2026-11-21.{uuid4()}x",
        "flik=alla&flik=vantar",
    ):
        assert client.get(f"/arenden?{query}").status_code == 400, query


def test_nothing_is_shown_when_the_log_is_gone(client: Client, monkeypatch: Any) -> None:
    from samre.audit.log import LogUnavailable
    from samre.web.views import cases

    def broken(**_: object) -> None:
        raise LogUnavailable("borta")

    assignment, by = make_caseworker()
    make_case(by, name="Vera Visad")
    log_in(client, assignment)
    client.raise_request_exception = False
    monkeypatch.setattr(cases, "record", broken)
    answer = client.get("/arenden?flik=alla")
    assert answer.status_code == 503 and "Vera" not in answer.content.decode()


def test_closed_cases_leave_the_list(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by)
    close_case(case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete", by=by)
    log_in(client, assignment)
    assert case.number not in client.get("/arenden?flik=alla").content.decode()


def test_another_kommuns_cases_are_never_listed(client: Client) -> None:
    make_case(make_caseworker()[1], name="Annan Kommun")
    log_in(client, make_caseworker(role=Role.MANAGER)[0])
    assert "Annan Kommun" not in client.get("/arenden?flik=alla").content.decode()


def test_a_protected_person_stands_by_name_in_no_list_and_no_search_not_even_her_own_handlers(
    client: Client,
) -> None:
    """R52: a canary. The case itself shows the name, once, with a reason."""
    assignment, by = make_caseworker()
    manager = make_assignment(unit=assignment.unit, role=Role.MANAGER)
    case = make_case(by, name="Kanarie Fågelsson", number="191212121212", protection="markering")
    Case.objects.filter(pk=case.pk).update(stuck="samma_steg")
    for reader in (assignment, manager):
        log_in(client, reader)
        pages = [client.get(f"/arenden?flik={tab}").content.decode() for tab in Tab]
        for sought in (case.number, "191212121212"):
            pages.append(client.post("/arenden/sok", {"sok": sought}).content.decode())
        told = [page for page in pages if case.number in page.partition("<main")[2]]
        assert len(told) >= 4, "annars prövas ingenting"
        assert not [page for page in pages if "Kanarie" in page or "Fågelsson" in page or "113 år" in page]
        for page in told:
            assert "Skyddade uppgifter" in page and 'data-color="danger">Skyddad</span>' in page


def test_a_manager_chooses_what_stands_still_but_nobody_by_what_is_known_of_the_person(
    client: Client,
) -> None:
    assignment, by = make_caseworker()
    manager = make_assignment(unit=assignment.unit, role=Role.MANAGER)
    still, moving = make_case(by, name="Stilla Ståendesson"), make_case(by, name="Rör Påsson")
    Case.objects.filter(pk=still.pk).update(stuck="samma_steg")
    log_in(client, manager)
    page = client.get("/arenden?flik=alla&stannat=samma_steg").content.decode()
    assert "Stilla Ståendesson" in page and "Rör Påsson" not in page and moving.number not in page
    assert "stannat=samma_steg" in page and "ansvarig för 2, 1 står stilla" in page
    assert client.get("/arenden?flik=alla&stannat=intyg_utgatt").status_code == 400
    log_in(client, assignment)
    assert client.get("/arenden?flik=alla&stannat=samma_steg").status_code == 400


def test_a_manager_of_two_units_is_told_where_the_other_is(client: Client) -> None:
    here = make_assignment(role=Role.MANAGER)
    log_in(client, here)
    assert "Listan gäller uppdraget" not in client.get("/arenden").content.decode()
    there = make_assignment(role=Role.MANAGER, user=here.user, authority=here.unit.authority)
    page = client.get("/arenden").content.decode()
    assert there.unit.name in page and "Listan gäller uppdraget du har valt" in page
    session = client.session
    del session["uppdrag"]
    session.save()
    page = client.get("/logga-in/uppdrag").content.decode()
    assert ">Logga in<" not in page and "Inga personuppgifter sparas här" not in page
    assert ">Logga ut<" in page and "loggas" in page


def test_a_day_and_its_month_stand_on_one_line() -> None:
    nb = "\N{NO-BREAK SPACE}"
    assert whole_days("Sista dag 24 nov") == f"Sista dag 24{nb}nov"
    assert whole_days("sedan 2 februari 2027") == f"sedan 2{nb}februari 2027"
    assert whole_days("väntat 9 dagar") == "väntat 9 dagar"
