"""A handläggare says from a case that a box is wrong, the process leader answers, and the handläggare sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.accounts.factories import log_in
from tests.casework.factories import make_case
from tests.governance.factories import Federation, make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.casework.actions.steps import choose_step
from samre.definitions import current
from samre.governance.actions.local import set_local
from samre.governance.models import LocalValue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def federation() -> Federation:
    return make_federation(folder=current())


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor, "/arenden", width=390)`: a page where somebody is logged in."""

    def show(who: Actor, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        cookie = log_in(Client(), Assignment.objects.get(pk=who.assignment_id)).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def press(page: Any, name: str) -> None:
    """A button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_box_is_said_from_a_case_answered_and_read(
    federation: Federation,
    visit: Callable[..., Any],
    assert_sound: Callable[[Any], None],
    *,
    javascript: bool,
) -> None:
    case = make_case(federation.caseworker, name="Alva Provsson")
    choose_step(case=case, step="S06", reason="Behövs.", by=federation.caseworker)
    page = visit(federation.caseworker, f"/arenden/{case.pk}", javascript=javascript)
    page.get_by_text("Krav, underlag och vägar vidare").first.click()
    page.get_by_role("link", name="Den här rutan stämmer inte").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stämmer inte")
    page.get_by_label("Vad är det som inte stämmer?").fill("Provsson får vänta för länge.")
    press(page, "Säg till")
    expect(page.get_by_role("alert")).to_contain_text("aldrig om en person")
    expect(page.get_by_label("Vad är det som inte stämmer?")).to_have_value("Provsson får vänta för länge.")
    if javascript:
        assert_sound(page)
    page.get_by_label("Vad är det som inte stämmer?").fill("Vårdcentralen svarar aldrig inom två veckor.")
    press(page, "Säg till")
    expect(page.get_by_role("status")).to_contain_text("Det har nummer 1")
    expect(page.get_by_role("link", name="Tillbaka till ärendet")).to_be_visible()

    lead = visit(federation.second_lead, "/kartan/andringar", javascript=javascript)
    lead.locator("main ul.mapwork-rows a").first.click()
    if javascript:
        assert_sound(lead)
    lead.get_by_label("Ja, ändra").check()
    lead.get_by_label("Svar till den som sa till").fill("Vi ändrar till fyra veckor.")
    press(lead, "Svara")
    expect(lead.get_by_role("status")).to_contain_text("Svaret är sparat")

    page.goto(page.url.split("/kartan")[0] + "/arenden")
    news = page.get_by_role("complementary", name="Nytt om kartan")
    expect(news).to_contain_text("tas med i en ändring")
    if javascript:
        assert_sound(page)
    news.get_by_role("link").click()
    expect(page.get_by_text("Vi ändrar till fyra veckor.")).to_be_visible()
    page.goto(page.url.split("/kartan")[0] + "/arenden")
    expect(page.get_by_role("complementary", name="Nytt om kartan")).to_have_count(0)


def test_a_visitor_is_told_whom_to_tell_in_the_guide_and_at_the_box(
    open_page: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    page = open_page("/karta/S08")
    page.get_by_text("Den här rutan stämmer inte").click()
    expect(page.get_by_text("Säg till processledaren")).to_be_visible()
    assert_sound(page)


def test_the_pages_that_keep_the_map_true_are_sound(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    mine = {"thing": "steg", "thing_id": "S08", "why": "Eget.", "by": federation.second_lead}
    set_local(part="råd", value="Vårt.", **mine)
    set_local(part="frist dagar", value=21, **mine)
    LocalValue.objects.filter(part="råd").update(over="Förut.")
    page = visit(federation.second_lead, "/kartan/lagbevakning")
    for path in (
        "/kartan/lagbevakning",
        "/kartan/lagbevakning/lag/SoL",
        "/kartan/lagbevakning/varde/prisbasbelopp",
        "/kartan/egna-varden",
        "/kartan/egna-varden/steg/S08",
        "/kartan/andringar/ny",
    ):
        page.goto(page.url.split("/kartan")[0] + path)
        for fold in page.locator("main details:not([open]) > summary").all():
            if fold.is_visible():
                fold.click()
        assert_sound(page)
