"""A process leader changes the map in a browser: a time limit, a text, a condition with a mistake first, a box on the drawing; and
sees in words what she has changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft

from samre.accounts.models import Assignment
from samre.pathway.writing.steps import with_field, with_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def federation() -> Federation:
    return make_federation(name="Förbundet Tre Åar")


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor, "/kartan/versioner", width=390)`: a page where somebody is logged in."""

    def show(actor: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = (
            log_in(Client(), Assignment.objects.get(pk=actor.assignment_id)).cookies["samre_session"].value
        )
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def press(page: Any, name: str | re.Pattern[str]) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).last.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_map_is_changed_without_code_and_what_is_changed_is_told(
    federation: Federation, visit: Callable[..., Any], *, javascript: bool
) -> None:
    page = visit(federation.lead, "/kartan/versioner", javascript=javascript)
    page.get_by_label("Vad handlar ändringen om?").fill("Kortare tid för planering")
    page.get_by_label("Varför behöver kartan ändras?").fill("Personen väntar för länge.")
    press(page, "Börja utkastet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kortare tid för planering")
    page.get_by_role("link", name="Ändra i kartan").click()
    page.get_by_label("Sök i hela kartan").fill("planering")
    press(page, "Sök")
    page.get_by_role("link", name="8 Planering", exact=True).click()

    page.get_by_label("Dagar", exact=True).fill("21")
    page.get_by_label("Fristen i ord").fill("Tre veckor")
    page.get_by_label("Åtagande").fill("Socialsekreteraren gör en plan med personen.")
    page.get_by_text("Skriv villkoret själv: steget är öppet när").click()
    page.get_by_label("Steget är öppet när", exact=True).fill("alderr >= 18")
    press(page, re.compile("^Spara$"))
    expect(page.get_by_role("alert")).to_contain_text("Menade du »alder«?")
    expect(page.locator("mark").first).to_have_text("alderr")
    expect(page.get_by_label("Fristen i ord")).to_have_value("Tre veckor")
    press(page, "Byt till »alder«")
    expect(page.get_by_text("Ålder är minst 18 år")).to_be_visible()
    page.get_by_label("Steget är öppet när", exact=True).fill("alder >= 19")
    if not javascript:
        press(page, re.compile("Läs upp.*steget är öppet när", re.IGNORECASE))
    expect(page.get_by_text("Ålder är minst 19 år")).to_be_visible()
    page.get_by_label("Steget är öppet när", exact=True).fill("sant")
    press(page, re.compile("^Spara$"))
    expect(page.get_by_role("status")).to_contain_text("Beviset håller")
    expect(page.get_by_role("status")).to_contain_text("21 dagar, förslag: Tre veckor")

    page.get_by_role("link", name="Ritningen").click()
    page.get_by_role("button", name=re.compile("8 Planering")).click()
    expect(page.get_by_text("8. Planering")).to_be_visible()
    if javascript:
        page.locator("#ruta-S08").focus()
        page.keyboard.press("ArrowUp")
    else:
        page.get_by_role("button", name="Flytta Planering upp").click()
    expect(page.get_by_text("Flyttat men inte sparat")).to_be_visible()
    press(page, "Spara ritningen")
    expect(page.get_by_role("status").first).to_contain_text("Ritningen är sparad")

    page.get_by_role("link", name="Förslaget").click()
    changes = page.get_by_role("region", name="Det här ändras")
    expect(changes).to_contain_text("Steg 8 Planering")
    expect(changes).to_contain_text("Socialsekreteraren gör en plan med personen.")
    expect(changes).to_contain_text("Ritningen")
    expect(page.get_by_role("link", name="Sparning 3")).to_be_visible()


AT_ONCE = """() => new MutationObserver((_, watch) => {
    if (document.querySelector("[name=vald]").value !== "S08") return;
    watch.disconnect();
    const box = document.querySelector("#ruta-S08");
    box.focus();
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowUp", bubbles: true, cancelable: true}));
}).observe(document.querySelector(".map-draw"), {childList: true, subtree: true})"""


def test_an_arrow_pressed_in_the_moment_a_box_is_chosen_moves_it(
    federation: Federation, visit: Callable[..., Any]
) -> None:
    draft = make_draft(federation)
    page = visit(federation.lead, f"/kartan/forslag/{draft.pk}/ritning")
    page.evaluate(AT_ONCE)
    page.get_by_role("button", name=re.compile("8 Planering")).click()
    expect(page.get_by_text("Flyttat men inte sparat")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_condition_is_built_by_choice(
    federation: Federation, visit: Callable[..., Any], *, javascript: bool
) -> None:
    draft = make_draft(federation)
    where = f"/kartan/forslag/{draft.pk}/delar/steg/S27"
    page = visit(federation.lead, where, javascript=javascript)
    press(page, re.compile("Lägg till med val.*steget är klart när", re.IGNORECASE))
    page.get_by_label("Sök en fråga eller ett villkor").fill("sgi")
    if not javascript:
        press(page, "Sök")
    expect(page.locator("#bygg_uppgift option[value=alder]")).to_have_count(0)
    page.get_by_label("1. Vad handlar det om?").select_option("sgi")
    if not javascript:
        press(page, "Gå vidare")
    page.get_by_label("Nej, SGI är noll").check()
    page.get_by_label("eller: det räcker att ett gäller").check()
    press(page, "Lägg till i villkoret")
    expect(page.get_by_label("Steget är klart när", exact=True)).to_have_value(
        "pension_sokt eller sgi = noll"
    )
    press(page, re.compile("^Spara$"))
    expect(page.get_by_role("status").first).to_contain_text(
        "Pension sökt: ja eller SGI är »Nej, SGI är noll«"
    )


def test_every_page_of_a_draft_is_sound(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    draft = make_draft(federation)
    save(draft, federation, with_order(texts_of_draft(draft), ["S14", "S05", "S27", "S08"]))
    save(draft, federation, with_field(texts_of_draft(draft), "S08", "råd", "Ring först."))
    page = visit(federation.lead, "/kartan/versioner")
    assert_sound(page)
    start = f"{page.url.removesuffix('/kartan/versioner')}/kartan/forslag/{draft.pk}"
    for path in (
        "", "/sparning/2", "/delar", "/delar?sok=pension", "/delar/steg", "/delar/steg/S14", "/delar/steg/S14?ta_bort=1",
        "/delar/uppgifter/sgi", "/delar/varden/pensionsfraga", "/delar/steg/ny", "/delar/steg/ordning", "/ritning", "/fall",
        "/filer",
    ):  # fmt: skip
        page.goto(start + path)
        assert_sound(page)
    page.goto(f"{start}/delar/steg/S27")
    page.get_by_text("Skriv villkoret själv: steget är klart när").click()
    page.get_by_label("Steget är klart när", exact=True).fill("pension_sokt och sgii")
    page.get_by_label("Namn", exact=True).fill("")
    press(page, re.compile("^Spara$"))
    assert_sound(page)
    press(page, "Spara ändå")
    assert_sound(page)
    page.goto(start)
    assert_sound(page)


def test_the_board_reads_what_the_process_leader_writes(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    draft = make_draft(federation)
    page = visit(federation.board, f"/kartan/forslag/{draft.pk}/delar/steg/S14")
    expect(page.get_by_text("SGI är »Nej, SGI är noll«")).to_be_visible()
    expect(page.get_by_role("button", name="Spara")).to_have_count(0)
    assert_sound(page)
