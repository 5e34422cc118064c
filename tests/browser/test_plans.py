"""A plan in a browser: from the library, refused with gaps, fastställd, changed into version 2; with and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.factories import make_case
from tests.casework.plan_factories import make_plan

from samre.accounts.actors import actor_for
from samre.casework.actions.steps import choose_step
from samre.casework.models import Case, Plan

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")


class Desk:
    """A case in the step of trying what the person can do, and its handler."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        self.case = Case.objects.get(pk=make_case(self.by, name="Alva Provsson").pk)
        choose_step(case=self.case, step="S12", reason="Prövas nu.", by=self.by)
        self.at = f"/arenden/{self.case.pk}/samverkan/plan"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any], desk: Desk) -> Callable[..., Any]:
    """`visit("/…", width=390)`: a page where the handler is logged in."""

    def show(path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = log_in(Client(), desk.assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def press(page: Any, name: str) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_from_the_library_to_version_two(
    desk: Desk, visit: Callable[..., Any], *, javascript: bool
) -> None:
    page = visit(desk.at, javascript=javascript)
    press(page, "Börja en plan")
    press(page, "Besöka platsen och bestämma starttid")
    press(page, "Vi vet vad personen klarar i verkligheten")
    page.get_by_label("Om det blir sämre").or_(page.locator("#samre")).last.fill("Ring Sara.")
    press(page, "Fastställ planen")
    expect(page.get_by_role("alert").first).to_contain_text("Välj vad planen ska leda till")
    expect(page.locator("#samre")).to_have_value("Ring Sara.")
    page.get_by_role("link", name="Skriv målet med vanliga ord, så att personen känner igen det.").click()
    expect(page.locator("#mal_text")).to_be_focused()
    page.get_by_label("Arbete", exact=True).check()
    page.locator("#mal_text").fill("Jag arbetar deltid.")
    page.locator("#behov").fill("En lugn plats.")
    page.locator("#egna_mal").fill("Jag vill ut bland folk.")
    page.locator("#ramar_tid").fill("10 timmar i veckan")
    page.get_by_label("Personen är överens", exact=True).check()
    page.locator("#deltog_dag").fill("2026-11-20")
    page.locator("#deltog_hur").select_option("mote")
    press(page, "Fastställ planen")
    expect(page.get_by_text("Version 1, fastställd")).to_be_visible()
    expect(page.get_by_text("Jag vill ut bland folk.")).to_be_visible()
    press(page, "Gjord")
    expect(page.get_by_text("Det är noterat.")).to_be_visible()
    press(page, "Ändra planen")
    page.locator("#mal_text").fill("Jag arbetar halvtid.")
    page.locator("#utvarderas").fill("2027-02-01")
    page.get_by_label("Personen är inte överens", exact=True).check()
    page.locator("#delaktighet_ord").fill("Det går för fort.")
    page.locator("#deltog_dag").fill("2026-11-21")
    page.locator("#deltog_hur").select_option("telefon")
    press(page, "Fastställ planen")
    page.get_by_role("link", name="Version 2").click()
    expect(page.locator(".plan-changes")).to_contain_text("Jag arbetar deltid. → Jag arbetar halvtid.")
    assert Plan.objects.filter(case=desk.case, state="faststalld").count() == 2


def test_every_page_and_state_of_the_plan_is_sound(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    page = visit(desk.at)
    assert_sound(page)
    press(page, "Börja en plan")
    press(page, "Besöka platsen och bestämma starttid")
    press(page, "Lägg till ett eget delmål")
    assert_sound(page)
    press(page, "Fastställ planen")
    assert_sound(page)
    picture(page, "plan-luckor")
    press(page, "Slopa utkastet")
    plan = make_plan(desk.case, desk.by, participation="inte_overens", participation_words="För fort.")
    page.reload()
    page.get_by_text("Följ upp planen").click()
    assert_sound(page)
    picture(page, "plan")
    page.goto(f"{page.url.partition('/plan')[0]}/plan/{plan.pk}")
    assert_sound(page)
    page.goto(page.url.partition("/plan")[0])
    assert_sound(page)


def test_what_is_typed_in_a_plan_saves_itself(desk: Desk, visit: Callable[..., Any]) -> None:
    page = visit(desk.at)
    press(page, "Börja en plan")
    page.locator("#samre").fill("Ring Sara.")
    page.locator("#samre").blur()
    expect(page.locator("#sparat")).to_contain_text("Sparat", timeout=10_000)
    assert Plan.objects.get(case=desk.case).if_worse == "Ring Sara."
    page.locator("#behov").fill("En lugn plats.")
    press(page, "Besöka platsen och bestämma starttid")
    expect(page.locator("#behov")).to_have_value("En lugn plats.")
