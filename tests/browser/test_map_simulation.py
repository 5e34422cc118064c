"""The simulation in a browser: asked and read with and without JavaScript, no wider than a phone, and nothing for axe to find."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.governance.factories import make_draft, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.definitions import current

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES", "")


def picture(page: Any, name: str) -> None:
    """The page as it looks, where pictures are asked for."""
    for width in (1280, 390, 320) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(PICTURES) / f"simulering-{name}-{width}.png"), full_page=True)


def signed_in(page: Any, who: Actor, path: str) -> None:
    """The page at `path`, as somebody who works with the map."""
    signed = log_in(Client(), Assignment.objects.get(pk=who.assignment_id)).cookies["samre_session"].value
    page.context.add_cookies([{"name": "samre_session", "value": signed, "url": page.url}])
    page.goto(page.url.replace("/karta", path))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_setting_is_saved_from_a_run_and_tried_on_a_draft_beside_the_map_in_force(
    open_page: Callable[..., Any], assert_sound: Callable[[Any], None], *, javascript: bool
) -> None:
    federation = make_federation()
    draft = make_draft(federation)
    page = open_page("/karta", width=320, javascript=javascript)
    signed_in(page, federation.lead, "/kartan/simulering")
    page.get_by_label("Nya personer i månaden").first.fill("9")
    with page.expect_navigation():
        page.get_by_role("button", name="Räkna", exact=True).click()
    page.get_by_label("Namn", exact=True).fill("Nio i månaden")
    with page.expect_navigation():
        page.get_by_role("button", name="Spara läget").click()
    expect(page.get_by_role("status")).to_have_text("Läget är sparat.")
    page.get_by_text("Byt namn eller ta bort").click()
    page.get_by_label("Nytt namn").fill("Nio nya")
    if javascript:
        assert_sound(page)
    picture(page, "sparade")
    with page.expect_navigation():
        page.get_by_role("button", name="Byt namn").click()
    page.goto(page.url.split("/kartan/")[0] + f"/kartan/forslag/{draft.pk}/simulering")
    for side in ("Version 1", "Förslaget"):
        page.get_by_label(side, exact=True).select_option(label="Nio nya")
    with page.expect_navigation():
        page.get_by_role("button", name="Hämta och räkna").click()
    expect(page.get_by_role("heading", name="Så går det")).to_be_visible()
    expect(page.get_by_text("Version 1: ”Nio nya”")).to_be_visible()
    expect(page.get_by_text("Förslaget: ”Nio nya”")).to_be_visible()
    expect(page.get_by_label("Nya personer i månaden").nth(1)).to_have_value("9")
    if javascript:
        assert_sound(page)
    picture(page, "utkast")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_settings_are_compared_and_what_is_wrong_leads_to_its_field(
    open_page: Callable[..., Any], assert_sound: Callable[[Any], None], *, javascript: bool
) -> None:
    lead = make_federation(name="Förbundet Tre Åar", folder=current()).lead
    page = open_page("/karta", width=320, javascript=javascript)
    signed_in(page, lead, "/kartan/simulering")
    arrivals = page.get_by_label("Nya personer i månaden")
    arrivals.first.fill("många")
    with page.expect_navigation():
        page.get_by_role("button", name="Räkna").click()
    told = page.get_by_role("alert").get_by_role("link", name="Nya personer i månaden")
    expect(told).to_be_visible()
    expect(arrivals.first).to_have_value("många")
    if javascript:
        assert_sound(page)
    picture(page, "fel")
    told.click()
    arrivals.first.fill("15")
    with page.expect_navigation():
        page.get_by_role("button", name="Räkna").click()
    expect(page.get_by_role("heading", name="Så går det")).to_be_visible()
    expect(page.get_by_role("img", name="Personer i varje steg")).to_have_count(1)
    if javascript:
        assert_sound(page)
    picture(page, "svar")
