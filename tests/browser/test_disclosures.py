"""Letting something out, in a browser: with consent, once refused, once withdrawn on the way, and every page sound."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import make_inbox
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_note
from tests.certificate.factories import certificate

from samre.accounts.models import Assignment, Unit
from samre.accounts.roles import Role
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.consents import withdraw_consent
from samre.casework.models import Case, Consent, Delivery, Disclosure

pytestmark = pytest.mark.django_db(transaction=True)
MOST = ("kontakt", "sjukskrivning", "formaga", "forsakring", "planering", "vard", "arbete")


class Place:
    """A case with a certificate and notes, and a unit of Försäkringskassan that may be told most of it, but no diagnosis."""

    def __init__(self) -> None:
        self.assignment, self.by = make_caseworker()
        facts = {
            "fodd": "1975-04-24",
            "sgi": "noll",
            "forsakrad_i_sverige": True,
            "timmar": 10,
            "rehab_behov": True,
        }
        self.case: Case = make_case(self.by, name="Alva Provsson", number="197504249215", facts=facts)
        add_certificate(case=self.case, data=None, typed=certificate(), same_person=True, by=self.by)
        make_note(self.case, self.by)
        make_note(
            self.case,
            self.by,
            rubrik="Om hemmet",
            text="Dottern Lina flyttar hem i maj. Skulderna är betalda.",
        )
        self.unit: Unit = make_inbox()
        self.consent: Consent = make_consent(self.case, self.by, to=[self.unit], categories=MOST)
        self.reader: Assignment = make_assignment(role=Role.PARTNER, unit=self.unit)
        self.start = f"/arenden/{self.case.pk}/samverkan"


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """A page as somebody with an assignment sees it."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/halsa", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", path))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Kept in the folder SAMRE_PICTURES names, to be looked at."""
    if folder := os.environ.get("SAMRE_PICTURES"):
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(folder) / f"utlamnande-{name}-{width}.png"), full_page=True)


def begin(page: Any, place: Place) -> None:
    """Step one, to where things are chosen."""
    page.click("text=Lämna ut underlag >> nth=-1")
    page.select_option("#mottagare", str(place.unit.pk))
    page.check("input[name=andamal][value=samordning]")
    page.fill("#fraga", "Vi ber er pröva om personen har rätt till samordning.")
    page.fill("#svar_senast", (timezone.localdate() + timedelta(days=21)).isoformat())
    page.click("button:has-text('Välj uppgifter')")


@pytest.mark.parametrize("javascript", [True, False])
def test_with_consent_it_goes_and_the_receiver_reads_it(visit: Callable[..., Any], javascript: bool) -> None:
    place = Place()
    page = visit(place.assignment, place.start, javascript=javascript)
    begin(page, place)
    assert page.locator("input[value='uppgift:sgi']").is_checked(), "det som behövs är ifyllt"
    page.click("button:has-text('Kontrollera')")
    page.click("button:has-text('Pröva och förhandsgranska')")
    shown = page.locator(".lamna-visning").inner_text()
    page.click("button:has-text('Lämna ut till')")
    page.wait_for_url("**klart=skickat*")
    assert "ska svara senast" in page.locator("#lage").inner_text()
    delivery = Delivery.objects.get()
    reader = visit(place.reader, f"/inkorg/{delivery.pk}", javascript=javascript)
    for row in delivery.snapshot["sections"][0]["rows"]:
        assert row["texts"][0] in shown
        assert row["texts"][0] in reader.locator("main").inner_text()


def test_without_consent_the_row_is_refused_and_leads_to_the_consent(visit: Callable[..., Any]) -> None:
    place = Place()
    page = visit(place.assignment, place.start)
    begin(page, place)
    page.locator("summary:has-text('Diagnos')").click()
    page.check("input[value$=':sjukdom']")
    page.click("button:has-text('Kontrollera')")
    page.click("button:has-text('Pröva och förhandsgranska')")
    assert "diagnos saknas" in page.locator("[role=alert]").inner_text()
    page.click(".lamna-prov >> text=Hämta in samtycke")
    assert "/samtycke/nytt?utlamnande=" in page.url
    assert not Delivery.objects.exists()


def test_withdrawn_on_the_way_it_does_not_go_and_says_why_and_what_to_do(visit: Callable[..., Any]) -> None:
    place = Place()
    page = visit(place.assignment, place.start)
    begin(page, place)
    page.click("button:has-text('Kontrollera')")
    page.click("button:has-text('Pröva och förhandsgranska')")
    withdraw_consent(consent=place.consent, channel="telefon", by=place.by)
    page.click("button:has-text('Lämna ut till')")
    told = page.locator("[role=alert]").inner_text()
    assert "återkallat" in told
    assert (
        page.locator("text=Hämta in samtycke").count() > 0
        or page.locator("text=hämta in samtycke").count() > 0
    )
    assert Disclosure.objects.get().sent_at is None
    assert not Delivery.objects.exists()


def test_every_page_is_sound(visit: Callable[..., Any], assert_sound: Callable[[Any], None]) -> None:
    place = Place()
    page = visit(place.assignment, place.start)
    picture(page, "0-navet")
    page.click("text=Lämna ut underlag >> nth=-1")
    page.click("button:has-text('Välj uppgifter')")
    assert_sound(page)
    picture(page, "1-fel")
    page.goto(page.url.split("/lamna-ut")[0])
    begin(page, place)
    assert_sound(page)
    picture(page, "2-vad")
    page.locator("summary:has-text('Anteckningar')").click()
    for box in page.locator("input[value^='anteckning:']").all():
        box.check()
    for choice in page.locator("select[name^='om.']").all():
        choice.select_option("planering")
    page.click("button:has-text('Kontrollera')")
    assert_sound(page)
    picture(page, "3-kontrollera")
    page.click("button:has-text('Pröva och förhandsgranska')")
    picture(page, "4-fel")
    for box in page.locator("input[value=stryk][type=radio]").all():
        box.check()
    page.click("button:has-text('Pröva och förhandsgranska')")
    assert_sound(page)
    picture(page, "5-visning")
    page.click("button:has-text('Lämna ut till')")
    page.wait_for_url("**klart=skickat*")
    page.locator("summary:has-text('Skriv in ett svar')").click()
    page.check("input[value=resultat]")
    assert_sound(page)
    picture(page, "6-kvitto")
    page.click("text=Allt som är utlämnat")
    assert_sound(page)
    picture(page, "7-lista")
