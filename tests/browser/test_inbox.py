"""The other side in a browser: the inbox, the answer that brings the case back, and the link for her who has no account."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit, make_user
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, send
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.models import Assignment, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.answer_links import make_link
from samre.casework.actions.disclosure_sending import Wait
from samre.casework.actions.facts import enter_facts
from samre.casework.models import Disclosure, DisclosureAnswer, OpenStep
from samre.casework.post import remind_delivery

pytestmark = pytest.mark.django_db(transaction=True)
NEEDED = ("person:namn", "uppgift:fodd", "uppgift:sgi", "uppgift:nedsattning", "uppgift:grad")
FACTS = {"fodd": "1986-05-04", "sgi": "noll", "nedsattning": "minst_1_ar", "grad": 50}
ASKED = "Vi undrar om samordning är rätt väg, och om underlaget räcker."


class Desk:
    """A kommun with a handler and her case, and a handläggare at Försäkringskassan."""

    def __init__(self, open_page: Callable[..., Any]) -> None:
        cache.clear()
        self.open_page = open_page
        kommun = make_unit(authority=make_authority(name="Almby kommun"), name="Försörjningsstöd Norr")
        self.handler = make_assignment(
            unit=kommun, user=make_user(name="Hanna Lind"), title="Socialsekreterare"
        )
        self.by = actor_for(self.handler)
        self.case = make_case(self.by, name="Prov Almqvist", facts=dict(FACTS))
        fk = make_authority(kind=AuthorityKind.FK, name="Försäkringskassan")
        self.partner = make_assignment(
            role=Role.PARTNER,
            unit=make_unit(authority=fk, name="Sjukförsäkring Sydost"),
            user=make_user(name="Anders Moberg"),
        )
        region = make_authority(kind=AuthorityKind.REGION, name="Region Mellanå")
        self.care = make_unit(authority=region, name="Rehabkoordinering")

    def send(
        self, to: Unit, *, road: str = "inkorg", days: int = 14, waits: bool = True, **more: Any
    ) -> Disclosure:
        case = more.pop("case", self.case)
        make_consent(case, self.by, to=[to], categories=EVERYTHING)
        answer_by = timezone.localdate() + timedelta(days=days)
        step = OpenStep.objects.get(case=case, state__in=("pagar", "vantar"))
        draft = make_draft(case, self.by, to=to, road=road, answer_by=answer_by, asked=ASKED, step=step)
        draft = assess(choose(draft, self.by, *more.get("fields", NEEDED)), self.by)
        return send(draft, self.by, wait=Wait(step=step, then="Ringer", mark=step.mark) if waits else None)

    def another(self, name: str, *, days: int) -> Disclosure:
        case = make_case(self.by, name=name, facts=dict(FACTS))
        return self.send(self.partner.unit, days=days, case=case)

    def visit(self, assignment: Assignment, path: str, **more: Any) -> Any:
        page = self.open_page("/karta", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page


@pytest.fixture
def desk(open_page: Callable[..., Any]) -> Desk:
    return Desk(open_page)


def shot(page: Any, name: str) -> None:
    """A picture at three widths where SAMRE_PICTURES names a folder: to be looked at."""
    folder = os.environ.get("SAMRE_PICTURES")
    for width in (1280, 390, 320) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(folder or ".") / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_fk_reads_and_asks_for_more_and_the_kommun_has_the_case_back(
    desk: Desk, assert_sound: Callable
) -> None:
    for name, days in (("Prov Berg", 1), ("Prov Cederlund", 30)):
        desk.another(name, days=days)
    sent = desk.send(desk.partner.unit, days=9)
    with transaction.atomic():
        remind_delivery(receiver=desk.partner.unit.authority, source_ref=sent.pk, why="prov")
    page = desk.visit(desk.partner, "/inkorg")
    assert "Svara senast i morgon" in page.locator(".inbox__row").first.inner_text()
    assert "Almqvist" not in page.content()
    assert_sound(page)
    shot(page, "inkorg")
    page.locator(".inbox__row", has_text="Påminnelse").get_by_role("link").click()
    assert ASKED in page.locator("main").inner_text()
    assert "Prov Almqvist" not in page.title()
    assert_sound(page)
    shot(page, "inkorg-leverans")
    page.get_by_role("link", name="Vi behöver mer underlag").click()
    assert_sound(page)
    shot(page, "inkorg-svar")
    page.get_by_label("Vill ni skriva något mer?").fill("Skicka det nya intyget.")
    page.get_by_role("button", name="Skicka svaret").click()
    assert "Välj vad ni behöver" in page.locator("#fel-saknas").inner_text()
    assert page.get_by_label("Vill ni skriva något mer?").input_value() == "Skicka det nya intyget."
    assert_sound(page)
    page.get_by_label("Läkarintyg: hur länge nedsättningen väntas vara").check()
    page.get_by_role("button", name="Skicka svaret").click()
    assert "Svaret är skickat" in page.locator("[role=status]").inner_text()
    assert "Skicka det nya intyget." in page.locator(".inbox-answers").inner_text()
    assert_sound(page)
    shot(page, "inkorg-besvarad")
    work = desk.visit(desk.handler, "/arenden?flik=min-tur")
    assert "Prov Almqvist" in work.locator("#arbetslista").inner_text()


def test_it_works_without_javascript_and_by_keyboard(desk: Desk) -> None:
    desk.send(desk.partner.unit)
    page = desk.visit(desk.partner, "/inkorg", javascript=False, width=320)
    page.locator(".inbox__subject").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/inkorg/*")
    page.get_by_role("link", name="Vi har ett besked").click()
    page.get_by_label("Samordning beviljad").check()
    page.get_by_role("button", name="Skicka svaret").click()
    assert "Samordning beviljad" in page.locator(".inbox-answers").inner_text()
    assert DisclosureAnswer.objects.get().facts == {"fk_samordning": "beviljad"}


@pytest.mark.both_databases
def test_two_colleagues_who_answer_at_once_see_each_other_and_lose_nothing(desk: Desk) -> None:
    desk.send(desk.partner.unit)
    colleague = make_assignment(role=Role.PARTNER, unit=desk.partner.unit, user=make_user(name="Kim Almgren"))
    pages = [desk.visit(one, "/inkorg") for one in (desk.partner, colleague)]
    for page, text in zip(pages, ("Ett svar.", "Ett annat svar."), strict=True):
        page.locator(".inbox__subject").click()
        page.get_by_role("link", name="Vi har ett besked").click()
        page.get_by_label("Vill ni skriva något mer?").fill(text)
    for page in pages:
        page.get_by_role("button", name="Skicka svaret").click()
    assert "Svaret är skickat" in pages[0].locator("[role=status]").inner_text()
    late = pages[1]
    assert "Anders Moberg svarade medan du skrev" in late.locator("[role=alert]").inner_text()
    assert "Ett svar." in late.locator(".inbox-answers").inner_text()
    assert late.get_by_label("Vill ni skriva något mer?").input_value() == "Ett annat svar."
    late.get_by_role("button", name="Skicka svaret").click()
    assert "Svaret är skickat" in late.locator("[role=status]").inner_text()
    assert sorted(one.text for one in DisclosureAnswer.objects.all()) == ["Ett annat svar.", "Ett svar."]


def test_the_rehabkoordinator_without_an_account_answers_by_link_and_code(
    desk: Desk, assert_sound: Callable
) -> None:
    sent = desk.send(desk.care, road="lank")
    address = f"/arenden/{desk.case.pk}/samverkan/lamna-ut/{sent.pk}/svar"
    kommun = desk.visit(desk.handler, address)
    assert_sound(kommun)
    shot(kommun, "svaret")
    kommun.get_by_label("Vem ska svara?").fill("Lena Strand, rehabkoordinator")
    kommun.get_by_label("Så lämnas länken").select_option("mejl")
    kommun.get_by_label("Så lämnas koden").select_option("telefon")
    kommun.get_by_role("button", name="Gör en länk").click()
    assert_sound(kommun)
    shot(kommun, "engangslank")
    link, code = (one.inner_text() for one in kommun.locator(".link-once__value").all())
    page = desk.open_page(re.sub(r"^https?://[^/]+", "", link))
    assert_sound(page)
    shot(page, "lank-kod")
    page.get_by_label("Koden").fill("AAAA-AAAA")
    page.get_by_role("button", name="Öppna").click()
    assert "4 försök kvar" in page.locator("#fel-kod").inner_text()
    assert "Almqvist" not in page.content()
    page.get_by_label("Koden").fill(code.lower())
    page.get_by_role("button", name="Öppna").click()
    assert "Prov Almqvist" in page.locator("main").inner_text()
    assert_sound(page)
    page.get_by_role("button", name="Vi har ett besked").click()
    assert_sound(page)
    shot(page, "lank-svar")
    page.get_by_label("Nej, aktivitet kan börja nu").check()
    page.get_by_label("Ditt namn").fill("Lena Strand")
    page.get_by_label("Uppdrag").fill("Rehabkoordinator")
    page.get_by_role("button", name="Skicka svaret").click()
    assert "svaret är skickat" in page.locator("main").inner_text()
    assert_sound(page)
    assert page.context.cookies() == []
    page.goto(link)
    assert "Länken gäller inte" in page.locator("main").inner_text()
    assert_sound(page)
    kommun.goto(kommun.url)
    assert "Besvarad" in kommun.locator("main").inner_text()
    assert DisclosureAnswer.objects.get().by_name == "Lena Strand"


def test_the_link_works_without_javascript_on_a_narrow_screen(desk: Desk) -> None:
    sent = desk.send(desk.care, road="lank", waits=False)
    made = make_link(disclosure=sent, sent_to="Lena", link_road="mejl", code_road="telefon", by=desk.by)
    page = desk.open_page(f"/svar/{made.token}", javascript=False, width=320)
    page.get_by_label("Koden").fill(made.code)
    page.get_by_role("button", name="Öppna").click()
    page.get_by_role("button", name="Vi kan inte göra det").click()
    page.get_by_role("button", name="Skicka svaret").click()
    assert "Skriv ditt namn" in page.locator("#fel-namn").inner_text()
    page.get_by_label("Det är inte vårt uppdrag").check()
    page.get_by_label("Ditt namn").fill("Lena Strand")
    page.get_by_role("button", name="Skicka svaret").click()
    assert "svaret är skickat" in page.locator("main").inner_text()


def test_what_changes_in_the_case_afterwards_is_not_seen(desk: Desk) -> None:
    desk.send(desk.partner.unit)
    page = desk.visit(desk.partner, "/inkorg")
    page.locator(".inbox__subject").click()
    assert "50 %" in page.locator("main").inner_text()
    enter_facts(case=desk.case, values={"grad": 100}, source="intyg", by=desk.by)
    page.reload()
    assert "50 %" in page.locator("main").inner_text()
    assert "100 %" not in page.locator("main").inner_text()
