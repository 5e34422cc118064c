"""Trust in a browser: emergency access, log review, the log, and the person's extract; by keyboard, narrow, without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_unit, make_user
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.roles import Role
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.actions.reviews import pick_until_now
from samre.casework.models import Review

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Personen ringer och står utan bostad i kväll"


class Desk:
    """A unit with a handler, her case, a colleague, a reviewer and an administrator."""

    def __init__(self, open_page: Callable[..., Any]) -> None:
        self.open_page = open_page
        self.unit = make_unit(name="Försörjningsstöd Norr")
        self.handler = make_assignment(unit=self.unit, user=make_user(name="Hanna Ledare"))
        self.colleague = make_assignment(unit=self.unit, user=make_user(name="Kim Almqvist"))
        self.reviewer = make_assignment(unit=self.unit, role=Role.REVIEWER)
        self.administrator = make_assignment(unit=self.unit, role=Role.ADMINISTRATOR)
        self.case = make_case(actor_for(self.handler), name="Prov Almqvist")

    def visit(self, assignment: Any, path: str, **more: Any) -> Any:
        page = self.open_page("/karta", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    def work(self) -> None:
        """A day with something of most sorts in the log."""
        client = log_in(Client(), self.handler)
        for _ in range(3):
            client.get(f"/arenden/{self.case.pk}")
        hidden = make_case(actor_for(self.handler), protection="markering")
        client.get(f"/arenden/{hidden.pk}")
        log_in(Client(), self.colleague).get(f"/arenden/{hidden.pk}")
        open_in_emergency(case=self.case, reason="akut", explanation=WHY, by=actor_for(self.colleague))
        log_in(Client(), self.colleague).get(f"/arenden/{self.case.pk}")
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            pick_until_now(owner=self.unit.authority, by=actor_for(self.reviewer))


@pytest.fixture
def desk(open_page: Callable[..., Any]) -> Desk:
    return Desk(open_page)


def shot(page: Any, name: str) -> None:
    """A picture at three widths where SAMRE_PICTURES names a folder: to be looked at."""
    folder = os.environ.get("SAMRE_PICTURES")
    for width in (1280, 390, 320) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(Path(folder or ".") / f"{name}-{width}.png"), full_page=True)


def test_from_the_page_that_says_no_to_reading_with_a_reason(desk: Desk, assert_sound: Callable) -> None:
    page = desk.visit(desk.colleague, f"/arenden/{desk.case.pk}")
    assert "inget uppdrag" in page.locator("main").inner_text()
    assert_sound(page)
    shot(page, "nekad")
    page.get_by_role("link", name="nödåtkomst till ärendet").click()
    assert_sound(page)
    shot(page, "nodatkomst")
    page.get_by_role("button", name="Öppna ärendet med nödåtkomst").click()
    assert "Välj varför" in page.locator("#fel-skal").inner_text()
    assert_sound(page)
    page.get_by_label("Personen behöver hjälp nu").check()
    page.get_by_label("Beskriv vad som har hänt").fill(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/arenden/{desk.case.pk}")
    assert "nödåtkomst till kl." in page.locator(".case-head").inner_text()
    shot(page, "med-nodatkomst")


def test_the_reviewer_goes_through_the_queue(desk: Desk, assert_sound: Callable) -> None:
    desk.work()
    page = desk.visit(desk.reviewer, "/granskning")
    assert_sound(page)
    shot(page, "granskning")
    page.get_by_role("navigation", name="Varför de valdes ut").get_by_role("link", name="Nödåtkomst").click()
    page.get_by_role("link", name="Kim Almqvist").click()
    assert WHY in page.locator("main").inner_text()
    assert "Prov Almqvist" not in page.content()
    page.locator("main summary").click()
    assert_sound(page)
    shot(page, "granska")
    page.get_by_label("Åtkomsten hörde till arbetet").check()
    page.get_by_role("button", name="Spara granskningen").click()
    assert "Granskningen är sparad" in page.locator("[role=status]").inner_text()
    assert Review.objects.get(rule="nödåtkomst").outcome == "ok"


def test_a_review_works_without_javascript(desk: Desk) -> None:
    desk.work()
    page = desk.visit(desk.reviewer, "/granskning", javascript=False)
    page.get_by_role("link", name="Kim Almqvist").first.click()
    page.get_by_role("button", name="Spara granskningen").click()
    assert "Välj vad du kom fram till" in page.locator("#fel-utfall").inner_text()


def test_the_log_tells_whether_it_is_whole(desk: Desk, assert_sound: Callable) -> None:
    desk.work()
    page = desk.visit(desk.administrator, "/logg")
    page.get_by_role("button", name="Kontrollera hela kedjan nu").click()
    assert "som de skrevs" in page.locator("[role=status]").inner_text()
    assert_sound(page)
    shot(page, "logg")


def test_the_person_s_extract_is_shown_and_its_giving_noted(desk: Desk, assert_sound: Callable) -> None:
    desk.work()
    page = desk.visit(desk.handler, f"/arenden/{desk.case.pk}/loggutdrag")
    assert "Försörjningsstöd Norr" in page.locator(".trust-sheet").inner_text()
    assert_sound(page)
    shot(page, "loggutdrag")
    page.get_by_label("Vid ett möte").check()
    page.get_by_role("button", name="Anteckna att det är lämnat").click()
    assert "antecknat" in page.locator("[role=status]").inner_text()
