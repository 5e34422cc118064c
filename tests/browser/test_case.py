"""The pages of a case in a browser: what stands above the fold, by keyboard, without JavaScript, narrow, and in every state."""

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
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.casework.actions.cases import add_colleague, close_case
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.representatives import add_representative
from samre.casework.actions.steps import choose_step, wait_for
from samre.casework.actions.tasks import add_task
from samre.casework.last_seen import mark_seen
from samre.casework.models import Case

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES", "")
FOLD = {1280: 800, 390: 844}
COLD_KB = 150


class Desk:
    """A caseworker with cases in every state."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        colleague = make_assignment(unit=self.assignment.unit)
        self.colleague = actor_for(colleague)
        with time_machine.travel(timezone.now() - timedelta(days=95), tick=True):
            self.stuck = make_case(self.by, name="Erik Stilla", facts={"fodd": "1990-01-01"})
            self.waiting = self.make_waiting(colleague.user)
        enter_facts(case=self.waiting, values={"barn_i_hushallet": 2}, source="personen", by=self.colleague)
        self.new = make_case(self.by, name="Alva Provsson", facts={"fodd": "1986-05-04"})
        self.conflict = make_case(self.by, name="Maja Tvåsvar", facts={"fodd": "1970-03-03", "sgi": "noll"})
        enter_facts(
            case=self.conflict,
            values={"sgi": "finns"},
            source="myndighet",
            source_name="Försäkringskassan",
            by=self.by,
        )
        self.closed = make_case(self.by, name="Lo Avslutad")
        close_case(
            case=self.closed,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Fick arbete på lagret.",
            by=self.by,
        )
        self.protected = make_case(
            self.by, name="Hemlig Person", protection="folkbokforing", interpreter="tigrinja"
        )

    def make_waiting(self, colleague: Any) -> Case:
        case = make_case(self.by, name="Karim Väntande", facts={"fodd": "1979-02-11", "sgi": "noll"})
        add_colleague(case=case, user=colleague, by=self.by)
        wait_for(
            step=case.steps.get(),
            party="REG",
            until=timezone.localdate() + timedelta(days=107),
            then="Ring rehabkoordinatorn och be om en tid hos läkaren i stället.",
            name="Vårdcentralen i Almby centrum",
            by=self.by,
        )
        add_task(case=case, text="Ring skolan", due_on=timezone.localdate() + timedelta(days=105), by=self.by)
        add_representative(
            case=case,
            kind="god_man",
            scope="Bevaka rätt och förvalta egendom",
            name="Greta Ombudsson",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        mark_seen(case, self.by)
        return case


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any], desk: Desk) -> Callable[..., Any]:
    """`visit(case, "/uppgifter", width=390)`: a page of a case, with its handler logged in."""

    def show(case: Case, path: str = "", **more: Any) -> Any:
        page = open_page("/halsa", **more)
        cookie = log_in(Client(), desk.assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", f"/arenden/{case.pk}{path}"))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, when somebody wants to see it (SAMRE_PICTURES=folder)."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def is_above_the_fold(page: Any, what: str, height: int) -> bool:
    box = page.locator(what).first.bounding_box()
    return bool(box and box["y"] + box["height"] <= height)


@pytest.mark.parametrize("width", FOLD)
@pytest.mark.parametrize("state", ["new", "waiting", "stuck", "conflict"])
def test_where_who_and_since_when_stand_above_the_fold(
    visit: Callable[..., Any], desk: Desk, state: str, width: int
) -> None:
    page = visit(getattr(desk, state), width=width, height=FOLD[width])
    for what in (".case-phase", "h1", ".case-now__since", ".case-actions .ds-button >> nth=0"):
        assert is_above_the_fold(page, what, FOLD[width]), what
    assert page.locator(".case-now__map svg").bounding_box()["y"] < FOLD[width], "kartan syns"
    picture(page, f"case-{state}-{width}")


@pytest.mark.parametrize("state", ["new", "waiting", "stuck", "conflict", "closed", "protected"])
def test_every_state_of_the_case_page_is_sound(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[object], None], state: str
) -> None:
    assert_sound(visit(getattr(desk, state)))


@pytest.mark.parametrize(
    "path", ["/uppgifter", "/uppgifter?fraga=sgi", "/uppgifter?dag=2026-11-21", "/steg", "/person"]
)
def test_every_page_of_a_case_is_sound_folded_and_unfolded(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[object], None], path: str
) -> None:
    page = visit(desk.conflict, path)
    assert_sound(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert_sound(page)
    picture(page, "case" + path.replace("/", "-").replace("?", "-"))


def test_a_step_with_every_form_is_sound_also_when_it_is_sent_wrong(
    visit: Callable[..., Any], desk: Desk, assert_sound: Callable[[object], None]
) -> None:
    page = visit(desk.waiting, f"/steg/{desk.waiting.steps.get().pk}?gor=klart")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert_sound(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("button[value=klart]")
    page.wait_for_load_state()
    assert "Välj eller skriv vad steget ledde till." in page.inner_text("#klart")
    assert_sound(page)


def test_a_question_is_answered_in_place_by_keyboard(visit: Callable[..., Any], desk: Desk) -> None:
    page = visit(desk.new)
    question = page.inner_text("#ta-reda-pa")
    page.locator(".case-ask .choice").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".case__notice")
    assert page.inner_text(".case__notice") == "Svaret är sparat."
    assert page.evaluate("document.activeElement.className").startswith("ds-alert case__notice")
    assert page.inner_text("#ta-reda-pa") != question
    assert page.url.endswith(str(desk.new.pk)), "sidan laddas inte om"


def test_between_two_sources_one_press_decides(visit: Callable[..., Any], desk: Desk) -> None:
    page = visit(desk.conflict)
    page.select_option("#varfor-sgi", "nyare")
    page.click("button[aria-label^='Välj Ja, SGI finns för SGI']")
    page.wait_for_selector(".case__notice")
    assert page.locator(".case-conflict").count() == 0


def test_the_same_is_done_without_javascript(visit: Callable[..., Any], desk: Desk) -> None:
    page = visit(desk.waiting, javascript=False)
    assert "Vårdcentralen i Almby centrum ska svara senast" in page.inner_text("h1")
    page.click("a:has-text('Svaret kom')")
    page.check("input[name=svarade][value=besked]")
    page.click("#svaret button[value=svar]")
    assert "Svaret är noterat" in page.inner_text(".case__notice")
    page.click(".case-now >> text=Vänta på någon")
    page.select_option("#vanta-part", "FK")
    page.fill("#vanta-sedan", "")
    page.click("button[value=vanta]")
    assert "Skriv vad ni gör om svaret inte har kommit" in page.inner_text("#vanta")
    assert page.input_value("#vanta-part") == "FK"
    page.fill("#vanta-sedan", "Ring handläggaren.")
    page.click("button[value=vanta]")
    assert "Försäkringskassan ska svara senast" in page.inner_text("h1")
    page.click(".case-ask .choice >> nth=0")
    assert "Svaret är sparat." in page.inner_text(".case__notice")


def test_the_server_that_does_not_answer_loses_nothing_that_was_typed(
    visit: Callable[..., Any], desk: Desk
) -> None:
    page = visit(desk.new)
    page.fill("#svar-barn", "2")
    page.route("**/uppgifter", lambda route: route.abort())
    page.click("#svar-barn ~ button >> nth=0")
    page.wait_for_selector("#fel-svar:not([hidden])")
    assert page.input_value("#svar-barn") == "2"


def test_a_cold_case_page_is_light(visit: Callable[..., Any], desk: Desk) -> None:
    for code in ("S12", "S11", "S10"):
        choose_step(case=desk.conflict, step=code, reason="För provet.", by=desk.by)
    sizes: list[int] = []
    page = visit(desk.conflict)
    fresh = page.context.browser.new_context()
    fresh.add_cookies(page.context.cookies())
    cold = fresh.new_page()
    cold.on("requestfinished", lambda one: sizes.append(one.sizes()["responseBodySize"]))
    cold.goto(page.url, wait_until="networkidle")
    assert len(sizes) <= 10
    assert sum(sizes) <= COLD_KB * 1024, sizes
    fresh.close()
