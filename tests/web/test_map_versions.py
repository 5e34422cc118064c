"""The start page of the work with the map, over HTTP: who comes in, what stands there, a draft begun."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import actor, log_in, make_authority, make_unit
from tests.governance.factories import SMALL, Federation, make_draft, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.models import Draft

pytestmark = pytest.mark.django_db
START = "/kartan/versioner"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def as_(who: Actor) -> Client:
    assert who.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_process_leader_sees_what_is_in_force_and_can_begin(federation: Federation) -> None:
    page = text_of(as_(federation.lead).get(START))
    assert "Version 1 av Den lilla kartan" in page
    assert "30 november 2027" in page
    assert "Börja ett utkast" in page


def test_the_board_reads_and_begins_nothing(federation: Federation) -> None:
    draft = make_draft(federation)
    page = text_of(as_(federation.board).get(START))
    assert draft.title in page
    assert "Börja ett utkast" not in page
    answer = as_(federation.board).post(START, {"rubrik": "x", "varför": "y"})
    assert answer.status_code == 403
    assert Draft.objects.count() == 1


def test_a_draft_is_begun_and_opened(federation: Federation) -> None:
    answer = as_(federation.second_lead).post(
        START, {"rubrik": "Kortare frist", "varför": "Personen väntar."}, follow=True
    )
    assert answer.redirect_chain[0][0].startswith(f"/kartan/forslag/{Draft.objects.get().pk}")
    assert "Började från version 1" in text_of(answer)


def test_what_was_typed_is_kept_when_something_is_missing(federation: Federation) -> None:
    answer = as_(federation.lead).post(START, {"rubrik": "", "varför": "Personen väntar för länge."})
    assert answer.status_code == 422
    assert "Skriv vad ändringen handlar om." in text_of(answer)
    assert "Personen väntar för länge." in text_of(answer)


def test_a_draft_of_another_map_is_not_there(federation: Federation) -> None:
    draft = make_draft(federation)
    assert as_(federation.outsider).get(f"/kartan/forslag/{draft.pk}").status_code == 404


def test_who_follows_nobodys_map_is_told_so(federation: Federation) -> None:
    assert "Ni har ingen gemensam karta än" in text_of(as_(federation.outsider).get(START))


def test_a_federation_takes_the_map_over_and_a_kommun_follows_it(monkeypatch: Any) -> None:
    monkeypatch.setattr("samre.web.views.map_versions.current", lambda: SMALL)
    forbund = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND, name="Nya förbundet"))
    lead, theirs = (
        actor(role=Role.PROCESS_LEAD, unit=forbund),
        actor(role=Role.PROCESS_LEAD, unit=make_unit()),
    )
    client = as_(lead)
    assert "Ta över kartan" in text_of(client.get(START))
    assert "Välj en dag" in text_of(client.post(START, {"gor": "ta_over", "översyn": ""}))
    assert "Välj en dag som kommer" in text_of(
        client.post(START, {"gor": "ta_over", "översyn": "2026-11-02"})
    )
    page = text_of(client.post(START, {"gor": "ta_over", "översyn": "2027-11-01"}, follow=True))
    assert "Version 1 av Den lilla kartan" in page
    kommun = as_(theirs)
    assert "Nya förbundet" in text_of(kommun.get(START))
    assert kommun.post(START, {"gor": "folj"}).status_code == 422
    page = text_of(kommun.post(START, {"gor": "folj", "förbund": str(lead.authority_id)}, follow=True))
    assert "Ni följer förbundets karta från i dag." in page
    assert "Version 1 av Den lilla kartan" in page


def test_nobody_but_a_federation_keeps_a_map(federation: Federation) -> None:
    for who in (federation.outsider, federation.board):
        answer = as_(who).post(START, {"gor": "ta_over", "översyn": "2027-11-01"})
        assert answer.status_code == 403


def test_a_draft_says_nothing_of_a_person(federation: Federation) -> None:
    number = "19501017" + "2483"
    answer = as_(federation.lead).post(START, {"rubrik": f"Fallet {number}", "varför": "Hen väntar."})
    assert answer.status_code == 422
    assert "peka ut någon" in text_of(answer)


def test_a_heading_that_is_too_long_is_told_at_its_field(federation: Federation) -> None:
    answer = as_(federation.lead).post(START, {"rubrik": "a" * 121, "varför": "Hen väntar."})
    assert answer.status_code == 422
    assert "högst 120 tecken" in text_of(answer)
