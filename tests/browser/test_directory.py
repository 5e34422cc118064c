"""The contact list in a browser: verified in one click, warned about, read in from a file with one bad row, shown at a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.contact_factories import make_contact
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.models import Contact
from samre.accounts.roles import Role
from samre.casework.actions.steps import choose_step, wait_for
from samre.casework.models import OpenStep

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """A kommun with three contacts, one of them old, and a caseworker who waits for the care."""

    def __init__(self) -> None:
        unit = make_unit(name="Försörjningsstöd Norr")
        self.lead = make_assignment(role=Role.PROCESS_LEAD, unit=unit)
        self.caseworker = make_assignment(unit=unit)
        by = actor_for(self.caseworker)
        self.old = make_contact(
            by, ago=112, typed={"enhet": "Gammal mottagning", "webb": "https://x.example/" + "lång" * 12}
        )
        make_contact(
            by, typed={"enhet": "Ny mottagning", "e_post": "en.ganska.lang.adress@mottagning.example"}
        )
        make_contact(by, typed={"part": "FK", "enhet": "Kassan", "funktion": "fk_samordning"})
        self.case = make_case(by, name="Alva Provsson")
        choose_step(case=self.case, step="S06", reason="Behövs.", by=by)
        for step in OpenStep.objects.filter(case=self.case):
            step.case = self.case
            wait_for(step=step, party="REG", until=step.due, then="Ring", by=by)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment, "/kontakter", width=390)`: a page where somebody is logged in."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def press(page: Any, name: str) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_click_says_that_it_is_true_and_one_takes_it_back(
    desk: Desk, visit: Callable[..., Any], *, javascript: bool
) -> None:
    page = visit(desk.caseworker, "/kontakter", javascript=javascript)
    expect(page.get_by_text("Senast kontrollerad för 112 dagar sedan")).to_be_visible()
    page.get_by_role("link", name="Visa dem").click()
    expect(page.get_by_role("heading", level=3)).to_have_count(1)
    press(page, "Stämmer fortfarande")
    expect(page.get_by_role("status")).to_contain_text("Kontrollen är sparad")
    expect(page.get_by_text("Senast kontrollerad för 112 dagar sedan")).to_have_count(0)
    press(page, "Ångra")
    expect(page.get_by_text("Senast kontrollerad för 112 dagar sedan")).to_be_visible()
    page.get_by_label("Part", exact=True).select_option("FK")
    page.get_by_label("Visa", exact=True).select_option("")
    press(page, "Visa")
    expect(page.get_by_role("heading", level=3)).to_have_text("Kassan")


def test_a_file_with_one_bad_row_is_read_in_without_it(desk: Desk, visit: Callable[..., Any]) -> None:
    page = visit(desk.lead, "/kontakter/las-in")
    rows = "Part;Myndighet;Enhet;Telefon\r\nREG;Region;Tredje enheten;010-1\r\nXX;Okänd;;010-2\r\n"
    page.get_by_label("CSV eller vCard").set_input_files(
        {"name": "kontakter.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")}
    )
    press(page, "Visa vad filen ändrar")
    expect(page.get_by_text("Rad 3, Okänd")).to_be_visible()
    assert not Contact.objects.filter(unit_name="Tredje enheten").exists()
    press(page, "Läs in 1 rad och hoppa över 1")
    expect(page.get_by_role("heading", name="Tredje enheten")).to_be_visible()
    expect(page.get_by_text("Inte kontrollerad än")).to_be_visible()


def test_every_page_of_the_list_is_sound(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    page = visit(desk.lead, "/kontakter")
    start = page.url.removesuffix("/kontakter")
    for path in (
        "/kontakter",
        "/kontakter?part=PM",
        "/kontakter/ny",
        "/kontakter/las-in",
        f"/kontakter/{desk.old.pk}",
    ):
        page.goto(start + path)
        assert_sound(page)
    page.get_by_text("Rätta eller ändra").click()
    page.get_by_label("E-post").fill("fel")
    press(page, "Spara ändringen")
    expect(page.get_by_text("Det är ingen e-postadress.").first).to_be_visible()
    assert_sound(page)


def test_whom_to_turn_to_stands_where_one_waits(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    page = visit(desk.caseworker, f"/arenden/{desk.case.pk}")
    page.get_by_text("Så når ni den ni väntar på").click()
    expect(page.get_by_role("link", name="010-000 00 01").first).to_be_visible()
    assert_sound(page)
    page.goto(page.url + "/steg")
    page.get_by_text("Så når ni den ni väntar på").first.click()
    assert_sound(page)
