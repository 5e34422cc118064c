"""The first page of the work with the map in a browser: sound, and a way to every page by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation

from samre.accounts.models import Assignment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def federation() -> Federation:
    return make_federation(name="Förbundet Tre Åar")


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor)`: the first page of the work with the map, where somebody is logged in."""

    def show(actor: Any, **more: Any) -> Any:
        page = open_page("/karta", **more)
        assignment = Assignment.objects.get(pk=actor.assignment_id)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", "/kartan"))
        return page

    return show


def test_the_first_page_is_sound_with_a_draft_and_without_a_map(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    make_draft(federation)
    page = visit(federation.lead)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kartarbete")
    expect(page.get_by_role("link", name="Kortare tid för planering")).to_be_visible()
    assert_sound(page)
    page = visit(federation.outsider)
    expect(page.get_by_role("heading", name="Ni har ingen gemensam karta än")).to_be_visible()
    assert_sound(page)


def test_without_javascript_the_keyboard_leads_from_a_group_to_its_pages(
    federation: Federation, visit: Callable[..., Any]
) -> None:
    page = visit(federation.board, javascript=False)
    page.get_by_role("link", name="Översikt").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Pröva", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kartan/bevis")
    pages = page.get_by_role("navigation", name="Sidor i delen")
    pages.get_by_role("link", name="Simulering").focus()
    page.keyboard.press("Enter")
    expect(pages.locator("[aria-current=page]")).to_have_text("Simulering")
