"""The drawing of a draft over HTTP: boxes moved by arrows and by place, drawn anew and saved; and the steps' order."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft
from tests.web.test_map_drafts import address, as_, text_of

from samre.governance.models import Draft
from samre.pathway.writing.steps import with_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return make_draft(federation)


def carried(page: str) -> dict[str, list[str]]:
    """What the page's form carries along."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def press(client: Client, draft: Draft, page: str, doing: str, where: str = "ritning") -> str:
    return text_of(client.post(address(draft, where), carried(page) | {"gor": doing}, follow=True))


def grid(draft: Draft) -> str:
    draft.refresh_from_db()
    return texts_of_draft(draft)["ritning.yaml"].partition("rutnät:")[2].partition("mål:")[0]


def test_a_box_is_chosen_moved_with_the_arrows_and_saved(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = text_of(client.get(address(draft, "ritning")))
    assert "<svg" in page
    page = press(client, draft, page, "valj:S08")
    assert "Flytta Planering upp" in page
    page = press(client, draft, page, "vag:upp")
    assert "Flyttat men inte sparat" in page
    assert "S08" in grid(draft).splitlines()[3]
    assert "<svg" in press(client, draft, page, "rita").partition('id="bilden"')[2]
    page = press(client, draft, page, "spara")
    assert "Ritningen är sparad." in page
    assert "S05+S08" in grid(draft)
    assert "Ritningen" in text_of(client.get(address(draft)))


def test_a_box_is_put_where_one_points(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = press(client, draft, text_of(client.get(address(draft, "ritning"))), "valj:S05")
    assert "Ställ Granska intyget under de andra" in page
    page = press(client, draft, page, "hit:start.1.0")
    press(client, draft, page, "spara")
    assert "S08+S05" in grid(draft)


def test_a_move_out_of_the_lane_says_why_not(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = press(client, draft, text_of(client.get(address(draft, "ritning"))), "valj:S05")
    assert "Där slutar den ansvarigas bana" in press(client, draft, page, "vag:höger")


def test_a_form_with_other_boxes_moves_nothing(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    form = carried(text_of(client.get(address(draft, "ritning")))) | {
        "rad.start": ["S14 . ."],
        "gor": "spara",
    }
    assert "Ritningen har ändrats av någon annan" in text_of(client.post(address(draft, "ritning"), form))
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_map_that_cannot_be_read_is_not_drawn(federation: Federation, draft: Draft) -> None:
    save(draft, federation, with_field(texts_of_draft(draft), "S08", "öppen_när", "alderr"))
    page = text_of(as_(federation.lead).get(address(draft, "ritning")))
    assert "Kartan går inte att rita än" in page
    assert "Menade du »alder«?" in page


def test_a_drawing_without_lanes_says_so(federation: Federation, draft: Draft) -> None:
    texts = texts_of_draft(draft)
    save(draft, federation, {**texts, "ritning.yaml": texts["ritning.yaml"].replace("banor:", "banorna:")})
    assert "Okänd nyckel »banorna«" in text_of(as_(federation.lead).get(address(draft, "ritning")))


def test_the_board_looks_and_moves_nothing(federation: Federation, draft: Draft) -> None:
    client = as_(federation.board)
    page = text_of(client.get(address(draft, "ritning")))
    assert "valj:S05" not in page
    assert client.post(address(draft, "ritning"), {"gor": "spara"}).status_code == 403
    assert client.get(address(draft, "delar/steg/ordning")).status_code == 403


def test_the_order_of_urgency_is_changed_step_by_step_and_saved(federation: Federation, draft: Draft) -> None:
    client, where = as_(federation.lead), "delar/steg/ordning"
    page = text_of(client.get(address(draft, where)))
    assert carried(page)["steg"] == ["S27", "S14", "S05", "S08"]
    page = press(client, draft, page, "upp:S14", where)
    assert carried(page)["steg"] == ["S14", "S27", "S05", "S08"]
    form = carried(page) | {"gor": "fore", "flytta": "S08", "fore": "S14"}
    page = text_of(client.post(address(draft, where), form))
    assert carried(page)["steg"] == ["S08", "S14", "S27", "S05"]
    home = press(client, draft, page, "spara", where)
    assert "Plats i turordningen" in home


def test_the_step_a_new_case_begins_in_is_chosen_beside_the_order(
    federation: Federation, draft: Draft
) -> None:
    client, where = as_(federation.lead), "delar/steg/ordning"
    page = text_of(client.get(address(draft, where)))
    assert "Det sista steget i turordningen" in page
    form = carried(page) | {"gor": "spara", "start": "S05"}
    home = text_of(client.post(address(draft, where), form, follow=True))
    assert "Steg som ett nytt ärende börjar i" in home
    assert '<option value="S05" selected>' in client.get(address(draft, where)).content.decode()
    removal = text_of(client.get(address(draft, "delar/steg/S05"), {"ta_bort": "1"}))
    assert "Ett nytt ärende börjar här" in removal
