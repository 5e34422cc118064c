"""An agreement in a browser, until it holds; and a deviation told of in two clicks, handled, closed and counted."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.governance.agreement_factories import in_force, make_insurer
from tests.governance.factories import Federation, make_federation

from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.casework.actions.step_answers import note_answer
from samre.casework.actions.steps import choose_step, wait_for
from samre.governance.actions.versions import follow_map
from samre.governance.models import Agreement, AgreementState, Deviation, DeviationState

from .conftest import axe, overflow

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")
LIST = "/kartan/overenskommelse"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment_id, "/kartan/avvikelser", width=390)`: a page where somebody is logged in."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/halsa", **more)
        client = log_in(Client(), Assignment.objects.get(pk=assignment))
        cookie = client.cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", path))
        return page

    return show


def look(page: Any, name: str) -> None:
    """axe, and no sideways scroll down to 320 px. Keeps what it looks like, where somebody has asked for it (PICTURES_FOLDER)."""
    assert axe(page) == []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, (name, width)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def write(page: Any) -> None:
    """Begins an agreement and puts two parties in."""
    first = timezone.localdate()
    page.get_by_label("Gäller från").fill(first.isoformat())
    page.get_by_label("Gås igenom senast").fill((first + timedelta(days=300)).isoformat())
    page.get_by_role("button", name="Börja").click()
    for name, actor in (("Provkommun", "Kommunen"), ("Försäkringskassan", "Försäkringskassan")):
        page.get_by_role("link", name="Lägg till en part").click()
        page.get_by_label("Vad heter parten?").fill(name)
        page.get_by_role("checkbox", name=actor).check()
        page.get_by_role("button", name="Lägg till parten").click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        look(page, f"part-{actor.lower()}")
        page.get_by_role("button", name="Spara åtagandena").click()


def test_an_agreement_is_written_signed_and_decided(
    visit: Callable[..., Any], federation: Federation
) -> None:
    page = visit(federation.lead.assignment_id, f"{LIST}/ny")
    look(page, "ny")
    write(page)
    look(page, "skrivs")
    page.get_by_role("button", name="Lägg för underskrift").click()
    look(page, "undertecknas")
    for name in ("Försäkringskassan", "Provkommun"):
        page.get_by_text(f"Notera underskriften för {name}", exact=True).click()
        form = page.locator("details[open] form")
        form.get_by_label("Vem undertecknade?").fill("Gun Falk")
        form.get_by_role("button", name="Notera underskriften").click()
        # Without a title it comes back with what was typed.
        expect(page.get_by_role("link", name="Skriv titeln")).to_be_visible()
        form = page.locator("details[open] form")
        expect(form.get_by_label("Vem undertecknade?")).to_have_value("Gun Falk")
        form.get_by_label("Titel").fill("Chef")
        form.get_by_role("button", name="Notera underskriften").click()
    page = visit(federation.board.assignment_id, f"{LIST}/{Agreement.objects.get().pk}", width=390)
    page.get_by_role("button", name="Besluta att den gäller").click()
    look(page, "galler")
    assert Agreement.objects.get().state == AgreementState.SIGNED
    page.get_by_role("link", name="Hur den hålls").click()
    look(page, "uppfoljning")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_deviation_in_two_clicks_from_a_step_handled_closed_and_counted(
    visit: Callable[..., Any], federation: Federation, javascript: bool
) -> None:
    insurer = make_insurer()
    in_force(federation, insurer)
    assignment, by = make_caseworker()
    case = make_case(by, name="Alva Provsson")
    follow_map(
        keeper=federation.keeper, follower=by.authority_id, since=date(2026, 11, 1), by=federation.lead
    )
    page = visit(assignment.pk, f"/arenden/{case.pk}", javascript=javascript)
    page.goto(page.url.split("/arenden")[0] + f"/kartan/avvikelser/ny?steg=S14&part=FK&arende={case.pk}")
    if javascript:
        look(page, "anmal")
    page.get_by_role("button", name="Inget svar").click()
    expect(page.get_by_text("Avvikelsen är anmäld")).to_be_visible()
    row = Deviation.objects.get()
    assert (row.step, row.party, row.kind) == ("S14", "Försäkringskassan", "inget_svar")
    one = f"/kartan/avvikelser/{row.pk}"
    lead = visit(federation.lead.assignment_id, one, javascript=javascript)
    lead.get_by_role("button", name="Skicka till parten").click()
    partner = visit(insurer.partner.assignment_id, one, javascript=javascript, width=390)
    partner.get_by_label("Vad hände").fill("Vi hade ingen ersättare.")
    partner.get_by_role("button", name="Spara svaret").click()
    lead.goto(lead.url.split("?")[0])
    lead.get_by_label("Vad görs, och vem gör det?").fill("En brevlåda för gruppen.")
    lead.get_by_role("button", name="Spara åtgärden").click()
    if javascript:
        look(lead, "avvikelse")
    lead.get_by_label("Vad ledde det till?").fill("Gruppen har en brevlåda.")
    lead.get_by_role("button", name="Avsluta avvikelsen").click()
    row.refresh_from_db()
    assert row.state == DeviationState.CLOSED
    lead.goto(lead.url.split("/kartan")[0] + "/kartan/avvikelser?visa=avslutade")
    expect(lead.get_by_role("row", name="Försäkringskassan").get_by_role("cell").last).to_have_text("0")
    if javascript:
        look(lead, "avvikelser")


def test_how_it_is_held_is_drawn_for_the_kommun_and_hidden_where_it_is_few(
    visit: Callable[..., Any], federation: Federation
) -> None:
    agreement = in_force(federation, make_insurer())
    assignment, by = make_caseworker()
    for _ in range(6):
        case = make_case(by)
        step = choose_step(case=case, step="S14", reason="Personen behöver samordning.", by=by)
        wait_for(step=step, party="FK", until=timezone.localdate() + timedelta(days=30), then="Ring.", by=by)
    note_answer(step=step, answer="besked", came_on=timezone.localdate(), by=by)
    follow_map(
        keeper=federation.keeper, follower=by.authority_id, since=date(2026, 11, 1), by=federation.lead
    )
    manager = make_assignment(role=Role.MANAGER, unit=assignment.unit)
    path = f"{LIST}/{agreement.pk}/uppfoljning"
    page = visit(manager.pk, path)
    expect(page.get_by_role("row", name="14 Samordning hos FK")).to_contain_text("21 dagar")
    assert page.locator(".follow-bar rect").count() == 4
    look(page, "uppfoljning-kommun")
    look(visit(federation.board.assignment_id, path), "uppfoljning-styrgrupp")


def test_the_link_stands_in_the_step_of_a_case(visit: Callable[..., Any], federation: Federation) -> None:
    assignment, by = make_caseworker()
    case = make_case(by, name="Alva Provsson")
    follow_map(
        keeper=federation.keeper, follower=by.authority_id, since=date(2026, 11, 1), by=federation.lead
    )
    page = visit(assignment.pk, f"/arenden/{case.pk}")
    page.get_by_role("link", name="Samarbetet brast här").first.click()
    expect(page.get_by_role("heading", level=1, name="Samarbetet brast här")).to_be_visible()
