"""The worked cases of a draft over HTTP: which land, and a new answer that is right."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft
from tests.web.test_map_drafts import address, as_, text_of

from samre.governance.models import Draft
from samre.governance.queries.removal import cases_left
from samre.governance.queries.worked_cases import worked_cases
from samre.governance.rules.map_parts import kinds
from samre.pathway.writing.edit import Put, edited
from samre.pathway.writing.steps import with_field, with_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return make_draft(federation)


def turned(draft: Draft, federation: Federation) -> None:
    """The draft with another order of urgency: a case gets another answer."""
    save(draft, federation, with_order(texts_of_draft(draft), ["S14", "S05", "S27", "S08"]))


def test_all_cases_land_before_anything_is_changed(federation: Federation, draft: Draft) -> None:
    assert "Alla hamnar rätt" in text_of(as_(federation.board).get(address(draft, "fall")))


def test_a_new_answer_that_is_right_is_taken_over_with_why(federation: Federation, draft: Draft) -> None:
    turned(draft, federation)
    client = as_(federation.lead)
    page = text_of(client.get(address(draft, "fall")))
    assert "får ett annat svar" in page
    assert re.search(r"Nästa steg: \d+ [A-Z]\w+.*\. Det skulle vara \d+ ", page)
    ids = [part.split('"')[0] for part in page.split('name="fall" value="')[1:]]
    for number, id_ in enumerate(ids):
        form = {"fall": id_, "varför": "Samordningen går före pensionen.", "revision": str(2 + number)}
        assert "har det nya svaret" in text_of(client.post(address(draft, "fall"), form, follow=True))
    assert ids
    draft.refresh_from_db()
    assert "Alla hamnar rätt" in text_of(client.get(address(draft, "fall")))
    assert draft.revisions.get(number=draft.revision).proof["astray"] == []
    assert any("Samordningen går före pensionen." in text for text in texts_of_draft(draft).values())


def test_a_new_answer_needs_a_why_and_keeps_what_was_typed_elsewhere(
    federation: Federation, draft: Draft
) -> None:
    turned(draft, federation)
    client = as_(federation.lead)
    id_ = text_of(client.get(address(draft, "fall"))).split('name="fall" value="')[1].split('"')[0]
    answer = client.post(address(draft, "fall"), {"fall": id_, "varför": "", "revision": "2"})
    assert answer.status_code == 422
    assert f'href="#varför-{id_}"' in text_of(answer)
    late = client.post(address(draft, "fall"), {"fall": id_, "varför": "Rätt.", "revision": "1"})
    assert late.status_code == 409
    assert (
        as_(federation.board)
        .post(address(draft, "fall"), {"fall": id_, "varför": "Rätt.", "revision": "2"})
        .status_code
        == 403
    )


def test_a_map_or_a_case_that_cannot_be_read_says_where(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    texts = texts_of_draft(draft)
    save(draft, federation, edited(texts, [Put("cases/01-alma.yaml", ("facts", "okand"), 1)]))
    page = text_of(client.get(address(draft, "fall")))
    assert "1 fall pekar på något som inte finns längre" in page
    assert "Fallet har en fråga eller ett svar som inte finns på kartan." in page
    save(draft, federation, with_field(texts, "S08", "öppen_när", "alderr"))
    assert "Övningsfallen går inte att pröva förrän kartan går att läsa." in text_of(
        client.get(address(draft, "fall"))
    )


def without_step(client: Client, draft: Draft, id_: str) -> str:
    """The step is taken away; what the list then says."""
    return text_of(client.post(address(draft, "delar", "steg", id_), {"gor": "ta_bort"}, follow=True))


def broken_in(page: str) -> list[str]:
    """The cases that speak of something that is gone, by their id."""
    section = page.partition('id="trasiga"')[2].partition("</section>")[0]
    return list(dict.fromkeys(part.split('"')[0] for part in section.split('name="fall" value="')[1:]))


def test_a_case_that_should_land_in_a_step_that_is_gone_can_be_put_right_where_one_is_told_of_it(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    told = without_step(client, draft, "S14")
    assert "pekar på något som inte finns längre" in told
    assert address(draft, "fall") in told
    page = text_of(client.get(address(draft, "fall")))
    assert "steg 14, som inte finns på kartan." in page
    assert "cases/" not in page
    assert "Fallet har en fråga" not in page
    for id_ in broken_in(page):
        draft.refresh_from_db()
        form = {"fall": id_, "varför": "Steget finns inte längre.", "revision": str(draft.revision)}
        assert "har det nya svaret" in text_of(client.post(address(draft, "fall"), form, follow=True))
    assert "pekar på något" not in text_of(client.get(address(draft, "fall")))
    draft.refresh_from_db()
    assert draft.revisions.get(number=draft.revision).proof["mistakes"] == []


def test_a_case_is_taken_away_by_a_button(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    without_step(client, draft, "S14")
    first, *_ = broken_in(text_of(client.get(address(draft, "fall"))))
    draft.refresh_from_db()
    form = {"gor": "ta_bort", "fall": first, "revision": str(draft.revision)}
    page = text_of(client.post(address(draft, "fall"), form, follow=True))
    assert "Övningsfallet är borttaget." in page
    assert first not in broken_in(page)
    draft.refresh_from_db()
    assert not any(f"id: {first}\n" in text for text in texts_of_draft(draft).values())


def test_who_takes_a_step_away_is_asked_what_its_cases_get_instead(
    federation: Federation, draft: Draft
) -> None:
    client, where = as_(federation.lead), address(draft, "delar", "steg", "S14")
    page = text_of(client.get(f"{where}?ta_bort=1"))
    assert "Vad ska de få för svar?" in page
    form = {"gor": "ta_bort", "fallen": "svar", "varför": ""}
    answer = client.post(where, form)
    assert answer.status_code == 422
    assert '<a href="#varfor">Varför</a>: Skriv varför det nya svaret är rätt.' in text_of(answer)
    draft.refresh_from_db()
    assert draft.revision == 1
    client.post(where, form | {"varför": "Samordningen är borta."})
    draft.refresh_from_db()
    assert worked_cases(texts_of_draft(draft)).broken == ()
    assert any("Samordningen är borta." in text for text in texts_of_draft(draft).values())


def test_the_cases_of_a_step_can_go_with_it(federation: Federation, draft: Draft) -> None:
    texts = texts_of_draft(draft)
    gone = [one.id for one in cases_left(texts, kinds()["steg"], "S14")]
    assert gone
    as_(federation.lead).post(address(draft, "delar", "steg", "S14"), {"gor": "ta_bort", "fallen": "bort"})
    draft.refresh_from_db()
    left = worked_cases(texts_of_draft(draft))
    assert left.broken == ()
    assert not {one.id for one in left.cases} & set(gone)
