"""The letter in a browser: errors come to their fields while one writes, and what was written survives the guide."""

from __future__ import annotations

from typing import Any

from .test_guide import try_example


def open_letter(open_page: Any) -> Any:
    """The letter of an example."""
    page = open_page("/guide")
    try_example(page, "tunt")
    page.click("#vidare button:has-text('Skriv brevet')")
    page.wait_for_selector("#brevform")
    return page


def test_the_letter_is_sound_before_and_after_it_can_be_printed(open_page: Any, assert_sound: Any) -> None:
    page = open_letter(open_page)
    assert_sound(page)
    page.fill("#timmar_fran", "500")
    page.wait_for_selector("#fel-timmar_fran:not(:empty)")
    assert_sound(page)
    page.fill("#timmar_fran", "")
    page.check("#samtycke-nej")
    page.wait_for_selector("text=Öppna som PDF")
    assert_sound(page)


def test_what_was_written_is_there_after_a_turn_by_the_guide(open_page: Any) -> None:
    page = open_letter(open_page)
    page.fill("#egen_fraga", "Hur går det hemma?")
    page.check("#e-ame")
    page.click("text=Tillbaka till guiden")
    page.wait_for_selector("#guideform")
    page.click("#vidare button:has-text('Skriv brevet')")
    page.wait_for_selector("#brevform")
    assert page.input_value("#egen_fraga") == "Hur går det hemma?"
    assert page.is_checked("#e-ame")
