"""The law watch in pages: what is due first, a look that is kept, and a number prepared in a draft."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.models import DraftRevision, LawCheck

pytestmark = pytest.mark.django_db
LIST, LAW, VALUE = (
    "/kartan/lagbevakning",
    "/kartan/lagbevakning/lag/SFB",
    "/kartan/lagbevakning/varde/pensionsfraga",
)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def at(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def places(federation: Federation) -> list[str]:
    page = text(at(federation.lead).get(LAW))
    return [part.split('"')[0] for part in page.split('name="lagrum" value="')[1:]]


def test_what_comes_is_told_with_its_day(federation: Federation) -> None:
    page = text(at(federation.board).get(LIST))
    assert "Förberett, börjar gälla av sig självt" in page
    assert "1 januari 2027" in page
    assert "Spara kontrollen" not in text(at(federation.board).get(LAW))


def test_a_look_is_saved_and_shown_with_who_and_where(federation: Federation) -> None:
    lead = at(federation.lead)
    given = {
        "gor": "kontrollerad",
        "lagrum": places(federation),
        "fann": "oforandrad",
        "källa": "riksdagen.se",
    }
    page = text(lead.post(LAW, given, follow=True))
    assert "Kontrollen är sparad" in page
    assert federation.lead.name in page
    assert "riksdagen.se" in page
    assert LawCheck.objects.get().places == []


def test_what_is_missing_is_said_at_the_top_and_at_the_field_and_what_was_typed_stays(
    federation: Federation,
) -> None:
    page = text(
        at(federation.lead).post(
            LAW, {"gor": "kontrollerad", "fann": "andrad", "källa": "riksdagen.se", "nästa": "i morgon"}
        ),
        422,
    )
    assert 'href="#lagrum"' in page
    assert 'href="#nästa"' in page
    assert 'value="riksdagen.se"' in page
    assert not LawCheck.objects.exists()


def test_what_has_changed_stands_first(federation: Federation) -> None:
    lead = at(federation.lead)
    given = {"gor": "kontrollerad", "lagrum": places(federation), "fann": "andrad", "källa": "riksdagen.se"}
    assert 'href="#anmärkning"' in text(lead.post(LAW, given), 422)
    lead.post(LAW, given | {"anmärkning": "Ny lydelse."})
    page = text(lead.get(LIST))
    assert page.index("Har ändrats") < page.index("Ny lydelse.")


def test_a_new_number_is_written_into_a_draft_and_leads_there(federation: Federation) -> None:
    lead = at(federation.lead)
    given = {"gor": "forbered", "dag": "2035-01-01", "tal": "66", "ny_källa": "SFS 2034:1", "utkast": "ny"}
    assert 'href="#tal"' in text(lead.post(VALUE, given | {"tal": "många"}), 422)
    assert 'href="#dag"' in text(lead.post(VALUE, given | {"dag": "2026-01-01"}), 422)
    answer = lead.post(VALUE, given)
    draft = DraftRevision.objects.latest("at").draft_id
    assert answer["Location"].startswith(f"/kartan/forslag/{draft}")
    assert f"/kartan/forslag/{draft}" in text(lead.get(VALUE))
    page = text(lead.get(answer["Location"]))
    assert "Det nya värdet är inskrivet i utkastet" in page
    assert "66 år från 1 januari 2035" in page
    assert "2035-01-01" not in page


def test_a_new_number_pressed_twice_leads_to_the_same_draft(federation: Federation) -> None:
    lead = at(federation.lead)
    given = {"gor": "forbered", "dag": "2035-01-01", "tal": "66", "ny_källa": "SFS 2034:1", "utkast": "ny"}
    first, second = lead.post(VALUE, given), lead.post(VALUE, given)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert lead.post(VALUE, given | {"tal": "67"})["Location"] != first["Location"]


def test_what_has_changed_leads_on_to_the_new_number(federation: Federation) -> None:
    lead = at(federation.lead)
    found = {"gor": "kontrollerad", "fann": "andrad", "källa": "scb.se", "anmärkning": "Nytt tal."}
    page = text(lead.post(VALUE, found, follow=True))
    assert 'href="#forbered"' in page
    assert 'id="forbered" open' in page


def test_what_is_not_on_the_map_is_not_there(federation: Federation) -> None:
    lead = at(federation.lead)
    assert lead.get(f"{LIST}/lag/XYZ").status_code == lead.get(f"{LIST}/hund/SFB").status_code == 404
    assert "ingen gemensam karta" in text(at(federation.outsider).get(LIST))
