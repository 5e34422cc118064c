"""A kommun's own values in pages: set beside the shared ones, taken away, and chosen anew where the shared map has changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.actions.local import set_local
from samre.governance.maps import layer_of
from samre.governance.models import LocalValue

pytestmark = pytest.mark.django_db
LIST, STEP = "/kartan/egna-varden", "/kartan/egna-varden/steg/S08"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def at(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def own(federation: Federation) -> dict[str, object]:
    return {item.part: item.value for item in layer_of(federation.second_lead.authority_id)}


def test_an_own_value_is_set_with_a_reason_shown_beside_the_shared_and_taken_away(
    federation: Federation,
) -> None:
    lead = at(federation.second_lead)
    given = {"gor": "satt", "del": "råd", "värde": "Ring före nio.", "varför": "De svarar bara då."}
    page = text(lead.post(STEP, given | {"varför": ""}), 422)
    assert "Skriv varför kommunen har ett eget värde" in page
    assert "Ring före nio." in page
    page = text(lead.post(STEP, given, follow=True))
    assert "gäller i kommunen från nu" in page
    assert "De svarar bara då." in text(lead.get(LIST))
    row = LocalValue.objects.get()
    text(lead.post(STEP, {"gor": "ta", "varde": str(row.pk)}, follow=True))
    assert own(federation) == {}


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        ("frist dagar", {"värde": "12"}, 12),
        ("underlag", {"värde": "Intyg\r\n\r\nPlan"}, ("Intyg", "Plan")),
        ("frist text", {"värde": "Inom tolv dagar."}, "Inom tolv dagar."),
    ],
)
def test_each_sort_of_value_is_read_as_its_part_wants_it(
    federation: Federation, part: str, typed: dict[str, str], kept: object
) -> None:
    given = {"gor": "satt", "del": part, "varför": "Eget."} | typed
    assert at(federation.second_lead).post(STEP, given).status_code == 302
    assert own(federation) == {part: kept}


def test_an_own_value_names_an_office_and_never_a_person(federation: Federation) -> None:
    lead = at(federation.second_lead)
    number = "19501017" + "2483"
    given = {"gor": "satt", "del": "råd", "värde": "Ring 0771-524 524.", "varför": "Numret är nytt."}
    page = text(lead.post(STEP, given | {"varför": f"Det gick fel för {number}."}), 422)
    assert "Ta bort det som kan peka ut någon" in page
    assert "Ring 0771-524 524." in page
    assert lead.post(STEP, given | {"värde": f"Som för {number}."}).status_code == 422
    assert own(federation) == {}
    assert lead.post(STEP, given).status_code == 302


def test_days_in_letters_and_a_part_of_the_shared_map_are_refused(federation: Federation) -> None:
    lead = at(federation.second_lead)
    given = {"gor": "satt", "varför": "Eget."}
    assert "med siffror" in text(lead.post(STEP, given | {"del": "frist dagar", "värde": "tolv"}), 422)
    assert "ägs av den gemensamma kartan" in text(
        lead.post(STEP, given | {"del": "villkor", "värde": "x"}), 422
    )
    assert own(federation) == {}


@pytest.mark.parametrize(("choice", "left"), [("behall", {"råd": "Vårt."}), ("ta", {})])
def test_where_the_shared_map_has_changed_the_kommun_keeps_its_own_or_takes_the_shared(
    federation: Federation, choice: str, left: dict[str, str]
) -> None:
    row = set_local(
        thing="steg", thing_id="S08", part="råd", value="Vårt.", why="Eget.", by=federation.second_lead
    )
    LocalValue.objects.filter(pk=row.pk).update(over="Det som stod förut.")
    lead = at(federation.second_lead)
    page = text(lead.get(LIST))
    assert "Den gemensamma kartan har ändrats" in page
    assert "Det som stod förut." in page
    after = text(lead.post(LIST, {"gor": choice, "varde": str(row.pk)}, follow=True))
    assert "Den gemensamma kartan har ändrats" not in after
    assert own(federation) == left


def test_what_is_the_kommuns_own_stands_beside_the_shared_on_the_page_of_the_step(
    federation: Federation,
) -> None:
    set_local(
        thing="steg", thing_id="S08", part="råd", value="Vårt råd.", why="Vi har en lokal.", by=federation.second_lead
    )  # fmt: skip
    mine = text(at(federation.second_lead).get("/karta/S08"))
    assert "Eget" in mine and "Vårt råd." in mine and "Skäl: Vi har en lokal." in mine
    assert "Vårt råd." not in text(Client().get("/karta/S08"))


def test_an_own_value_that_no_longer_fits_is_shown_though_the_shared_one_says_the_same(
    federation: Federation,
) -> None:
    row = set_local(
        thing="steg",
        thing_id="S14",
        part="frist dagar",
        value=10,
        why="Vi hinner.",
        by=federation.second_lead,
    )
    # As when the shared limit became the law's with its number unchanged: longer than the law lets it be.
    LocalValue.objects.filter(pk=row.pk).update(value=40)
    lead = at(federation.second_lead)
    page = text(lead.get(LIST))
    assert "Ert eget passar inte längre på kartan" in page
    assert 'value="behall"' not in page
    text(lead.post(LIST, {"gor": "ta", "varde": str(row.pk)}, follow=True))
    assert own(federation) == {}


def test_only_a_kommuns_process_leader_writes_and_nobody_reads_anothers(federation: Federation) -> None:
    row = set_local(
        thing="steg", thing_id="S08", part="råd", value="Vårt.", why="Eget.", by=federation.second_lead
    )
    forbund = at(federation.lead)
    assert "Egna texter och tider hör till en kommun" in text(forbund.get(LIST))
    assert "Vårt." not in text(forbund.get(LIST))
    assert forbund.get(STEP).status_code == 404
    at(federation.outsider).post(LIST, {"gor": "ta", "varde": str(row.pk)})
    assert own(federation) == {"råd": "Vårt."}
