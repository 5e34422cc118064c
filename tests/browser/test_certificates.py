"""Läkarintyg and what is watched, in a browser: every state sound, narrow, by file and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.actions.test_certificates import TOLVAN, a_file, lasting
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.deadlines import add_deadline, meet_deadline
from samre.casework.actions.tasks import add_task, finish_task
from samre.certificate.model import Code

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES", "")
SPELLS = (
    (date(2026, 3, 1), date(2026, 5, 15), {"32.1": Code("HELT_NEDSATT", "KV_FKMU_0003")}),
    (date(2026, 6, 20), date(2026, 8, 31), {"19.1": "Väntar på operation."}),
    (date(2026, 9, 1), date(2026, 11, 1), {"39.1": None, "40.1": None}),
    (date(2026, 11, 2), date(2026, 12, 3), {}),
)


class Desk:
    """A case with four certificates, tasks and last days; and one without anything."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        refused = {"avslag": "fk", "avslag_datum": "2026-11-02"}
        self.case = make_case(self.by, name="Tolvan Tolvansson", number=TOLVAN, facts=refused)
        self.rows = [
            add_certificate(
                case=self.case, data=a_file(lasting(first, last, **changes)), name="intyg.json", by=self.by
            )
            for first, last, changes in SPELLS
        ]
        today = timezone.localdate()
        add_task(
            case=self.case,
            text="Ring vårdcentralen om remissen till ortopeden",
            due_on=today + timedelta(days=4),
            by=self.by,
        )
        done = add_task(case=self.case, text="Skicka kallelse", due_on=today, by=self.by)
        finish_task(task=done, by=self.by)
        add_deadline(case=self.case, rule="overklagan_kommun", counted_from=date(2026, 11, 1), by=self.by)
        add_deadline(case=self.case, rule="kommunicering", counted_from=today, by=self.by)
        met = add_deadline(case=self.case, rule="drojsmal", counted_from=date(2026, 5, 1), by=self.by)
        meet_deadline(deadline=met, by=self.by)
        self.empty = make_case(self.by, name="Alva Provsson")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any], desk: Desk) -> Callable[..., Any]:
    def show(case: Any, path: str, **more: Any) -> Any:
        page = open_page("/halsa", **more)
        cookie = log_in(Client(), desk.assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", f"/arenden/{case.pk}{path}"))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, when somebody wants to see it (SAMRE_PICTURES=folder)."""
    if PICTURES:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("path", ["/intyg", "/bevaka"])
def test_the_pages_are_sound_full_empty_and_unfolded(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None], path: str
) -> None:
    for name, case in (("full", desk.case), ("tom", desk.empty)):
        page = visit(case, path)
        picture(page, f"{path[1:]}-{name}")
        assert_sound(page)
        unfold(page)
        assert_sound(page)


def test_one_certificate_is_sound_and_says_what_has_changed(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None]
) -> None:
    page = visit(desk.case, f"/intyg/{desk.rows[2].pk}")
    picture(page, "ett-intyg")
    assert page.locator("#andrat").inner_text() == "Ändrat sedan 20 juni 2026"
    assert "Väntar på operation." in page.locator(".cert-changes").inner_text()
    assert_sound(page)
    unfold(page)
    assert_sound(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_is_added_with_and_without_javascript(
    visit: Callable[..., Any], desk: Desk, javascript: bool
) -> None:
    page = visit(desk.empty, "/intyg", javascript=javascript)
    file = {"mimeType": "application/json", "name": "intyg.json"}
    page.set_input_files("#fil", {**file, "buffer": a_file(lasting(date(2026, 11, 2), date(2026, 12, 31)))})
    page.click('#lagg-in button:has-text("Lägg in intyget")')
    page.check("#ratt_person")
    page.click('#lagg-in button:has-text("Lägg in intyget")')
    page.wait_for_url("**klart=intyg*")
    assert page.locator(".case__notice").inner_text() == "Intyget är inlagt."
    assert desk.empty.certificates.count() == 1


def test_writing_off_from_paper_is_sound_also_when_it_is_wrong(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None]
) -> None:
    page = visit(desk.empty, "/intyg/skriv?blankett=FK%207804")
    assert_sound(page)
    page.click("text=Lägg in intyget")
    assert "minst ett svar" in page.locator("[role=alert]").first.inner_text()
    picture(page, "skriv-av")
    assert_sound(page)


def test_what_is_watched_is_added_and_done_by_keyboard(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[Any], None]
) -> None:
    page = visit(desk.empty, "/bevaka")
    page.click("text=Bevaka >> nth=-1")
    assert_sound(page)
    page.fill("#text", "Ring skolan")
    page.fill("#dag", "2026-12-01")
    page.keyboard.press("Enter")
    page.wait_for_url("**klart=ny")
    page.focus("button[value=klar]")
    page.keyboard.press("Enter")
    page.wait_for_url("**klart=klar")
    assert page.locator(".watch-list__row").count() == 0
