"""The simulation: the same address gives the same page, what is wrong is told at its field, and who may run it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft
from tests.web.proof_pages import as_, text_of

from samre.audit.models import Event
from samre.definitions import current
from samre.pathway.reading.load import load_pathway
from samre.web.forms.simulation import read_simulation, simulation_rules
from samre.web.pages.map_simulation import Result, result_of

HERE = "/kartan/simulering"
ASKED = {"a-ankomster": "10", "b-ankomster": "10", "veckor": "12", "fro": "7"}


@pytest.fixture
def federation(db: None) -> Federation:
    return make_federation()


def test_the_page_opens_with_a_form_and_numbers_to_begin_from_and_runs_nothing(
    federation: Federation,
) -> None:
    answer = as_(federation.lead).get(HERE)
    seen = text_of(answer)
    assert answer.status_code == 200
    assert "Båda lägena räknas på version 1" in seen
    for words in ("Som i dag", "Tänk om", "Pröva om svaret beror på slumpen"):
        assert words in seen
    assert simulation_rules()["källa"] in seen
    assert "Så går det" not in seen


def test_the_same_address_gives_the_same_page_and_another_seed_another(federation: Federation) -> None:
    client = as_(federation.board)
    first, again = (text_of(client.get(HERE, ASKED)) for _ in range(2))
    assert "Så går det" in first
    assert first == again
    assert first != text_of(client.get(HERE, {**ASKED, "fro": "8"}))


def test_everybody_who_was_there_or_came_is_accounted_for(federation: Federation) -> None:
    seen = text_of(as_(federation.board).get(HERE, ASKED))
    told = re.search(
        r"På väg när tiden började (\d+) (\d+) Kom till under tiden (\d+) (\d+) "
        r"Kom till ett mål (\d+) av (\d+) (\d+) av (\d+) (?:Kom inte vidare (\d+) (\d+) )?På väg när tiden är slut (\d+) (\d+) ",
        seen,
    )
    assert told
    was, was_too, came, came_too, reached, all_, reached_too, all_too, lost, lost_too, left, left_too = (
        int(number or 0) for number in told.groups()
    )
    assert came
    assert was + came == all_ == reached + lost + left
    assert was_too + came_too == all_too == reached_too + lost_too + left_too


def test_those_who_are_left_are_told_beside_the_days_of_those_who_came_through(
    federation: Federation,
) -> None:
    seen = text_of(as_(federation.board).get(HERE, ASKED))
    assert "De som är på väg är inte med i dagarna till ett mål" in seen
    assert "Störst skillnad" in seen or "Det blir ingen skillnad" in seen


@pytest.mark.parametrize(
    ("name", "typed"),
    [("a-ankomster", "många"), ("b-tid-FK", "-3"), ("a-asf", "1,5"), ("veckor", "1000"), ("fro", "")],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(
    federation: Federation, name: str, typed: str
) -> None:
    answer = as_(federation.lead).get(HERE, {**ASKED, name: typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{name}"' in html
    assert f'id="fel-{name}"' in html
    assert f'name="{name}" type="text" value="{typed}"' in html
    assert "Så går det" not in html


def test_a_run_that_would_take_too_long_is_refused_with_what_to_lower(federation: Federation) -> None:
    client = as_(federation.lead)
    big = {**ASKED, "veckor": "52", "b-ankomster": "500"}
    answer = client.get(HERE, big)
    assert answer.status_code == 422
    assert "Sänk till högst 111 nya personer i månaden, eller räkna på färre veckor." in text_of(answer)
    assert client.get(HERE, {**big, "b-ankomster": "111"}).status_code == 200


def test_a_draft_is_run_beside_the_version_it_began_from(federation: Federation) -> None:
    draft = make_draft(federation)
    answer = as_(federation.lead).get(f"/kartan/forslag/{draft.pk}/simulering", ASKED)
    seen = text_of(answer)
    assert "Version 1" in seen
    assert "Förslaget" in seen
    assert "Så går det" in seen


def test_a_draft_that_can_not_be_read_says_so(federation: Federation) -> None:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    save(draft, federation, {**texts, "steg.yaml": texts["steg.yaml"].replace("namn:", "nam:", 1)})
    answer = as_(federation.lead).get(f"/kartan/forslag/{draft.pk}/simulering", ASKED)
    assert answer.status_code == 200
    assert "Utkastet går inte att läsa än." in text_of(answer)


def test_those_who_own_the_map_run_it_and_nobody_else_does(federation: Federation) -> None:
    draft = make_draft(federation)
    for path in (HERE, f"/kartan/forslag/{draft.pk}/simulering"):
        assert as_(federation.board).get(path).status_code == 200
        assert as_(federation.caseworker).get(path).status_code == 403
        assert Client().get(path).status_code in (302, 403)
    assert as_(federation.outsider).get(path).status_code == 404


def test_a_run_is_in_the_log_and_says_nothing_of_any_case(federation: Federation) -> None:
    as_(federation.lead).get(HERE, ASKED)
    event = Event.objects.filter(action="map.show").latest("pk")
    assert event.why == "simulering av köer på kartan"


def test_more_times_make_the_queue_shorter_on_the_real_map() -> None:
    pathway = load_pathway(current())
    query = {**ASKED, "a-ankomster": "20", "b-ankomster": "20", "veckor": "52"}
    asked = read_simulation(
        {**query, "a-konsultationer": "0,5", "b-konsultationer": "8"}, pathway, is_one_map=True
    )
    found = result_of((pathway, pathway), asked)
    assert isinstance(found, Result)
    few, enough = (one for one in found.queues if one.name == "Ärendekonsultation")
    assert few.waiting > enough.waiting
    assert few.is_growing
    worst, before, after = found.verdict
    assert worst == "Störst skillnad: kön till ärendekonsultation."
    assert before.startswith(f"Som i dag: {few.waiting} i kö")
    assert before.endswith("Kön växer: här fastnar det.")
    assert after.startswith(f"Tänk om: {enough.waiting} i kö")
    assert not enough.is_growing
    assert {row.name for row in found.rows}.isdisjoint(row.name for row in found.more)
    assert all(bar.a_told == row.a.waiting for bar, row in zip(found.bars, found.rows, strict=True))
