"""The page of search: one field and nothing else, logged without its words."""

from __future__ import annotations

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
from samre.audit.log import LogUnavailable
from samre.audit.models import Event, Subject
from samre.casework.models import Note, Task
from samre.casework.models.base import stamp

pytestmark = pytest.mark.django_db
NUMBER = "191212121212"


def test_a_hit_shows_name_age_number_and_handler_before_it_is_opened(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Tolvan Tolvansson", number=NUMBER)
    log_in(client, make_assignment(unit=assignment.unit))
    page = client.post("/arenden/sok", {"sok": "tolvan"}).content.decode()
    for words in (
        "Tolvan Tolvansson",
        "113 år",
        case.number,
        assignment.user.name,
        "inget uppdrag i ärendet",
    ):
        assert words in page
    assert "1212-1212" not in page.partition("traffar")[2]
    log_in(client, assignment)
    page = client.post("/arenden/sok", {"sok": "tolvan"}).content.decode()
    assert "Öppna" in page and "inget uppdrag" not in page


def test_a_search_is_logged_with_its_hits_and_without_its_words(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Kanarie Fågel", number=NUMBER)
    log_in(client, assignment)
    for text in ("kanarie", NUMBER, case.number, "finnsinte", "19121212-1213"):
        client.post("/arenden/sok", {"sok": text})
    events = list(Event.objects.filter(action="case.search").order_by("number"))
    assert [event.outcome for event in events] == ["ok", "ok", "ok", "ok", "failed"]
    shown = [
        set(Subject.objects.filter(digest=event.subjects).values_list("case_id", flat=True))
        for event in events
    ]
    assert shown[:4] == [{str(case.pk)}] * 3 + [set()]
    written = " ".join(str(value) for event in Event.objects.all() for value in vars(event).values()).lower()
    assert "kanarie" not in written and "1212121" not in written and "finnsinte" not in written


@hypothesis_settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    name=st.text(min_size=1, max_size=12)
    | st.sampled_from(
        ["diagnos", "kon", "fodd", "ort", "text", "anteckning", "sjukdom", "handlaggare", "sok"]
    ),
    value=st.text(max_size=12),
    posted=st.booleans(),
)
def test_any_other_filter_is_refused(client: Client, name: str, value: str, posted: bool) -> None:
    if without_unseen(name) != name:
        return
    if "_auth_user_id" not in client.session:
        log_in(client, make_caseworker()[0])
    if posted:
        if name in ("sok", "csrfmiddlewaretoken"):
            return
        answer = client.post("/arenden/sok", {"sok": "anna", name: value})
    else:
        answer = client.get("/arenden/sok", {name: value})
    assert answer.status_code == 400


def test_words_in_the_address_are_refused_also_for_a_post(client: Client) -> None:
    log_in(client, make_caseworker()[0])
    assert client.post("/arenden/sok?sok=anna", {"sok": "anna"}).status_code == 400
    assert client.post("/arenden/sok", {"sok": ["anna", "bertil"]}).status_code == 400
    assert client.get("/arenden/sok").status_code == 200


def test_what_is_written_in_a_case_is_never_found(client: Client) -> None:
    assignment, by = make_caseworker()
    case = make_case(by)
    Task.objects.create(**stamp(by), case=case, kind="egen", text="Kanariefågel", due_on="2026-11-21")
    case.steps.update(party="Kanariefågel", waiting_then="Kanariefågel")
    log_in(client, assignment)
    for text in ("kanariefågel", "kanarie", "Kanariefågel 1"):
        assert "Inget ärende hittat" in client.post("/arenden/sok", {"sok": text}).content.decode()
    assert all(
        field.get_internal_type() == "BinaryField"
        for field in Note._meta.get_fields()
        if field.name == "text"
    )


def test_a_mistyped_number_is_told_at_the_field_and_stays_there(client: Client) -> None:
    log_in(client, make_caseworker()[0])
    answer = client.post("/arenden/sok", {"sok": "19121212-1213"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kontrollsiffra" in page and 'value="19121212-1213"' in page and 'aria-invalid="true"' in page


@pytest.mark.parametrize("place", ["search", "new_case"])
def test_nobody_is_found_when_the_log_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def broken(**_: object) -> None:
        raise LogUnavailable("borta")

    assignment, by = make_caseworker()
    make_case(by, name="Kanarie Fågel", number=NUMBER)
    log_in(client, assignment)
    client.raise_request_exception = False
    monkeypatch.setattr(f"samre.web.views.{place}.record", broken)
    sent = {
        "search": ("/arenden/sok", {"sok": NUMBER}),
        "new_case": (
            "/arenden/nytt",
            {"identitet": "nummer", "nummer": NUMBER, "namn": "Prova Provsson", "gor": "vidare"},
        ),
    }
    address, fields = sent[place]
    answer = client.post(address, fields)
    assert answer.status_code == 503 and "Kanarie" not in answer.content.decode()


def test_only_those_who_work_with_cases_search(client: Client) -> None:
    for role in Role:
        log_in(client, make_assignment(role=role))
        status = client.post("/arenden/sok", {"sok": str(uuid4())}).status_code
        assert (status == 403) == (role not in (Role.CASEWORKER, Role.MANAGER)), role
