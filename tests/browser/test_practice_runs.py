"""A practice run as it is held: a leader, three phones (one of them without scripts), and the result read afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation
from tests.governance.practice_factories import answer, group_in

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.definitions import current
from samre.governance.actions.practice import close_run, open_run, prepare_run
from samre.governance.actions.practice_cases import add_worked_cases
from samre.governance.actions.practice_groups import comment_box
from samre.governance.models import PracticeAnswer, PracticeProtocol, PracticeRun
from samre.governance.queries.practice import cases_in
from samre.governance.queries.practice_groups import find_group

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")


@pytest.fixture
def federation() -> Federation:
    """On the map that is used, as groups meet it."""
    return make_federation(folder=current())


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor, "/kartan/provkorning")`: a page where somebody is logged in."""

    def show(actor: Actor, path: str, **more: Any) -> Any:
        page = open_page("/ovningsfall", **more)
        start = page.url.removesuffix("/ovningsfall")
        client = log_in(Client(), Assignment.objects.get(pk=str(actor.assignment_id)))
        cookie = client.cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": start}])
        page.goto(start + path)
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, where somebody has asked for it (PICTURES_FOLDER=folder)."""
    if PICTURES:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def make_run(federation: Federation) -> PracticeRun:
    run = prepare_run(
        keeper=federation.keeper, title="Höstens provkörning", purpose="Går rutorna att förstå?",
        draft=make_draft(federation).pk, by=federation.lead,
    )  # fmt: skip
    add_worked_cases(run=run.pk, cases=["V01", "V02", "V03"], by=federation.lead)
    return run


def join(page: Any, code: str, name: str) -> None:
    """A phone goes in with the code and chooses its group."""
    page.goto(re.sub(r"(//[^/]*)/.*", r"\1/prova", page.url))
    page.get_by_label("Koden").fill(code)
    page.get_by_role("button", name="Gå in").click()
    page.get_by_role("radio", name=re.compile(name)).check()
    page.get_by_role("button", name="Börja").click()


@pytest.mark.both_databases
def test_a_leader_and_three_phones_hold_a_session_from_the_code_to_the_protocol(
    federation: Federation, visit: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    run = make_run(federation)
    leader = visit(federation.lead, f"/kartan/provkorning/{run.pk}")
    leader.get_by_role("button", name="Öppna med kod").click()
    code = re.sub(r"\s|Koden är", "", leader.locator(".screen__code").inner_text())
    expect(leader.get_by_text("Vi väntar på första gruppen.")).to_be_visible()

    phones = [open_page("/ovningsfall", width=390, javascript=number != 2) for number in range(3)]
    for phone, name in zip(phones, ("Haren", "Haren", "Laxen"), strict=True):
        join(phone, code.lower(), name)
    expect(leader.get_by_text("Laxen")).to_be_visible(timeout=15000)

    first, second, plain = phones
    first.get_by_role("link", name=re.compile("Börja med första fallet")).click()
    first.get_by_label("Sök ruta").fill("intyg")
    first.locator('[data-step]:visible input[name="steg"]').first.check()
    first.get_by_role("radio", name="Vi tvekar").check()
    first.get_by_label("Varför, och vad var oklart?").fill("Vi visste inte vad som menas.")
    first.get_by_role("button", name="Placera fallet").click()
    expect(first).to_have_url(re.compile("/fall/2"))

    # The second phone of the group reads what the first one answered, after a reload too, and changes it on the drawing.
    second.goto(first.url.replace("/fall/2", "/fall/1"))
    second.reload()
    expect(second.get_by_label("Varför, och vad var oklart?")).to_have_value("Vi visste inte vad som menas.")
    second.get_by_role("button", name="Välj på ritningen i stället").click()
    second.locator('.room-map a[href*="steg=S03"]').click()
    expect(second.locator('input[value="S03"]')).to_be_checked()
    second.get_by_role("button", name="Spara ändringen").click()

    # Without scripts the search is a button and the drawing is links.
    plain.get_by_role("link", name=re.compile("Börja med första fallet")).click()
    plain.get_by_label("Varför, och vad var oklart?").fill("Skrivet före sökningen")
    plain.get_by_label("Sök ruta").fill("finns ingenstans")
    plain.get_by_role("button", name="Sök", exact=True).click()
    expect(plain.get_by_text("Ingen ruta heter så.")).to_be_visible()
    expect(plain.get_by_label("Varför, och vad var oklart?")).to_have_value("Skrivet före sökningen")
    plain.get_by_role("radio", name=re.compile("Det går inte att säga än")).check()
    plain.get_by_role("button", name="Placera fallet").click()
    plain.get_by_label("Varför, och vad var oklart?").fill("Skrivet före läsningen")
    plain.locator("[data-lane] summary").first.click()
    plain.get_by_role("button", name=re.compile("Läs rutan")).first.click()
    plain.get_by_label("Vad är bra, oklart eller fel i rutan?").fill("Rubriken säger inte vem som gör det.")
    plain.get_by_role("button", name="Spara om rutan").click()
    expect(plain.get_by_text("Det ni sa om rutan är sparat.")).to_be_visible()
    expect(plain.get_by_label("Varför, och vad var oklart?")).to_have_value("Skrivet före läsningen")

    kept = {
        row.group.name: row for row in PracticeAnswer.objects.select_related("group").filter(case__place=1)
    }
    assert (kept["Haren"].step, kept["Haren"].changes, kept["Laxen"].step) == ("S03", 1, "oklart")

    leader.get_by_role("link", name="Till provkörningen").click()
    leader.get_by_role("button", name="Avsluta provkörningen").click()
    plain.reload()
    expect(plain.get_by_role("heading", name="Tack för hjälpen")).to_be_visible()
    leader.get_by_role("link", name="Läs resultatet").click()
    expect(leader.get_by_text("Rubriken säger inte vem som gör det.").first).to_be_visible()
    leader.get_by_role("link", name="Skriv protokollet").click()
    leader.get_by_label("Vad kom fram, och vad föreslår ni?").fill("Rutan för intyg behöver ett nytt namn.")
    leader.get_by_role("button", name="Gör protokollet färdigt").click()
    expect(leader.get_by_text("Styrgruppen läser det under Provkörningar.")).to_be_visible()
    assert PracticeProtocol.objects.get().document[:4] == b"%PDF"


def test_the_leaders_pages_are_sound_in_every_state(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    run = make_run(federation)
    page = visit(federation.lead, "/kartan/provkorning")
    start = page.url.removesuffix("/kartan/provkorning")
    at = f"/kartan/provkorning/{run.pk}"

    def look(name: str, path: str) -> None:
        page.goto(start + path)
        assert_sound(page)
        picture(page, f"leder-{name}")

    for name, path in {
        "lista": "/kartan/provkorning", "ny": "/kartan/provkorning/ny", "forbereds": at,
        "ovningsfall": f"{at}/ovningsfall?sok=sjukpenning", "fall": f"{at}/fall?fran=V02",
        "forslagets": f"/kartan/forslag/{run.draft_id}/provkorning",
    }.items():  # fmt: skip
        look(name, path)
    page.get_by_role("link", name="Förbered en provkörning av utkastet").click()
    page.get_by_role("button", name="Fortsätt till fallen").click()
    assert_sound(page)
    picture(page, "leder-ny-fel")
    run = open_run(run=run.pk, by=federation.lead)
    answer(run, group_in(run, "Haren"), "S03", "S05", confidence="tvekar")
    answer(run, group_in(run, "Laxen"), "S12", "oklart", confidence="saker")
    answer(run, group_in(run, "Räven"), "S03", "ingen")
    for name, path in {"pagar": at, "skarm": f"{at}/skarm", "papper": f"{at}/papper?grupp=Lon"}.items():
        look(name, path)
    comment_box(key=group_in(run, "Lon"), thing_id="S03", text="Vem frågar Försäkringskassan?")
    close_run(run=run.pk, by=federation.lead)
    for name, path in {"avslutad": at, "resultat": f"{at}/resultat", "protokoll": f"{at}/protokoll"}.items():
        look(name, path)


def test_the_rooms_pages_are_sound_in_every_state(
    federation: Federation, open_page: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    run = open_run(run=make_run(federation).pk, by=federation.lead)
    page = open_page("/prova", width=390)
    start = page.url.removesuffix("/prova")
    assert_sound(page)
    picture(page, "rum-kod")
    page.get_by_role("button", name="Gå in").click()
    assert_sound(page)
    picture(page, "rum-kod-fel")
    page.goto(f"{start}/prova/{run.code}")
    assert_sound(page)
    picture(page, "rum-namn")
    page.get_by_role("radio", name="Haren").check()
    page.get_by_role("button", name="Börja").click()
    for name, path in {
        "start": "",
        "fall": "/fall/1",
        "ruta": "/fall/1",
        "vald": "/fall/1?steg=S03",
    }.items():
        page.goto(f"{start}/prova/{run.code}{path}")
        if name == "ruta":
            for folded in page.locator("details[data-lane]:not([open]) > summary").all()[::-1]:
                folded.click()
            page.get_by_role("button", name=re.compile("Läs rutan 3 ")).click()
        if name == "vald":
            page.get_by_role("button", name="Välj på ritningen i stället").click()
        assert_sound(page)
        picture(page, f"rum-{name}")
    page.goto(f"{start}/prova/{run.code}/fall/2")
    page.get_by_role("button", name="Placera fallet").click()
    assert_sound(page)
    picture(page, "rum-fall-fel")
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "samre_grupp")
    assert find_group(key) is not None
    answer(run, key, *["S03"] * len(cases_in(run)))
    close_run(run=run.pk, by=federation.lead)
    page.reload()
    assert_sound(page)
    picture(page, "rum-slut")


def test_the_keyboard_alone_places_a_case(federation: Federation, open_page: Callable[..., Any]) -> None:
    run = open_run(run=make_run(federation).pk, by=federation.lead)
    page = open_page(f"/prova/{run.code}", width=390)
    page.get_by_role("radio", name="Haren").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/prova/\w+$"))
    page.get_by_role("link", name=re.compile("Börja med första fallet")).press("Enter")
    page.wait_for_url(re.compile("/fall/1"))
    page.get_by_label("Sök ruta").focus()
    page.keyboard.type("SGI")
    page.locator('[data-step]:visible input[name="steg"]').first.press("Space")
    page.get_by_role("button", name="Placera fallet").press("Enter")
    page.wait_for_url(re.compile("/fall/2"))
    assert PracticeAnswer.objects.count() == 1
