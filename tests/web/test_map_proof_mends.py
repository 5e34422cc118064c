"""From what does not hold to where it is mended: lines of the drawing, worked cases, ways that are lacking."""

from __future__ import annotations

import pytest
from tests.governance.factories import (
    Federation,
    make_draft,
    make_federation,
    save,
    small_texts,
    texts_of_draft,
)
from tests.governance.planted import FAULTS, Planted
from tests.web.proof_pages import ON, address, as_, page_of, planted, text_of

from samre.governance.models import Draft
from samre.governance.rules.proving import prove
from samre.pathway.writing.steps import ways_of, without_step
from samre.web.pages.proof_stories import shown

LINE = Planted("ritning", (("ritning.yaml", "    - S05 > S14 > M1\n", "    - S05 > S14 > M1 > S05\n"),))
LOST = Planted(
    "nås.S27",
    (
        (
            "steg.yaml",
            "{till: S27, text: Åldern är nära, villkor: nara_pension}",
            "{till: M1, text: Åldern är nära, villkor: nara_pension}",
        ),
    ),
)


@pytest.fixture
def federation(db: None) -> Federation:
    return make_federation()


def of(found: str) -> Planted:
    return next(one for one in FAULTS if one.found == found)


def test_a_line_that_is_no_way_is_told_by_its_boxes_and_taken_away_on_the_spot(
    federation: Federation,
) -> None:
    draft, client = planted(federation, LINE), as_(federation.lead)
    answer = client.get(address(draft))
    seen, html = text_of(answer), answer.content.decode()
    assert "Ritningen har en linje som inte är en väg: M1 → 5" in seen
    assert "ritning.yaml" not in seen
    assert f'href="/kartan/forslag/{draft.pk}/delar/linjer/' in html
    form = {"gor": "ta_bort_linje", "från": "M1", "till": "S05", "revision": str(draft.revision)}
    assert as_(federation.board).post(address(draft), form).status_code == 403
    assert "Linjen är borttagen från ritningen." in text_of(client.post(address(draft), form, follow=True))
    assert prove(texts_of_draft(Draft.objects.get(pk=draft.pk)), on=ON).misdrawn == ()
    again = client.post(address(draft), form | {"revision": str(draft.revision + 1)})
    assert "Linjen är redan borttagen." in text_of(again)


def test_a_map_that_cannot_be_drawn_is_pointed_at_all_the_same(federation: Federation) -> None:
    draft = make_draft(federation)
    save(draft, federation, LINE.in_(of("bevakad.S27").in_(texts_of_draft(draft))))
    (fault,) = page_of(federation, draft).faults
    assert "<svg" in fault.picture


def test_a_case_that_speaks_of_a_step_that_is_gone_is_named_and_hides_nothing_of_the_rest(
    federation: Federation,
) -> None:
    draft = make_draft(federation)
    save(draft, federation, without_step(texts_of_draft(draft), "S14"))
    answer = as_(federation.lead).get(address(draft))
    seen, page = text_of(answer), page_of(federation, draft)
    assert page.broken
    assert page.proved.pathway is not None
    for case in page.broken:
        assert f"Övningsfallet {case.name} pekar på något som inte finns längre" in seen
        assert f'href="/kartan/forslag/{draft.pk}/fall#{case.id}"' in answer.content.decode()
    assert "cases/" not in seen
    assert "Bevisat:" in seen
    assert page.errors == len(page.faults) + len(page.broken) + len(page.astray) + len(page.undrawn)


def test_a_way_that_is_lacking_is_mended_in_the_step_it_went_from(federation: Federation) -> None:
    draft = planted(federation, LOST)
    (fault,) = (one for one in page_of(federation, draft).faults if one.shown.id == "nås.S27")
    assert fault.url == f"/kartan/forslag/{draft.pk}/delar/steg/S05#vagar"
    assert "fanns i version 1. Lägg tillbaka den under »Vägar vidare« i 5 " in fault.shown.mend
    assert fault.shown.mend.endswith("Den togs bort i sparning 2.")


UNREAD = (
    Planted("väg", (("steg.yaml", "{till: S27, text: Åldern är nära, villkor: nara_pension}", "S27"),)),
    Planted("stegen", (("steg.yaml", "steg:\n  S", "stegen:\n  S"),)),
)


@pytest.mark.parametrize("unread", UNREAD, ids=lambda one: one.found)
def test_an_earlier_save_that_cannot_be_read_says_nothing_of_where_a_way_went(
    federation: Federation, unread: Planted
) -> None:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    save(draft, federation, unread.in_(texts))
    save(draft, federation, LOST.in_(texts))
    seen = text_of(as_(federation.lead).get(address(draft)))
    assert "Lägg tillbaka den under »Vägar vidare«" in seen
    assert "Den togs bort i sparning" not in seen
    save(draft, federation, texts)
    save(draft, federation, LOST.in_(texts))
    assert "Den togs bort i sparning 5." in text_of(as_(federation.lead).get(address(draft)))


def test_a_way_is_put_back_only_in_a_map_that_can_be_read(federation: Federation) -> None:
    draft = planted(federation, LOST)
    form = {"gor": "lagg_tillbaka", "från": "S05", "till": "S27", "revision": str(draft.revision)}
    save(draft, federation, UNREAD[1].in_(texts_of_draft(draft)))
    answer = as_(federation.lead).post(address(draft), form)
    assert answer.status_code == 422
    assert "Kartan går inte att läsa än." in text_of(answer)
    draft.refresh_from_db()
    assert draft.revision == 3


def test_a_way_that_was_taken_away_is_put_back_on_the_spot_and_nothing_else(federation: Federation) -> None:
    draft, client = planted(federation, LOST), as_(federation.lead)
    assert "Lägg tillbaka vägen" in text_of(client.get(address(draft)))
    assert "Lägg tillbaka vägen" not in text_of(as_(federation.board).get(address(draft)))
    form = {"gor": "lagg_tillbaka", "från": "S05", "till": "S27", "revision": str(draft.revision)}
    assert as_(federation.board).post(address(draft), form).status_code == 403
    assert "Vägen är tillbaka i utkastet." in text_of(client.post(address(draft), form, follow=True))
    texts = texts_of_draft(Draft.objects.get(pk=draft.pk))
    assert ways_of(texts, "S05")[-1] == "S27"
    assert "{till: M1, text: Åldern är nära, villkor: nara_pension}" in texts["steg.yaml"]
    again = client.post(address(draft), form | {"revision": str(draft.revision + 1)})
    assert "Vägen finns redan" in text_of(again)


def test_a_story_begins_with_what_the_fault_depends_on() -> None:
    proved = prove(of("lagfrist.S14.1").in_(small_texts()), on=ON)
    assert proved.pathway is not None
    item = next(one for one in proved.failed if one.id == "lagfrist.S14.1")
    story = shown(proved.pathway, item, name="Alma", on=ON).story
    assert story is not None
    first, rest = dict(story.known), dict(story.rest)
    assert first
    assert not set(first) & set(rest)
    assert len(first) + len(rest) == len(story.facts)


def test_a_condition_that_contradicts_itself_is_told_by_the_two_parts_of_it() -> None:
    never = Planted(
        "öppet.S27",
        (
            (
                "steg.yaml",
                "öppen_när: uppnatt_riktalder eller alder >= 65\n",
                "öppen_när: alder > 90 och alder < 20 och uppnatt_riktalder\n",
            ),
        ),
    )
    proved = prove(never.in_(small_texts()), on=ON)
    assert proved.pathway is not None
    item = next(one for one in proved.failed if one.id == "öppet.S27")
    one = shown(proved.pathway, item, name="Alma", on=ON)
    assert one.story is None
    assert "90" in one.mend
    assert "20" in one.mend
    assert "kan inte vara sant på en gång" in one.mend
