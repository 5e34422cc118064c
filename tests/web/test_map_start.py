"""The first page of the work with the map, over HTTP: what waits, the drafts' next step, and the menu of the work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.actions.requests import ask_for_change
from samre.governance.models import Draft, DraftState
from samre.web.templatetags.mapwork import GROUPS

pytestmark = pytest.mark.django_db
START = "/kartan"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def at(who: Actor, address: str = START) -> str:
    answer: Any = log_in(Client(), Assignment.objects.get(pk=who.assignment_id)).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def menu(page: str, name: str) -> list[tuple[str, str]]:
    """The links of a menu: address and words."""
    found = re.search(rf'<nav[^>]* aria-label="{name}">(.*?)</nav>', page, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', found[1]) if found else []


def test_what_waits_stands_first_and_leads_to_where_it_is_done(federation: Federation) -> None:
    assert "1 ruta som inte stämmer" not in at(federation.lead)
    ask_for_change(
        thing="steget", thing_id="S08", wrong="Fyra veckor är för länge.", by=federation.caseworker
    )
    page = at(federation.lead)
    assert '<a href="/kartan/andringar">1 ruta som inte stämmer väntar på svar</a>' in page
    assert "Ingenting väntar på dig" in at(federation.board)


@pytest.mark.parametrize(
    ("state", "told", "where"),
    [
        (DraftState.WRITTEN, "pröva det", "/paverkan"),
        (DraftState.REVIEWED, "Nästa steg: beslut", "/granska"),
        (DraftState.APPROVED, "Nästa steg: publicera", "/granska"),
    ],
)
def test_a_draft_says_what_comes_next_and_where(
    federation: Federation, state: str, told: str, where: str
) -> None:
    draft = make_draft(federation)
    Draft.objects.filter(pk=draft.pk).update(state=state, decided_revision=draft.revision)
    page = at(federation.lead)
    assert re.search(rf'<a href="/kartan/forslag/{draft.pk}{where}">[^<]*{told}', page)


def test_a_draft_with_faults_is_to_be_put_right_first(federation: Federation) -> None:
    draft = make_draft(federation)
    broken = {name: text.replace("S08", "S99", 1) for name, text in texts_of_draft(draft).items()}
    save(draft, federation, broken)
    assert re.search(rf'<a href="/kartan/forslag/{draft.pk}/bevis">[^<]*rätta dem', at(federation.lead))


def test_the_five_steps_lead_to_every_page_of_the_work(federation: Federation) -> None:
    steps = at(federation.lead).partition("Så ändras kartan")[2]
    lost = [one.name for _, pages in GROUPS for one in pages if f'href="{one.url}"' not in steps]
    assert lost == []


def test_the_menu_has_four_groups_and_the_pages_of_the_one_that_is_shown(federation: Federation) -> None:
    names = ["Översikt", "Ändra", "Pröva", "Besluta", "Följa upp"]
    page = at(federation.lead)
    assert [name for _, name in menu(page, "Kartarbete")] == names
    assert menu(page, "Sidor i delen") == []
    page = at(federation.board, "/kartan/simulering")
    assert [name for _, name in menu(page, "Kartarbete")] == names
    assert [name for _, name in menu(page, "Sidor i delen")] == ["Bevis", "Provkörningar", "Simulering"]
    assert '<a href="/kartan/simulering" aria-current="page">' in page
    assert '<a href="/kartan/bevis" aria-current="true">Pröva</a>' in page


def test_who_only_comes_to_a_few_pages_has_them_in_one_row(federation: Federation) -> None:
    found = menu(at(federation.caseworker, "/kartan/avvikelser"), "Kartarbete")
    assert ("/kartan/andringar", "Det som inte stämmer") in found
    assert ("/kartan", "Översikt") not in found


def test_who_follows_nobodys_map_is_told_where_to_begin(federation: Federation) -> None:
    page = at(federation.outsider)
    assert "Ni har ingen gemensam karta än" in page
    assert "Så ändras kartan" in page


@pytest.mark.parametrize(
    ("page", "tab"), [("beslut", "Granska"), ("sparning/2", "Förslaget"), ("delar/steg", "Ändra")]
)
def test_a_page_within_a_part_of_a_draft_is_shown_as_that_part(
    federation: Federation, page: str, tab: str
) -> None:
    draft = make_draft(federation)
    save(draft, federation, texts_of_draft(draft))
    shown = at(federation.board, f"/kartan/forslag/{draft.pk}/{page}")
    summary = re.search(
        r"<summary><span class=\"ds-sr-only\">Utkastets sidor, nu </span>(.*?)</summary>", shown
    )
    assert summary
    assert summary[1] == tab
