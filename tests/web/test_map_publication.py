"""Before the yes and before a version goes out: which running cases it would change; after it: those who hold them are told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.accounts.factories import actor, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import Federation, approve, make_federation
from tests.web.test_map_reviews import as_, days, mark_all, page_of, text_of, with_shorter_limit

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.governance.models import Draft, MapVersion

pytestmark = pytest.mark.django_db
# S14 is what the map answers for a person with these, and it is S14 that the draft changes.
IN_S14 = {"intyg": "giltigt", "intyg_brister": 0, "sgi": "noll", "alder": 40}

TOLD = {"nyhet": "Tjugo dagar.", "revision": "3"}


@pytest.fixture
def federation(settings: Any, tmp_path: Any) -> Federation:
    settings.VAR = tmp_path
    return make_federation()


def cases_of(who: Actor, many: int) -> None:
    kommun = Authority.objects.get(pk=who.authority_id)
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        for _ in range(many):
            assert make_case(who, facts=IN_S14).next_step.step == "S14"


def laid(federation: Federation) -> Draft:
    draft = with_shorter_limit(federation)
    mark_all(as_(federation.second_lead), draft)
    assert as_(federation.lead).post(page_of(draft), days()).status_code == 302
    draft.refresh_from_db()
    return draft


def test_the_steering_group_and_the_federation_see_how_many_but_no_small_number(
    federation: Federation,
) -> None:
    cases_of(federation.caseworker, 6)
    draft = laid(federation)
    page = text_of(as_(federation.board).get(page_of(draft, "beslut")))
    assert "Öppna ärenden hos alla som följer kartan" in page
    assert "<dt>Ett steg de har blir annorlunda</dt><dd>5</dd>" in page
    assert Event.objects.filter(action="map.show", kind="map", object_id=str(draft.pk)).exists()
    approve(draft, federation)
    assert "<dd>5</dd>" in text_of(as_(federation.lead).get(page_of(draft, "publicera")))


def test_the_page_says_that_a_paragraph_is_to_be_mended_and_the_button_publishes_nothing(
    federation: Federation,
) -> None:
    draft = approve(laid(federation), federation)
    mark_all(as_(federation.second_lead), draft, "ratta", "Lagen säger 30 dagar.")
    lead, address = as_(federation.lead), page_of(draft, "publicera")
    assert "1 lagrum ska rättas, så förslaget kan inte publiceras nu." in text_of(lead.get(address))
    answer = lead.post(address, TOLD)
    assert answer.status_code == 422
    assert "Tjugo dagar." in text_of(answer)
    assert MapVersion.objects.count() == 1


def test_a_page_from_before_it_was_laid_for_another_day_neither_publishes_nor_takes_back(
    federation: Federation,
) -> None:
    draft, lead = approve(laid(federation), federation), as_(federation.lead)
    assert 'name="revision" value="3"' in text_of(lead.get(page_of(draft, "publicera")))
    assert lead.post(page_of(draft), {"gor": "tillbaka", "revision": "3"}).status_code == 302
    assert lead.post(page_of(draft), days(begins=20) | {"revision": "3"}).status_code == 302
    draft.refresh_from_db()
    approve(draft, federation)
    answer = lead.post(page_of(draft, "publicera"), TOLD)
    assert answer.status_code == 409
    assert "lagts för beslut på nytt sedan du öppnade sidan" in text_of(answer)
    assert TOLD["nyhet"] in text_of(answer)
    assert 'name="revision" value="4"' in text_of(answer)
    assert lead.post(page_of(draft), {"gor": "tillbaka", "revision": "3"}).status_code == 409
    draft.refresh_from_db()
    assert (draft.state, MapVersion.objects.count()) == ("godkant", 1)
    assert lead.post(page_of(draft, "publicera"), TOLD | {"revision": "4"}).status_code == 302


def test_a_few_cases_are_hidden_from_the_federation_and_shown_to_their_own_kommun(
    federation: Federation,
) -> None:
    cases_of(federation.caseworker, 2)
    draft = approve(laid(federation), federation)
    shared = text_of(as_(federation.lead).get(page_of(draft, "publicera")))
    assert "Så små antal visas inte." in shared
    own = text_of(as_(federation.second_lead).get(page_of(draft, "publicera")))
    assert "Öppna ärenden hos er" in own
    assert "<dt>Ett steg de har blir annorlunda</dt><dd>2</dd>" in own


def test_whoever_holds_a_case_that_is_changed_is_told_before_the_first_day(federation: Federation) -> None:
    cases_of(federation.caseworker, 2)
    draft = approve(laid(federation), federation)
    told = as_(federation.lead).post(page_of(draft, "publicera"), TOLD, follow=True)
    assert "de som har öppna ärenden hur många" in text_of(told)
    news = text_of(as_(federation.caseworker).get("/kartan/nytt"))
    assert "Något ändras i 2 öppna ärenden som är dina." in news
    assert "Version 2 av kartan" in text_of(as_(federation.caseworker).get("/arenden"))
    colleague = actor(role=Role.CASEWORKER, unit=Unit.objects.get(pk=federation.caseworker.unit_id))
    assert "Inga öppna ärenden som är dina berörs." in text_of(as_(colleague).get("/kartan/nytt"))


def test_nobody_else_is_told_of_cases(federation: Federation) -> None:
    cases_of(federation.caseworker, 2)
    draft = approve(laid(federation), federation)
    as_(federation.lead).post(page_of(draft, "publicera"), TOLD)
    apart = actor(role=Role.CASEWORKER, unit=make_unit())
    for who in (federation.board, federation.lead, apart):
        assert "öppna ärenden" not in text_of(as_(who).get("/kartan/nytt"))
