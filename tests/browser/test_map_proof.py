"""The proof in a browser: a planted hole is read as a story, the place is mended, a warning gets its reason, and it is printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation, save, small_texts
from tests.governance.planted import FAULTS, MISTAKES, WARNINGS

from samre.accounts.models import Assignment
from samre.definitions import current
from samre.governance.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
UNWATCHED = next(one for one in FAULTS if one.found == "bevakad.S27")
IDLE = next(one for one in WARNINGS if one.found == "används.hund")
PICTURES = os.environ.get("SAMRE_PICTURES", "")


@pytest.fixture
def federation() -> Federation:
    return make_federation(name="Förbundet Tre Åar")


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor, "/kartan/bevis", width=390)`: a page where somebody is logged in."""

    def show(actor: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = (
            log_in(Client(), Assignment.objects.get(pk=actor.assignment_id)).cookies["samre_session"].value
        )
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def press(page: Any, name: str, *, exact: bool = False) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=exact).last.click()


def picture(page: Any, name: str) -> None:
    """The page as it looks, where pictures are asked for."""
    for width in (1280, 390, 320) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(PICTURES) / f"bevis-{name}-{width}.png"), full_page=True)


def faulty(federation: Federation) -> Draft:
    """A draft where a day passes to nobody, and with a question that nobody uses."""
    draft = make_draft(federation)
    save(draft, federation, IDLE.in_(UNWATCHED.in_(small_texts())))
    return draft


@pytest.mark.parametrize("javascript", [True, False])
def test_a_fault_is_read_as_a_story_and_mended_and_a_warning_gets_its_reason(
    federation: Federation,
    visit: Callable[..., Any],
    assert_sound: Callable[[Any], None],
    *,
    javascript: bool,
) -> None:
    draft = faulty(federation)
    page = visit(federation.lead, f"/kartan/forslag/{draft.pk}/bevis", javascript=javascript)
    expect(page.get_by_text("Kartan håller inte: 1 fel.")).to_be_visible()
    story = page.get_by_role("article", name="När dagen har gått i 27 Pension händer ingenting")
    expect(story.get_by_text("kan få vänta hur länge som helst")).to_be_visible()
    expect(story.locator(".mini__svg")).to_be_visible()
    if javascript:
        assert_sound(page)
        picture(page, "fel")
    press(page, "Spara skälet")
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför varningen får stå.")
    if javascript:
        assert_sound(page)
        picture(page, "skal-saknas")
    page.get_by_label("Varför får varningen stå?").fill("Frågan behövs till våren.")
    press(page, "Spara skälet")
    expect(page.get_by_text("Får stå: Frågan behövs till våren.")).to_be_visible()
    story.get_by_role("link", name="Rätta").click()
    assert page.url.endswith("/delar/steg/S27#om_inget_svar")
    page.get_by_label("Om inget svar kommer").fill("Ring och fråga. Bestäm en ny dag.")
    press(page, "Spara", exact=True)
    # On a phone, where the page was last looked at, the pages of a draft are folded.
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Bevis", exact=True).first.click()
    expect(page.get_by_text("Kartan håller.", exact=False).first).to_be_visible()
    if javascript:
        assert_sound(page)
        picture(page, "haller")


def test_the_story_is_tried_in_the_guide(federation: Federation, visit: Callable[..., Any]) -> None:
    page = visit(federation.lead, f"/kartan/forslag/{faulty(federation).pk}/bevis")
    press(page, "Prova Alma i Guiden")
    assert page.url.endswith("/guide")
    expect(page.get_by_role("button", name="Ta bort svaret om Pension sökt")).to_be_visible()


def test_what_can_not_be_read_and_what_the_steering_group_reads_are_sound(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    draft = faulty(federation)
    page = visit(federation.board, f"/kartan/forslag/{draft.pk}/bevis")
    expect(page.get_by_text("Saknar skäl")).to_be_visible()
    expect(page.get_by_role("button", name="Spara skälet")).to_have_count(0)
    assert_sound(page)
    save(draft, federation, MISTAKES[0].in_(small_texts()))
    page.reload()
    expect(page.get_by_text("Kartan går inte att läsa, så ingenting är bevisat.")).to_be_visible()
    assert_sound(page)
    picture(page, "olasbar")


def test_the_proof_of_the_map_of_the_trade_holds_and_is_sound(
    visit: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    federation = make_federation(folder=current())
    page = visit(federation.board, "/kartan/bevis")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bevis för kartan")
    expect(page.get_by_text("Kartan håller.", exact=False).first).to_be_visible()
    page.get_by_text("22 varningar").click()
    assert_sound(page)
    picture(page, "kartan")
