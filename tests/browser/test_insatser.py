"""Insatser in a browser: the handledare on a phone, the socialsekreterare at her desk, without scripts and by keyboard too."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case
from tests.casework.placement_factories import (
    TOLD,
    make_draft,
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
    report_content,
)

from samre.accounts.actors import actor_for
from samre.accounts.roles import Role
from samre.casework.actions.asf_work import mark_day, save_report, send_report, write_week
from samre.casework.models import Attendance, Case, Placement, PlacementReport, WorkReport

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")
WEEK = {"hur": "battre", "stegring": "lagom", "ring": "nej"}
AREAS = ("tid", "uthallighet", "koncentration", "tempo", "samarbete")


class Work:
    """A case, a social enterprise with a handledare, and what they need of each other."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        self.case = Case.objects.get(pk=make_case(self.by, name="Alva Provsson").pk)
        self.at = f"/arenden/{self.case.pk}/samverkan/insats"
        self.unit = make_enterprise("Verkstan i Provby")
        self.handledare, self.supervisor = make_supervisor(self.unit)
        self.today = timezone.localdate()

    def place(self) -> str:
        self.placement, self.delivery = make_placement(self.case, self.by, self.unit)
        return f"/platser/{self.delivery.pk}"


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment, "/platser", width=390)`: a page where somebody is logged in."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        client = log_in(Client(), assignment)
        cookie = client.cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def picture(page: Any, name: str) -> None:
    """Keeps what the page looks like, where somebody has asked for it (PICTURES_FOLDER=folder)."""
    if PICTURES:
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_the_handledare_s_pages_are_sound_in_every_state(
    work: Work, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    here = work.place()
    other = Case.objects.get(pk=make_case(work.by, name="Kim Berg").pk)
    _, second = make_placement(other, work.by, work.unit)
    for minutes in (120, 60):
        mark_day(delivery=second, day=work.today, status="kom", minutes=minutes, by=work.supervisor)
    write_week(delivery=second, week=work.today, choices=WEEK, text="Lugnt rum hjälpte.", by=work.supervisor)
    save_report(delivery=second, content=report_content(work.placement), seen=0, by=work.supervisor)
    page = visit(work.handledare, "/platser")
    start = page.url.removesuffix("/platser")
    states = {
        "platser": "/platser",
        "plats": here,
        "plats-noterad": f"/platser/{second.pk}",
        "rapport": f"{here}/rapport",
        "rapport-granska": f"/platser/{second.pk}/rapport?visa=granska",
    }
    for name, path in states.items():
        page.goto(start + path)
        assert_sound(page)
        picture(page, name)
    page.goto(start + here)
    page.get_by_role("button", name="Skicka till kommunen").click()
    assert page.locator(".ds-validation-message").count() >= 3
    assert_sound(page)
    picture(page, "plats-fel")


def test_on_a_phone_without_scripts_attendance_week_and_report_reach_the_caseworker(
    work: Work, visit: Callable[..., Any]
) -> None:
    here = work.place()
    page = visit(work.handledare, "/platser", width=390, javascript=False)
    page.locator('button[name="status"][value="kom"]').click()
    expect(page.get_by_text("Närvaron är sparad.")).to_be_visible()
    assert Attendance.objects.count() == 1
    page.get_by_role("link", name="Skriv om veckan för Alva").click()
    for answer in ("Bättre än väntat", "Lagom", "Nej"):
        page.get_by_label(answer, exact=True).check()
    page.get_by_label("Vad fungerade, och vad gjorde det svårare?").fill("Kom i tid varje dag.")
    page.get_by_role("button", name="Skicka till kommunen").click()
    expect(page.get_by_text("Veckan är sparad och skickad till kommunen.")).to_be_visible()
    page.goto(page.url.split("/platser")[0] + here + "/rapport")
    for code in AREAS:
        page.locator(f'input[name="niva_{code}"][value="3"]').check()
        page.locator(f'textarea[name="exempel_{code}"]').fill("Såg det varje dag.")
    page.get_by_label("Vilka anpassningar hjälpte?").fill("Paus varje timme.")
    page.get_by_label("Hur ser personen själv på det?").fill("Jag orkar mer än jag trodde.")
    page.get_by_role("button", name="Spara och granska").click()
    expect(page.locator("#fel-svar_nasta")).to_be_visible()
    page.get_by_label("Vad kan vara ett möjligt nästa steg?").fill("Fler timmar.")
    page.get_by_label("Delvis: regelbundet på deltid").check()
    page.get_by_label("Timmar i veckan som har fungerat").fill("10")
    page.get_by_role("button", name="Spara och granska").click()
    page.get_by_role("button", name="Skriv under och skicka").click()
    expect(page.get_by_text("Rapporten är underskriven och skickad till kommunen.")).to_be_visible()
    assert WorkReport.objects.get().sent_at is not None
    desk = visit(work.assignment, f"{work.at}/{work.placement.pk}")
    desk.get_by_role("link", name="Uppföljning av arbetsförmåga").click()
    expect(desk.get_by_text("Jag orkar mer än jag trodde.")).to_be_visible()
    expect(desk.get_by_text("Prövad arbetsförmåga").first).to_be_visible()
    assert PlacementReport.objects.count() == 2


def test_the_caseworker_finds_orders_and_sends_by_keyboard(work: Work, visit: Callable[..., Any]) -> None:
    make_intervention(work.by, work.unit)
    make_consent(work.case, work.by, to=[work.unit], categories=TOLD, purpose="insats")
    page = visit(work.assignment, work.at)
    page.get_by_role("link", name="Hitta en insats").click()
    page.get_by_role("textbox", name="Timmar i veckan").fill("6")
    page.get_by_role("button", name="Visa vad som passar").press("Enter")
    expect(page.get_by_role("heading", name="Passar: 1 insats")).to_be_visible()
    page.get_by_role("button", name="Välj Snickeriet").press("Enter")
    page.get_by_label("Vad prövningen ska svara på").fill("Klarar hen att komma?")
    page.get_by_label("Medicinska ramar").fill("Behöver paus varje timme.")
    page.get_by_label("Första dag").fill((work.today + timedelta(days=3)).isoformat())
    page.get_by_label("Sista dag").fill((work.today + timedelta(days=80)).isoformat())
    page.locator("#timmar_1").fill("4")
    page.get_by_role("button", name="Två timmar mer varannan vecka").press("Enter")
    expect(page.locator("#timmar_2")).to_have_value("6")
    expect(page.get_by_text("Personen klarar 6 timmar i veckan nu")).to_be_visible()
    page.get_by_label("Vem handledaren ringer").fill("Sara Lind, 010-000 10 10")
    page.get_by_role("button", name="Spara och granska").press("Enter")
    expect(page.get_by_text("Uppgifterna lämnas med förbehåll").first).to_be_visible()
    page.get_by_role("button", name="Skicka beställningen").press("Enter")
    expect(page.get_by_text("Beställningen är skickad.")).to_be_visible()
    assert Placement.objects.get().state == "bestalld"


def test_the_case_s_pages_and_the_catalogue_are_sound(
    work: Work, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    work.place()
    old = work.today - timedelta(days=100)
    make_intervention(work.by, name="Lagret", hours_from=20, hours_to=30, verified_on=old, agreement_to=old)
    make_intervention(work.by, name="Slöjden", ended_on=old, ended_by="Prov Person", verified_on=old)
    draft = make_draft(work.case, work.by, work.placement.intervention)
    delivery = work.delivery
    write_week(
        delivery=delivery, week=work.today, choices=WEEK, text="Lugnt rum hjälpte.", by=work.supervisor
    )
    report = save_report(
        delivery=delivery, content=report_content(work.placement), seen=0, by=work.supervisor
    )
    send_report(delivery=delivery, seen=report.revision, by=work.supervisor)
    row = PlacementReport.objects.get(kind="rapport")
    page = visit(work.assignment, work.at)
    start = page.url.removesuffix(work.at)
    states = {
        "insatser": work.at,
        "insats": f"{work.at}/{work.placement.pk}",
        "insats-rapport": f"{work.at}/{work.placement.pk}/rapport/{row.pk}",
        "insats-valj": f"{work.at}/{draft.pk}/valj",
        "insats-bestall": f"{work.at}/{draft.pk}/bestall",
        "insats-granska": f"{work.at}/{draft.pk}/granska",
        "katalog": "/insatser",
    }
    for name, path in states.items():
        page.goto(start + path)
        assert_sound(page)
        picture(page, name)
    page.goto(start + states["insats"])
    page.get_by_text("Avsluta insatsen").first.click()
    page.get_by_role("button", name="Avsluta insatsen").click()
    expect(page.get_by_text("Välj varför insatsen slutar.")).to_be_visible()
    assert_sound(page)
    lead = make_assignment(role=Role.PROCESS_LEAD, unit=work.assignment.unit)
    page = visit(lead, "/insatser")
    assert_sound(page)
    page.goto(start + "/insatser/ny")
    page.get_by_role("button", name="Spara").click()
    assert page.locator(".ds-validation-message").count() >= 5
    assert_sound(page)
    picture(page, "katalog-ny-fel")
