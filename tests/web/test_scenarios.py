"""Saved settings through the pages: saved from a run, opened, compared on one map and on two, renamed, removed."""

from __future__ import annotations

import re

import pytest
from tests.governance.factories import Federation, make_draft, make_federation
from tests.web.proof_pages import as_, text_of

from samre.governance.models import Scenario

HERE, LIST = "/kartan/simulering", "/kartan/simulering/lagen"
ASKED = {"a-ankomster": "10", "b-ankomster": "40", "b-tid-FK": "90", "veckor": "12", "fro": "7"}


@pytest.fixture
def federation(db: None) -> Federation:
    return make_federation()


def hidden(page: str) -> dict[str, str]:
    """What the form that saves sends along."""
    return dict(re.findall(r'<input type="hidden" name="((?:[ab]-|veckor|fro)[^"]*)" value="([^"]*)"', page))


def table(page: str) -> str:
    return page[page.index("Stegen där flest är") : page.index("Vad talen betyder")]


def save(federation: Federation, side: str, name: str) -> Scenario:
    lead = as_(federation.lead)
    run = lead.get(HERE, ASKED).content.decode()
    answer = lead.post(LIST, {**hidden(run), "gor": "spara", "sida": side, "namn": name})
    assert answer.status_code == 302
    return Scenario.objects.get(name=name)


def test_two_saved_settings_give_the_same_table_as_the_run_they_came_from(federation: Federation) -> None:
    one, two = save(federation, "a", "Som i dag"), save(federation, "b", "Fyra gånger fler")
    assert two.values["ankomster"] == "40"
    assert two.values["tid-FK"] == "90"
    board = as_(federation.board)
    first = board.get(HERE, ASKED).content.decode()
    again = board.get(HERE, {"lage-a": str(one.pk), "lage-b": str(two.pk)}).content.decode()
    assert table(again) == table(first)
    assert "”Fyra gånger fler”" in again
    assert 'name="b-ankomster" type="text" value="40"' in again


def test_one_setting_is_run_on_the_map_in_force_and_on_a_draft(federation: Federation) -> None:
    one = save(federation, "b", "Fyra gånger fler")
    draft = make_draft(federation)
    both = {"lage-a": str(one.pk), "lage-b": str(one.pk)}
    page = as_(federation.lead).get(f"/kartan/forslag/{draft.pk}/simulering", both).content.decode()
    assert "Version 1: ”Fyra gånger fler”" in page
    assert "Förslaget: ”Fyra gånger fler”" in page
    assert 'name="a-ankomster" type="text" value="40"' in page


def test_a_name_that_is_taken_is_told_at_its_field_and_the_numbers_are_not_lost(
    federation: Federation,
) -> None:
    save(federation, "a", "Som i dag")
    sent = {"b-ankomster": "40", "veckor": "12", "gor": "spara", "sida": "b", "namn": "Som i dag"}
    answer = as_(federation.lead).post(LIST, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#namn"' in page
    assert 'id="fel-namn"' in page
    assert hidden(page) == {"b-ankomster": "40", "veckor": "12"}
    assert 'value="b" checked' in page


def test_a_setting_gets_another_name_and_is_removed_by_those_who_saved_it(federation: Federation) -> None:
    one, lead = save(federation, "a", "Som i dag"), as_(federation.lead)
    told = lead.post(LIST, {"gor": "byt", "lage": str(one.pk), "namn": ""})
    assert told.status_code == 422
    assert 'href="#namn"' in told.content.decode()
    lead.post(LIST, {"gor": "byt", "lage": str(one.pk), "namn": "Hösten 2026"})
    assert "Hösten 2026" in text_of(lead.get(f"{LIST}?klart=byt"))
    other = as_(federation.second_lead)
    assert "Byt namn eller ta bort" not in text_of(other.get(LIST))
    assert other.post(LIST, {"gor": "bort", "lage": str(one.pk)}).status_code == 403
    lead.post(LIST, {"gor": "bort", "lage": str(one.pk)})
    assert not Scenario.objects.exists()
    assert lead.get(HERE, {"lage-a": str(one.pk)}).status_code == 200, "en gammal adress går att öppna"


def test_only_those_who_work_with_the_map_come_in(federation: Federation) -> None:
    assert as_(federation.caseworker).get(LIST).status_code == 403
    assert save(federation, "a", "Som i dag").name not in text_of(as_(federation.outsider).get(LIST))
