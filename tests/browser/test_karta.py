"""The map in a browser: sound at every width, reached by keyboard in reading order, no script needed."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    "path", ["/karta", "/karta?steg=S14&aktor=FK", "/karta/S14", "/karta/S24", "/karta/M3"]
)
def test_the_page_is_sound(open_page: Any, assert_sound: Any, path: str) -> None:
    assert_sound(open_page(path))


def test_the_keyboard_goes_from_box_to_box_and_opens_one(open_page: Any) -> None:
    page = open_page("/karta")
    page.focus(".karta__box >> nth=0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/karta/S02"
    page.keyboard.press("Enter")
    page.wait_for_url("**/karta/S02")
    assert "2" in page.inner_text("h1")


def test_a_box_in_focus_is_seen(open_page: Any) -> None:
    page = open_page("/karta")
    page.focus(".karta__box >> nth=0")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
    )
    assert style[0] == "solid"
    assert style[1] >= 2


def test_on_a_phone_the_list_stands_in_for_the_picture(open_page: Any) -> None:
    page = open_page("/karta")
    page.set_viewport_size({"width": 320, "height": 800})
    assert not page.is_visible(".karta")
    assert page.is_visible(".karta-list a[href='/karta/S14']")


def test_the_texts_stay_in_their_boxes_in_a_real_browser(open_page: Any) -> None:
    page = open_page("/karta")
    outside = page.evaluate(
        """[...document.querySelectorAll('.karta__box')].flatMap(box => {
             const frame = box.querySelector('rect').getBBox();
             return [...box.querySelectorAll(':scope > text')].filter(text => {
               const words = text.getBBox();
               return words.x < frame.x - 1 || words.x + words.width > frame.x + frame.width + 1;
             }).map(text => text.textContent);
           })"""
    )
    assert outside == []
