"""The worklist, search and a new case in a browser: by keyboard, without JavaScript, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.accounts.factories import make_assignment, make_unit
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.roles import Role
from samre.casework.models import Case
from samre.casework.models.cases import CaseAssignment
from samre.web.definition import EXAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = EXAMPLES / "fk7804-gott.xml"


@pytest.fixture
def unit() -> Any:
    unit = make_unit(name="Försörjningsstöd Norr")
    by = actor_for(make_assignment(unit=unit))
    for number in range(3):
        make_case(by, name=f"Prova{number} Ett Mycket Långt Efternamnssonsdotter")
    Case.objects.filter(number__endswith="1").update(stuck="samma_steg intyg_utgatt", turn="var")
    return unit


@pytest.fixture
def logged_in(open_page: Callable[..., Any], client: Any) -> Callable[..., Any]:
    """`logged_in(assignment, "/arenden", width=390)`: a page where somebody is logged in."""
    from tests.accounts.factories import log_in

    def visit(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        log_in(client, assignment)
        cookie = client.cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return visit


def handler_of(unit: Any) -> Any:
    from samre.accounts.models import Assignment

    return Assignment.objects.get(unit=unit, user__in=CaseAssignment.objects.values("user"))


def test_the_tabs_are_swapped_in_place_and_have_addresses_of_their_own(
    logged_in: Callable[..., Any], unit: Any, assert_sound: Callable[[object], None]
) -> None:
    page = logged_in(handler_of(unit), "/arenden")
    for tab in ("vantar", "bevaka", "alla"):
        page.locator(f"#flik-{tab}").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#flik-{tab}[aria-current=page]")
        assert page.url.endswith(f"?flik={tab}")
        assert page.evaluate("document.activeElement.id") == f"flik-{tab}", "fokus stannar på fliken"
        assert_sound(page)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".work__row").count() == 3
    page.go_back()
    page.wait_for_selector("#flik-bevaka[aria-current=page]")


def test_a_manager_filters_by_handler_without_javascript(logged_in: Callable[..., Any], unit: Any) -> None:
    manager = make_assignment(unit=unit, role=Role.MANAGER)
    page = logged_in(manager, "/arenden?flik=alla", javascript=False)
    assert page.locator(".work__row").count() == 3
    page.select_option("#handlaggare", value=str(manager.user_id))
    page.get_by_role("button", name="Visa").click()
    assert page.locator(".work__row").count() == 0
    assert "handlaggare=" in page.url and manager.user.name not in page.url


def test_search_finds_and_tells_at_every_width(
    logged_in: Callable[..., Any], unit: Any, assert_sound: Callable[[object], None]
) -> None:
    page = logged_in(handler_of(unit), "/arenden/sok")
    assert_sound(page)
    page.keyboard.type("prova")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.locator(".hit").count() == 3 and page.url.endswith("/arenden/sok")
    assert_sound(page)
    page.fill("#sok", "19121212-1213")
    page.keyboard.press("Enter")
    page.wait_for_selector("#sok-fel")
    assert_sound(page)


def test_a_case_is_opened_from_a_certificate_without_javascript(
    logged_in: Callable[..., Any], unit: Any
) -> None:
    page = logged_in(handler_of(unit), "/arenden/nytt", javascript=False, width=390)
    page.set_input_files("#fil", str(GOOD))
    page.get_by_role("button", name="Läs filen").click()
    assert page.input_value("#nummer") != ""
    page.fill("#namn", "Prova Provsson")
    page.get_by_role("button", name="Gå vidare").last.click()
    page.get_by_role("button", name="Öppna ärendet").click()
    assert page.locator(".wrong a").count() == 2, "det som saknas sägs överst, med länk dit"
    page.locator(".wrong a").first.click()
    page.check("#sakert")
    page.check("#skydd-ingen")
    page.get_by_role("button", name="Öppna ärendet").click()
    case = Case.objects.exclude(person__identity_kind="annan").get()
    assert page.url.endswith(f"/arenden/{case.pk}")
    assert case.certificates.count() == 1


def test_a_new_case_is_sound_in_each_of_its_states(
    logged_in: Callable[..., Any], unit: Any, assert_sound: Callable[[object], None]
) -> None:
    page = logged_in(handler_of(unit), "/arenden/nytt")
    assert_sound(page)
    page.locator("button[value=vidare]").last.click()
    page.wait_for_selector(".wrong")
    assert_sound(page)
    page.set_input_files("#fil", str(GOOD))
    page.wait_for_selector(".read")
    page.fill("#namn", "Prova Provsson")
    page.locator("button[value=vidare]").last.click()
    page.wait_for_selector(".checked")
    assert_sound(page)
    page.locator("#fraga .ask .choice").last.click()
    page.wait_for_selector("#fraga")
    page.locator("button[value=oppna]").click()
    page.wait_for_selector("#fel-sakert")
    assert_sound(page)
