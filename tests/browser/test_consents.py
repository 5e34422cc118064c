"""Consent in a browser: put together, said by word of mouth with an interpreter, seen, and taken back. Sound at every width."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.roles import AuthorityKind
from samre.casework.actions.consents import give_consent, withdraw_consent
from samre.casework.actions.prepared_consents import prepare_consent
from samre.casework.models import Consent, ConsentEvent, PreparedConsent
from samre.casework.rules.consent_choices import ConsentChoices, Scope
from samre.casework.rules.consent_said import Said

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES", "")
TOLD = frozenset({"frivilligt", "bistand", "aterkalla", "svagare", "lag"})


class Desk:
    """A case, and four authorities to say yes to."""

    def __init__(self) -> None:
        unit = make_unit(name="Försörjningsstöd Norr")
        self.assignment = make_assignment(unit=unit)
        self.by = actor_for(self.assignment)
        self.case = make_case(self.by, name="Alva Provsson")
        named = (
            (AuthorityKind.FK, "Försäkringskassan", "Lokalkontor Almby"),
            (AuthorityKind.AF, "Arbetsförmedlingen", "Kontor Almby"),
            (AuthorityKind.REGION, "Region Prov", "Vårdcentralen Eken"),
            (AuthorityKind.ASF, "Verkstan Lönn", "Snickeriet"),
        )
        self.units = [
            make_unit(authority=make_authority(kind=kind, name=name), name=unit) for kind, name, unit in named
        ]

    def prepare(self, places: list[int], categories: list[str], **other: Any) -> PreparedConsent:
        today = timezone.localdate()
        choices = ConsentChoices(
            scopes=tuple(
                Scope(self.units[place].authority_id, self.units[place].pk, one)
                for place in places
                for one in categories
            ),
            purpose=other.pop("purpose", "samordning"),
            valid_from=other.pop("start", today),
            valid_to=today + timedelta(days=other.pop("days", 180)),
            exceptions=other.pop("exceptions", ()),
        )
        return prepare_consent(
            case=self.case, choices=choices, language=other.pop("language", "sv"), by=self.by
        )

    def give(self, *args: Any, **other: Any) -> Consent:
        said = Said(
            how="muntligt",
            given_on=timezone.localdate(),
            place="Kontoret i Almby",
            witness="Vera Vittne, kollega",
            read_how="upplast",
            interpreter_needed=False,
            told=TOLD,
            understands=True,
        )
        return give_consent(prepared=self.prepare(*args, **other), said=said, by=self.by)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any], desk: Desk) -> Callable[..., Any]:
    def show(path: str = "", **more: Any) -> Any:
        page = open_page("/halsa", **more)
        cookie = log_in(Client(), desk.assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", f"/arenden/{desk.case.pk}/samverkan/samtycke{path}"))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, when somebody wants to see it (SAMRE_PICTURES=folder)."""
    if PICTURES:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(PICTURES) / f"samtycke-{name}-{width}.png"), full_page=True)


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_yes_by_word_of_mouth_with_an_interpreter_is_seen_and_taken_back(
    visit: Callable[..., Any], desk: Desk, javascript: bool
) -> None:
    page = visit(javascript=javascript)
    page.click("text=Nytt samtycke")
    page.click("summary:has-text('Försäkringskassan')")
    fk = desk.units[0]
    page.check(f"[name='till-{fk.authority_id}'][value='{fk.pk}']")
    page.check(f"[name='far-{fk.authority_id}'][value='sjukskrivning']")
    page.check("[name=andamal][value=samordning]")
    page.check("[name=sprak][value=so]")
    page.click("text=Gör texten")
    assert "Oggolaanshaha" in page.locator(".consent-text[lang=so]").inner_text()
    reference = PreparedConsent.objects.get().reference
    for code in TOLD:
        page.check(f"[name=sagt][value={code}]")
    page.check("[name=forstar][value=ja]")
    page.check("[name=lasning][value=tolkad]")
    page.check("[name=tolkbehov][value=ja]")
    page.check("[name=hur][value=muntligt]")
    page.fill("#vittne", "Vera Vittne")
    page.fill("#plats", "Kontoret i Almby")
    page.click("text=Spara samtycket")
    assert "Skriv tolkens namn" in page.locator("#fel-tolk").inner_text()
    page.fill("#tolk", "Tolk 4711, Språkhuset, på telefon")
    page.click("text=Spara samtycket")
    assert "Samtycket är sparat" in page.locator(".case__notice").inner_text()
    assert "Sjukskrivning" in page.locator(".consent-matrix").inner_text()
    assert "Försäkringskassan, Lokalkontor Almby" in page.locator(".consent-matrix").inner_text()
    page.click(".consent-one__title a")
    assert reference in page.locator("h1").inner_text()
    assert "Tolk 4711, Språkhuset, på telefon" in page.locator("main").inner_text()
    page.click(".consent-one >> text=Återkalla")
    page.click("button:has-text('Återkalla samtycket')")
    assert "Inget samtycke gäller nu" in page.locator("main").inner_text()
    assert ConsentEvent.objects.filter(kind=ConsentEvent.Kind.WITHDRAWN).count() == 1


def test_every_page_is_sound_in_every_state(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None]
) -> None:
    page = visit()
    picture(page, "tom")
    assert_sound(page)
    first = desk.give([0, 1], ["kontakt", "sjukskrivning", "formaga"], exceptions=("brister",))
    desk.give([2], ["kontakt", "vard", "diagnos"], exceptions=("psykisk", "behandling"), days=60)
    desk.give([3], ["kontakt", "praktiskt"], purpose="insats", start=timezone.localdate() + timedelta(days=9))
    last = desk.give([3], ["planering"])
    withdraw_consent(consent=last, channel="telefon", by=desk.by)
    waiting = desk.prepare([1], ["arbete"], language="ar")
    for name, path in (
        ("full", ""),
        ("ett", f"/{first.pk}"),
        ("aterkallat", f"/{last.pk}"),
        ("aterkalla", f"/{first.pk}/aterkalla"),
        ("begransa", f"/{first.pk}/begransa"),
        ("nytt", "/nytt"),
        ("fornya", f"/nytt?fornyar={first.pk}"),
        ("forberett", f"/forberett/{waiting.pk}"),
    ):
        page = visit(path)
        picture(page, name)
        assert_sound(page)
        unfold(page)
        assert_sound(page)
    picture(page, "forberett-oppet")


def test_what_is_missing_is_told_on_sound_pages(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None]
) -> None:
    page = visit("/nytt")
    page.click("text=Gör texten")
    assert "minst en mottagare" in page.locator("#fel-mottagare").inner_text()
    picture(page, "nytt-fel")
    assert_sound(page)
    waiting = desk.prepare([0], ["kontakt"], language="fa")
    page = visit(f"/forberett/{waiting.pk}")
    page.click("text=Spara samtycket")
    assert "Alla fem" in page.locator("#fel-sagt").inner_text()
    picture(page, "forberett-fel")
    assert_sound(page)
