"""The law expert, over HTTP: reads drafts, proof, counts and the law watch, says what agrees with the law, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import actor, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import Federation, make_federation
from tests.web.test_map_reviews import as_, keys_in, mark_all, page_of, text_of, with_shorter_limit

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.governance.models import Draft, LawMark

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation(settings: Any, tmp_path: Any) -> Federation:
    settings.VAR = tmp_path
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return with_shorter_limit(federation)


def expert_at(who: Actor) -> Actor:
    assert who.unit_id
    return actor(role=Role.LAW_EXPERT, unit=Unit.objects.get(pk=who.unit_id))


def links_in(page: str) -> Iterator[str]:
    """The addresses that a page's body leads to."""
    body = page.partition("<main")[2]
    yield from re.findall(r'href="(/[^"#?]*)', body)


def test_what_is_to_be_read_stands_first_and_leads_to_it(federation: Federation, draft: Draft) -> None:
    client = as_(expert_at(federation.lead))
    start = text_of(client.get("/kartan"))
    assert "1 lagrum att läsa i Kortare tid för planering" in start
    assert f'href="/kartan/forslag/{draft.pk}/granska#lagrum"' in start
    assert "Så ändras kartan" not in start
    assert mark_all(client, draft).status_code == 302
    assert "Ingenting väntar på dig just nu." in text_of(client.get("/kartan"))
    mark = LawMark.objects.get(draft=draft)
    assert (mark.verdict, mark.by_authority) == ("stammer", federation.board.authority_name)


def test_an_objection_needs_words_stands_with_her_name_and_stops_the_draft(
    federation: Federation, draft: Draft
) -> None:
    expert = expert_at(federation.second_lead)
    answer = mark_all(as_(expert), draft, "ratta")
    assert answer.status_code == 422
    assert "Skriv vad som ska rättas." in text_of(answer)
    mark_all(as_(expert), draft, "ratta", "Lagen säger 30 dagar.")
    page = text_of(as_(federation.lead).get(page_of(draft)))
    assert "Lagen säger 30 dagar." in page
    assert expert.name in page
    assert "1 lagrum ska rättas: SFB 30:9. Rätta förslaget, eller be den som bedömde att läsa igen." in page


def test_where_there_is_a_law_expert_no_one_else_gets_the_form(federation: Federation, draft: Draft) -> None:
    expert_at(federation.lead)
    for who in (federation.lead, federation.second_lead, federation.board):
        page = text_of(as_(who).get(page_of(draft)))
        assert "Den lagkunniga läser lagtexten" in page
        assert not keys_in(page)


def test_where_there_is_none_the_page_says_who_reads_the_law_instead(
    federation: Federation, draft: Draft
) -> None:
    writer = text_of(as_(federation.lead).get(page_of(draft)))
    assert "Ni har ingen lagkunnig." in writer
    assert "Du har själv skrivit på förslaget. Någon annan bedömer lagrummen." in writer
    assert not keys_in(writer)
    assert as_(federation.lead).post(page_of(draft), {"gor": "lagrum"}).status_code in (403, 422)
    for who in (federation.second_lead, federation.board):
        page = text_of(as_(who).get(page_of(draft)))
        assert "Ni har ingen lagkunnig." in page
        assert keys_in(page)


def test_every_link_she_is_shown_opens(federation: Federation, draft: Draft) -> None:
    client = as_(expert_at(federation.second_lead))
    todo, seen = ["/kartan"], set[str]()
    while todo:
        url = todo.pop()
        if url in seen or not url.startswith("/kartan"):
            continue
        seen.add(url)
        answer = client.get(url)
        assert answer.status_code == 200, url
        if "html" in answer["Content-Type"]:
            todo += links_in(text_of(answer))
    for name in ("granska", "bevis", "paverkan", "delar"):
        assert page_of(draft, name) in seen
    assert {"/kartan/versioner", "/kartan/bevis", "/kartan/lagbevakning"} <= seen


def test_she_meets_no_case_and_no_small_number(federation: Federation, draft: Draft) -> None:
    kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        case = make_case(federation.caseworker, name="Påhittad Person")
    unit = Unit.objects.get(pk=federation.caseworker.unit_id)
    client = as_(actor(role=Role.LAW_EXPERT, unit=unit))
    for url in ("/arenden", f"/arenden/{case.pk}", "/inkorg", "/kartan/flytta", "/gallring", "/logg"):
        assert client.get(url).status_code in (403, 404), url
    impact = text_of(client.get(page_of(draft, "paverkan")))
    assert "Påhittad Person" not in impact
    assert "Så små antal visas inte." in impact


def test_she_writes_nothing_on_a_draft(federation: Federation, draft: Draft) -> None:
    client: Client = as_(expert_at(federation.lead))
    before = Draft.objects.get(pk=draft.pk).revision
    for name, fields in (
        ("delar/steg/S14", {"gor": "spara"}),
        ("ritning", {"gor": "spara"}),
        ("granska", {"gor": "lagg", "gäller_från": "2026-12-24", "nästa_översyn": "2027-12-24"}),
        ("bevis", {"gor": "skäl"}),
    ):
        assert client.post(page_of(draft, name), fields).status_code in (403, 422), name
    assert client.post("/kartan/versioner", {"rubrik": "Ny", "varför": "Ny"}).status_code == 403
    draft.refresh_from_db()
    assert (draft.revision, draft.state) == (before, "skrivs")


def test_the_law_expert_of_another_map_finds_no_draft(federation: Federation, draft: Draft) -> None:
    apart = actor(role=Role.LAW_EXPERT, unit=make_unit())
    assert as_(apart).get(page_of(draft)).status_code == 404
