"""The practice cases in a browser: sound in every state, with keyboard, with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

STATES = {
    "right": ("V04", "S06"),
    "closed": ("V04", "S14"),
    "open but not first": ("V06", "S30"),
    "far away": ("V01", "S14"),
    "undecided and right": ("V38", "oklart"),
    "undecided and a candidate": ("V38", "S27"),
    "too careful": ("V04", "oklart"),
    "presumed": ("V63", "S06"),
}


def choose(page: Any, step: str) -> None:
    """Picks a step and compares."""
    if not page.is_visible(f"input[value={step}]"):
        page.get_by_text("Visa alla steg").click()
    page.check(f"input[value={step}]")
    page.get_by_role("button", name="Jämför med kartan").click()
    page.wait_for_selector("#svar")


@pytest.mark.parametrize("path", ["/ovningsfall", "/ovningsfall?grupp=underlag", "/ovningsfall/V01"])
def test_the_page_is_sound(open_page: Any, assert_sound: Any, path: str) -> None:
    assert_sound(open_page(path))


@pytest.mark.parametrize("state", STATES)
def test_the_answer_is_sound(open_page: Any, assert_sound: Any, state: str) -> None:
    case, step = STATES[state]
    page = open_page(f"/ovningsfall/{case}")
    choose(page, step)
    assert_sound(page)


def test_what_is_folded_away_is_sound_when_it_is_opened(open_page: Any, assert_sound: Any) -> None:
    page = open_page("/ovningsfall/V38")
    for fold in page.locator("details > summary").all():
        fold.click()
    assert_sound(page)


def test_the_answer_comes_into_the_page_with_focus_on_it(open_page: Any) -> None:
    page = open_page("/ovningsfall/V04")
    choose(page, "S14")
    page.wait_for_function("document.activeElement.id === 'rubrik-svar'")
    assert page.url.endswith("/ovningsfall/V04")
    expect(page.get_by_role("heading", name="Skillnaden")).to_be_visible()


def test_nothing_chosen_is_said_and_the_story_stays(open_page: Any) -> None:
    page = open_page("/ovningsfall/V04")
    page.get_by_role("button", name="Jämför med kartan").click()
    page.wait_for_selector("#inget-valt")
    page.wait_for_function("document.activeElement.id === 'inget-valt'")
    expect(page.get_by_role("heading", name="Vad är nästa steg?")).to_be_visible()


def test_a_case_is_solved_without_javascript(open_page: Any) -> None:
    page = open_page("/ovningsfall", javascript=False, width=320)
    page.get_by_role("link", name="Daoud, 45", exact=True).click()
    page.check("input[value=S06]")
    page.get_by_role("button", name="Jämför med kartan").click()
    expect(page.get_by_role("heading", name="Rätt steg")).to_be_visible()
    page.get_by_role("link", name="Nästa fall").click()
    expect(page.get_by_role("heading", name="Vad är nästa steg?")).to_be_visible()


def test_a_case_is_solved_with_the_keyboard_alone(open_page: Any) -> None:
    page = open_page("/ovningsfall/V04")
    page.focus("input[name=steg] >> nth=0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#svar")
    page.wait_for_function("document.activeElement.id === 'rubrik-svar'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#svar') !== null")
