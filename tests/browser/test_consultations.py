"""A consultation without a name and a SIP, from the first page to the signed result: sound, narrow, and without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.consultation_factories import in_days
from tests.casework.factories import make_case
from tests.casework.inbox_factories import make_partner

from samre.accounts.actors import actor_for
from samre.casework.models import Case, Consultation, Meeting, Note

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")


class Desk:
    """A case, its handler, and consultants at two other authorities."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        self.case = Case.objects.get(pk=make_case(self.by, name="Alva Provsson").pk)
        self.units = [
            make_receiver("fk", name="Försäkringskassan, prov"),
            make_receiver("region", name="Region Prov"),
        ]
        self.consultants = [make_partner(unit=unit) for unit in self.units]
        self.at = f"/arenden/{self.case.pk}/samverkan"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment, "/arenden", width=390)`: a page where somebody is logged in."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, where somebody has asked for it (PICTURES_FOLDER=folder)."""
    if PICTURES:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_question_without_a_name_from_start_to_signed_result(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    consultant = visit(desk.consultants[0], "/konsultation")
    consultant.get_by_label("Dag", exact=True).fill(in_days(3).isoformat())
    consultant.get_by_label("Klockslag").fill("10.00")
    consultant.get_by_role("button", name="Lägg upp tiden").click()
    expect(consultant.get_by_role("heading", name="Enhetens tider")).to_be_visible()
    assert_sound(consultant)
    picture(consultant, "tider")

    page = visit(desk.assignment, f"{desk.at}/konsultation")
    assert_sound(page)
    picture(page, "lista-tom")
    page.get_by_role("link", name="Ställ en fråga").click()
    page.get_by_role("button", name="Fortsätt och skriv frågan").click()
    expect(page.locator("#fel-parter")).to_be_visible()
    assert_sound(page)
    picture(page, "ny-fel")
    for unit in desk.units:
        page.get_by_label(unit.authority.short).check()
    page.get_by_role("button", name="Fortsätt och skriv frågan").click()

    page.get_by_label("Frågan, i en mening").fill("Är samordning rätt väg för någon utan SGI?")
    page.get_by_label("Bakgrund, högst tio rader").fill("Alva ringde. Hon nås på 070-123 45 67.")
    for unit in desk.units:
        page.get_by_label(f"Vad ska {unit.authority.short} svara på?").fill("Vad kan ni erbjuda nu?")
    page.get_by_role("button", name="Spara och läs igenom").click()
    refused = page.locator("#fel-anonym-bakgrund")
    expect(refused).to_contain_text("telefonnummer (rad 1)")
    expect(refused).to_contain_text("namn (rad 1)")
    expect(refused).to_contain_text("inte sparad")
    expect(page.get_by_label("Bakgrund, högst tio rader")).to_have_value(
        "Alva ringde. Hon nås på 070-123 45 67."
    )
    assert Consultation.objects.get().background == ""
    assert_sound(page)
    picture(page, "stoppad")

    page.get_by_label("Bakgrund, högst tio rader").fill("Har prövat arbetsträning i tre månader.")
    page.get_by_role("button", name="Spara och läs igenom").click()
    expect(page.get_by_role("heading", name="Det här får de")).to_be_visible()
    assert_sound(page)
    picture(page, "granska")
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("0 av 2 har svarat")).to_be_visible()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Boka tiden").click()
    expect(page.get_by_role("link", name="Lägg i kalendern")).to_be_visible()

    inbox = visit(desk.consultants[0], "/inkorg")
    inbox.get_by_role("link", name=re.compile("ärendekonsultation", re.IGNORECASE)).first.click()
    expect(inbox.get_by_text("Är samordning rätt väg för någon utan SGI?")).to_be_visible()
    assert_sound(inbox)
    picture(inbox, "inkorgen")
    inbox.get_by_role("link", name="Vi har ett förslag").click()
    inbox.locator("#f-text").fill("Ansök om samordning. Intyget räcker.")
    inbox.get_by_role("button", name="Skicka svaret").click()

    page.reload()
    expect(page.get_by_text("1 av 2 har svarat")).to_be_visible()
    page.get_by_text("Lägg till en rad").click()
    page.get_by_label("Vem?").select_option("FK")
    page.get_by_label("Vad ska göras?").fill("Bokar ett första möte")
    page.get_by_role("button", name="Lägg till i planen").click()
    page.get_by_role("button", name="Signera och avsluta").click()
    expect(page.locator("#fel-utfall")).to_contain_text("skriftligt resultat")
    assert_sound(page)
    picture(page, "svar")
    page.get_by_label("Vad ledde det till?").fill("Vi ansöker om samordning i december.")
    page.get_by_role("button", name="Signera och avsluta").click()
    expect(page.get_by_text("Resultatet står i anteckning 1")).to_be_visible()
    assert_sound(page)
    picture(page, "avslutad")
    assert "Ansök om samordning. Intyget räcker." in Note.objects.get().text
    page.get_by_role("link", name="Konsultation och möten", exact=True).first.click()
    assert_sound(page)
    picture(page, "lista")


def test_a_sip_from_calling_to_closed(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    page = visit(desk.assignment, f"{desk.at}/moten/nytt")
    assert_sound(page)
    picture(page, "nytt-mote")
    page.get_by_label("Vad ska mötet leda till?").fill("Bestämma vem som gör vad i vinter")
    page.get_by_label("Dag", exact=True).fill(in_days(9).isoformat())
    page.get_by_label("Klockslag").fill("10.00")
    page.get_by_label("Deltagarna svarar senast").fill(in_days(5).isoformat())
    page.get_by_label("Region Prov").check()
    page.get_by_role("button", name="Planera mötet").click()
    page.get_by_role("button", name="Kalla deltagarna").click()
    expect(page.get_by_role("alert")).to_contain_text("inte sagt ja")
    expect(page.get_by_text("samtycke saknas för").first).to_be_visible()
    assert_sound(page)
    picture(page, "mote-planeras")
    make_consent(desk.case, desk.by, to=[desk.units[1]], categories=("kontakt", "planering"), purpose="plan")
    page.get_by_label("Dag då personen sa ja till mötet").fill(in_days(0).isoformat())
    page.get_by_role("button", name="Spara ändringen").click()
    page.get_by_label("Ny punkt eller fråga").fill("När får jag veta något om pengarna?")
    page.get_by_label("Det är personens egen fråga").check()
    page.get_by_role("button", name="Lägg till", exact=True).click()
    page.get_by_role("button", name="Kalla deltagarna").click()
    expect(page.get_by_text("Kallelsen har gått ut.")).to_be_visible()

    partner = visit(desk.consultants[1], "/inkorg")
    partner.get_by_role("link", name=re.compile("Kallelse")).first.click()
    expect(partner.get_by_text("När får jag veta något om pengarna?")).to_be_visible()
    partner.get_by_role("link", name="Vi kommer", exact=True).click()
    partner.get_by_role("button", name="Skicka svaret").click()

    page.reload()
    expect(page.locator(".talk-said").get_by_text("Vi kommer")).to_be_visible()
    page.get_by_label("Vad sades?").fill("Läkaren berättade hur vintern blir. Alla var överens.")
    page.get_by_role("button", name="Spara protokollet").click()
    page.get_by_role("button", name="Dela protokollet").click()
    expect(page.locator("#fel-behov")).to_be_visible()
    assert_sound(page)
    picture(page, "mote-delas-inte")
    page.get_by_label("Vilka behov har personen?").fill("Lugn och en kontakt att ringa")
    page.get_by_label("Vem leder planen?").select_option("KOM")
    page.get_by_label("När följs den upp?").fill(in_days(80).isoformat())
    page.get_by_role("button", name="Spara innehållet").click()
    page.get_by_text("Lägg till en rad").click()
    page.get_by_label("Vem?", exact=True).select_option("REG")
    page.get_by_label("Vad ska göras?").fill("Kallar till återbesök")
    page.get_by_role("button", name="Lägg till i planen").click()
    page.get_by_role("button", name="Dela protokollet").click()
    expect(page.get_by_text("Version 1 är delad med myndigheterna")).to_be_visible()

    partner.goto(partner.url.split("/inkorg")[0] + "/inkorg")
    partner.get_by_role("link", name=re.compile("Protokoll")).first.click()
    expect(partner.get_by_text("Lugn och en kontakt att ringa")).to_be_visible()
    partner.get_by_role("link", name="Vi har en synpunkt").click()
    partner.locator("#f-text").fill("Återbesöket är den 3 december.")
    partner.get_by_role("button", name="Skicka svaret").click()

    page.reload()
    expect(page.get_by_text("Återbesöket är den 3 december.").first).to_be_visible()
    assert_sound(page)
    picture(page, "mote-delat")
    page.get_by_label("Vad ledde mötet till?").fill("Planen gäller från i dag.")
    page.get_by_role("button", name="Signera och avsluta").click()
    expect(page.get_by_text("Resultatet står i anteckning 1")).to_be_visible()
    assert_sound(page)
    picture(page, "mote-avslutat")
    assert Meeting.objects.get().state == "stangt"
    assert "Återbesöket" in Note.objects.get().text


def test_everything_works_narrow_and_without_javascript(desk: Desk, visit: Callable[..., Any]) -> None:
    page = visit(desk.assignment, f"{desk.at}/konsultation/ny", width=320, javascript=False)
    page.get_by_label("Försäkringskassan, prov").check()
    page.get_by_role("button", name="Fortsätt och skriv frågan").click()
    page.get_by_label("Frågan, i en mening").fill("Räcker underlaget för samordning?")
    page.get_by_label("Bakgrund, högst tio rader").fill("Sjukskriven sedan i våras.")
    page.get_by_label("Vad ska Försäkringskassan, prov svara på?").fill("Vad saknas?")
    page.get_by_role("button", name="Spara och läs igenom").click()
    page.get_by_role("button", name="Skicka frågan").click()
    expect(page.get_by_text("0 av 1 har svarat")).to_be_visible()
    page.get_by_text("Avbryt konsultationen").click()
    page.get_by_label("Varför?").fill("Personen har fått besked")
    page.get_by_role("button", name="Avbryt", exact=True).click()
    expect(page.get_by_text("Avbruten").first).to_be_visible()
