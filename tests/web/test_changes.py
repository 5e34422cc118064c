"""»Den här rutan stämmer inte«: said at a box, answered, and read by the one who said so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.accounts.factories import actor, log_in, make_assignment
from tests.casework.factories import make_case
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.definitions import current
from samre.governance.actions.local import set_local
from samre.governance.models import ChangeRequest, Draft, LocalValue, RequestAnswer, RequestState

pytestmark = pytest.mark.django_db
NEW, LIST = "/kartan/andringar/ny", "/kartan/andringar"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def at(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def say(federation: Federation, **more: str) -> ChangeRequest:
    answer = at(federation.caseworker).post(NEW, {"ruta": "S08", "fel": "Fyra veckor är för länge."} | more)
    assert answer.status_code == 302, answer.content.decode()
    return ChangeRequest.objects.latest("at")


def test_a_visitor_reads_at_the_box_whom_to_tell_and_finds_no_form(client: Client) -> None:
    page = text(client.get("/karta/S08"))
    assert "Den här rutan stämmer inte" in page
    assert "Säg till processledaren" in page
    assert NEW not in page
    assert client.post(NEW, {"ruta": "S08", "fel": "x"}).status_code == 302
    assert not ChangeRequest.objects.exists()


def test_whoever_is_logged_in_comes_from_the_box_to_the_form_and_from_there_to_a_receipt(
    federation: Federation,
) -> None:
    client = at(federation.caseworker)
    assert f"{NEW}?ruta=S08" in text(client.get("/karta/S08"))
    assert "stämmer inte" in text(client.get(f"{NEW}?ruta=S08"))
    receipt = text(client.post(NEW, {"ruta": "S08", "fel": "För länge.", "förslag": "Tre."}, follow=True))
    assert "Det har nummer 1" in receipt
    assert "Tre." in receipt
    assert "Det här har du redan sagt till om" in text(client.get(f"{NEW}?ruta=S08"))


def test_a_form_with_a_person_in_it_keeps_what_was_typed_and_says_what_to_take_out(
    federation: Federation,
) -> None:
    client = at(federation.caseworker)
    page = text(client.post(NEW, {"ruta": "S08", "fel": "Gäller 19501017-2483.", "förslag": "Kvar"}), 422)
    assert 'href="#fel"' in page
    assert "aldrig om en person" in page
    assert "Gäller 19501017-2483." in page
    assert "Kvar" in page


def test_an_offices_number_goes_through_when_it_is_ticked_as_one(federation: Federation) -> None:
    client = at(federation.caseworker)
    given = {"ruta": "S08", "fel": "Numret är 0771-524 524."}
    assert 'name="myndighets"' in text(client.post(NEW, given), 422)
    assert client.post(NEW, given | {"myndighets": "1"}).status_code == 302


def test_from_a_case_the_persons_name_is_never_let_through_and_the_way_back_is_shown() -> None:
    federation = make_federation(folder=current())
    case = make_case(federation.caseworker, name="Alva Provsson")
    client = at(federation.caseworker)
    assert reverse("web:case", args=[case.pk]) in text(client.get(f"{NEW}?ruta=S08&arende={case.pk}"))
    given = {"ruta": "S08", "arende": str(case.pk)}
    page = text(client.post(NEW, given | {"fel": "Provsson får vänta för länge."}), 422)
    assert "namn ”Provsson”" in page
    receipt = text(client.post(NEW, given | {"fel": "Det tar för länge."}, follow=True))
    assert reverse("web:case", args=[case.pk]) in receipt
    assert "Provsson" not in receipt
    other = at(actor(role=Role.CASEWORKER))
    assert "Provsson" not in text(other.get(f"{NEW}?ruta=S08&arende={case.pk}"))


def test_the_answer_is_told_on_the_first_page_until_it_is_read(federation: Federation) -> None:
    request = say(federation)
    lead = at(federation.second_lead)
    path = f"{LIST}/{request.pk}"
    assert "väntar på svar" in text(lead.get(LIST)).lower()
    page = text(lead.post(path, {"gor": "svara", "beslut": "avslagen", "svar": ""}), 422)
    assert 'href="#svar"' in page
    assert (
        lead.post(path, {"gor": "svara", "beslut": "avslagen", "svar": "Tiden står i lag."}).status_code
        == 302
    )
    asker = at(federation.caseworker)
    assert "Nytt sedan sist om kartan" in text(asker.get("/arenden"))
    assert "Tiden står i lag." in text(asker.get(path))
    assert "Nytt sedan sist om kartan" not in text(asker.get("/arenden"))


def test_taking_it_in_begins_a_draft_and_leads_to_it(federation: Federation) -> None:
    request = say(federation)
    lead, path = at(federation.lead), f"{LIST}/{request.pk}"
    given = {
        "gor": "svara",
        "beslut": "antagen",
        "svar": "Vi kortar den.",
        "utkast": "ny",
        "rubrik": "Kortare tid",
    }
    # Pressed twice it is one draft, and one answer.
    assert [lead.post(path, given).status_code for _ in range(2)] == [302, 302]
    draft = Draft.objects.get(title="Kortare tid")
    assert RequestAnswer.objects.get().text == "Vi kortar den."
    assert reverse("web:draft", args=[draft.pk]) in text(lead.get(path))
    assert "Det här har någon sagt till om" in text(lead.get(reverse("web:draft", args=[draft.pk])))
    asker = text(at(federation.caseworker).get(path))
    assert "Kortare tid" in asker
    assert reverse("web:draft", args=[draft.pk]) not in asker


def test_a_question_back_is_answered_where_it_is_read(federation: Federation) -> None:
    request = say(federation)
    path = f"{LIST}/{request.pk}"
    lead = at(federation.lead)
    asked = {"gor": "svara", "beslut": "fraga", "svar": "Gäller det alla?"}
    assert "Frågan är ställd." in text(lead.post(path, asked, follow=True))
    asker, name = at(federation.caseworker), federation.lead.name
    assert f"{name} frågar dig om Steg 8" in text(asker.get("/arenden"))
    assert "Svara på frågan" in text(asker.get(path))
    assert asker.post(path, {"gor": "besvara", "mer": "Ja."}).status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.NEW


def test_what_she_has_said_is_found_from_the_menu_when_the_news_is_read(federation: Federation) -> None:
    menu = text(at(federation.caseworker).get("/arenden")).split("<main")[0]
    assert "Kartan: nytt och anmält" in menu
    assert "Kartan: nytt och anmält" not in text(at(federation.lead).get("/kartan")).split("<main")[0]


def test_the_list_is_narrowed_by_box_and_state_and_shows_a_caseworker_only_her_own(
    federation: Federation,
) -> None:
    say(federation)
    board = at(federation.board)
    assert "Fyra veckor" in text(board.get(f"{LIST}?ruta=S08&lage=ny"))
    assert "Ingenting passar" in text(board.get(f"{LIST}?ruta=S08&lage=infort"))
    assert "Svara" not in text(board.get(f"{LIST}/{ChangeRequest.objects.get().pk}")).split("<main")[1]
    colleague = log_in(
        Client(), make_assignment(unit=Assignment.objects.get(pk=federation.caseworker.assignment_id).unit)
    )
    assert "Fyra veckor" not in text(colleague.get(LIST))
    assert colleague.get(f"{LIST}/{ChangeRequest.objects.get().pk}").status_code == 404


def test_where_no_map_is_kept_the_form_says_whom_to_tell(federation: Federation) -> None:
    page = text(at(federation.outsider).get(f"{NEW}?ruta=S08"))
    assert "Säg till er processledare" in page
    assert "<textarea" not in page


def test_a_process_leader_is_told_what_waits_when_she_comes_to_the_map(federation: Federation) -> None:
    say(federation)
    row = set_local(
        thing="steg", thing_id="S08", part="råd", value="Vårt.", why="Eget.", by=federation.second_lead
    )
    LocalValue.objects.filter(pk=row.pk).update(over="Förut.")
    page = text(at(federation.second_lead).get("/kartan"))
    assert "1 ruta som inte stämmer väntar på svar" in page
    assert "1 egen text eller tid ligger över något som har ändrats" in page
    assert "ska läsas nu" in page
    assert "Ingenting väntar på dig" in text(at(federation.board).get("/kartan"))
