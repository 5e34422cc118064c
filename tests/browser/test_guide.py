"""The guide in a browser: every state sound, with and without JavaScript, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

EXAMPLES = Path(__file__).resolve().parents[2] / "src/samre/definitions/2026-11/examples"
GOOD = EXAMPLES / "fk7804-gott.xml"


def try_example(page: Any, name: str) -> None:
    """Opens the examples and chooses one."""
    page.click("text=Prova med ett påhittat intyg")
    page.click(f"button[value='exempel:{name}']")
    page.wait_for_selector(".read")


def open_everything(page: Any) -> None:
    """Unfolds all details, so that what they hide is judged too."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


def test_the_empty_guide_is_sound(open_page: Any, assert_sound: Any) -> None:
    page = open_page("/guide")
    assert_sound(page)
    open_everything(page)
    assert_sound(page)


@pytest.mark.parametrize("name", ["gott", "tunt", "langvarigt"])
def test_a_certificate_read_back_is_sound(open_page: Any, assert_sound: Any, name: str) -> None:
    page = open_page("/guide")
    try_example(page, name)
    open_everything(page)
    assert_sound(page)


def test_typing_in_a_certificate_is_sound(open_page: Any, assert_sound: Any) -> None:
    page = open_page("/guide")
    page.click("text=Skriv in ett intyg")
    page.click("button[value='skriv:FK 7804']")
    page.wait_for_selector(".typing")
    assert_sound(page)


def test_an_error_is_sound_and_has_focus(open_page: Any, assert_sound: Any) -> None:
    page = open_page("/guide")
    page.set_input_files("#fil", {"name": "bild.xml", "mimeType": "text/xml", "buffer": b"inget intyg"})
    page.wait_for_selector("#intyget .ds-alert")
    assert "Det gick inte att läsa intyget" in page.inner_text(":focus")
    assert_sound(page)


def test_a_chosen_file_is_read_at_once(open_page: Any) -> None:
    page = open_page("/guide")
    page.set_input_files("#fil", str(GOOD))
    page.wait_for_selector(".read")
    assert "FK 7804, 28 oktober 2026" in page.inner_text(".read")


def test_a_dropped_file_is_read_at_once(open_page: Any) -> None:
    page = open_page("/guide")
    data = page.evaluate_handle(
        """text => { const d = new DataTransfer(); d.items.add(new File([text], "intyg.xml", {type: "text/xml"})); return d; }""",
        GOOD.read_text(encoding="utf-8"),
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    page.wait_for_selector(".read")


def test_after_an_answer_the_next_question_has_focus(open_page: Any) -> None:
    page = open_page("/guide")
    first = page.inner_text(".ask__question")
    page.click(".ask .choice--unknown, .ask button[name=vet_inte]")
    page.wait_for_function("first => document.querySelector('.ask__question').innerText !== first", arg=first)
    assert page.inner_text(".ask__question") in page.inner_text(":focus")


def test_the_guide_works_without_javascript(open_page: Any) -> None:
    page = open_page("/guide", javascript=False)
    page.set_input_files("#fil", str(GOOD))
    page.click("text=Läs intyget")
    assert "FK 7804, 28 oktober 2026" in page.inner_text(".read")
    first = page.inner_text(".ask__question")
    page.click(".ask .choice--unknown, .ask button[name=vet_inte]")
    assert page.inner_text(".ask__question") != first
    assert page.locator(".known__value--unknown").first.text_content() == "Vet inte"
    page.click("text=Skriv brevet")
    assert page.inner_text("h1") == "Brevet till vården"
    page.click("text=Tillbaka till guiden")
    assert "FK 7804, 28 oktober 2026" in page.inner_text(".read")


def test_a_question_is_answered_by_keyboard_alone(open_page: Any) -> None:
    page = open_page("/guide")
    first = page.inner_text(".ask__question")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ask .choice, .ask input')"):
            break
    if page.evaluate("document.activeElement.matches('input')"):
        page.keyboard.type("1984")
    page.keyboard.press("Enter")
    page.wait_for_function("first => document.querySelector('.ask__question').innerText !== first", arg=first)


def test_enter_in_a_field_answers_that_field_and_nothing_else(open_page: Any) -> None:
    page = open_page("/guide")
    open_everything(page)
    field = page.locator("input[name='ny.fodd']")
    field.fill("1984")
    field.press("Enter")
    page.wait_for_selector("#vet-lista")
    assert "Född 1984" in page.inner_text("#vet-lista")
    assert page.locator(".known__value--unknown").count() == 0


@pytest.mark.parametrize("ticked", [False, True])
def test_the_letter_is_sound(open_page: Any, assert_sound: Any, ticked: bool) -> None:
    page = open_page("/guide")
    try_example(page, "tunt")
    page.click("text=Skriv brevet")
    if ticked:
        page.check("#e-ame")
        page.wait_for_function(
            "() => document.querySelector('.sheet').innerText.includes('Arbetsträning hos')"
        )
    open_everything(page)
    assert_sound(page)


def test_the_letter_warns_of_a_personnummer_while_it_is_typed(open_page: Any) -> None:
    page = open_page("/guide/brev")
    page.type("#egen_fraga", "Gäller 19121212-1212")
    page.wait_for_function(
        "() => document.getElementById('fel-egen_fraga').innerText.includes('personnummer')"
    )
    page.fill("#egen_fraga", "Gäller inget")
    page.wait_for_function("() => document.getElementById('fel-egen_fraga').innerText === ''")


def test_a_cold_guide_is_small(open_page: Any) -> None:
    page = open_page("/finns-inte")
    weights: list[int] = []
    page.on(
        "requestfinished",
        lambda r: weights.append(r.sizes()["responseBodySize"] + r.sizes()["responseHeadersSize"]),
    )
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(page.url.replace("/finns-inte", "/guide"))
    page.wait_for_load_state("networkidle")
    assert len(weights) <= 10
    assert sum(weights) <= 150_000, weights


def test_the_back_button_leads_to_the_guide_as_it_was(open_page: Any) -> None:
    page = open_page("/guide")
    try_example(page, "gott")
    page.click("section#brev >> text=Skriv brevet")
    page.wait_for_selector(".sheet")
    page.evaluate("() => history.back()")
    page.wait_for_selector(".read")
    assert "FK 7804, 28 oktober 2026" in page.inner_text(".read")


@pytest.mark.parametrize(
    "answers", [{"fodd": "1955-03-01"}, {"fodd": "1984", "sgi": "noll", "intyg": "saknas"}, {"sgi": None}]
)
def test_a_place_on_the_map_is_sound(
    open_page: Any, assert_sound: Any, answers: dict[str, str | None]
) -> None:
    saved = {"slag": "samre-guide", "per": "2026-11-21", "svar": answers, "intyg": None, "person": ""}
    page = open_page("/guide")
    data = json.dumps(saved).encode()
    page.set_input_files("#fil", {"name": "guide.json", "mimeType": "application/json", "buffer": data})
    page.wait_for_selector(".place__card")
    open_everything(page)
    assert_sound(page)


def test_the_new_place_is_told_to_screen_readers(open_page: Any) -> None:
    page = open_page("/guide")
    try_example(page, "gott")
    expect(page.locator("#nytt-lage")).to_have_text(re.compile("^(Nästa steg|Går att göra nu)"))


def test_the_back_button_takes_back_the_latest_answer_and_stays_in_the_guide(open_page: Any) -> None:
    page = open_page("/guide")
    first = page.inner_text(".ask__question")
    page.click(".ask .choice--unknown, .ask button[name=vet_inte]")
    page.wait_for_function("first => document.querySelector('.ask__question').innerText !== first", arg=first)
    second = page.inner_text(".ask__question")
    page.evaluate("() => history.back()")
    page.wait_for_function("first => document.querySelector('.ask__question').innerText === first", arg=first)
    assert page.locator(".known__value--unknown").count() == 0
    page.evaluate("() => history.forward()")
    page.wait_for_function("next => document.querySelector('.ask__question').innerText === next", arg=second)


def test_an_unreadable_date_stands_alone_and_is_sound(open_page: Any, assert_sound: Any) -> None:
    page = open_page("/guide")
    open_everything(page)
    page.fill("input[name='ny.fodd']", "31/2 1984")
    page.locator("input[name='ny.fodd'] ~ button[name=svara]").click()
    page.wait_for_selector(".ask--wrong")
    assert page.locator(".ask").count() == 1
    assert_sound(page)


@pytest.mark.parametrize("day", ["2026-09-28", "2026-08-01"])
def test_a_refusal_in_time_and_too_late_is_sound(open_page: Any, assert_sound: Any, day: str) -> None:
    answers = {"avslag": "fk", "avslag_datum": day, "fodd": "1984"}
    saved = {"slag": "samre-guide", "per": "2026-11-21", "svar": answers, "intyg": None, "person": ""}
    page = open_page("/guide")
    data = json.dumps(saved).encode()
    page.set_input_files("#fil", {"name": "guide.json", "mimeType": "application/json", "buffer": data})
    page.wait_for_selector(".place__card")
    open_everything(page)
    assert_sound(page)
