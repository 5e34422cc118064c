"""Writing, signing, correcting and handing over in a browser: nothing typed is lost, by keyboard, narrow, without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.factories import make_case
from tests.casework.note_factories import make_basis, make_draft, make_note

from samre.accounts.actors import actor_for
from samre.accounts.sessions import BEGUN
from samre.casework.actions.cases import add_colleague
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.notes import add_objection, mark_copied
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, Note, NoteDraft

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")


class Desk:
    """A case with something in it, and its handler."""

    def __init__(self) -> None:
        self.assignment = make_assignment(unit=make_unit(name="Försörjningsstöd Norr"))
        self.by = actor_for(self.assignment)
        self.case = Case.objects.get(pk=make_case(self.by, name="Alva Provsson").pk)
        self.at = f"/arenden/{self.case.pk}"

    def fill(self) -> Note:
        """Notes of every kind, a correction, an objection, a copy, steps, facts, a basis."""
        other = make_assignment(unit=self.assignment.unit)
        add_colleague(case=self.case, user=other.user, by=self.by)
        enter_facts(case=self.case, values={"barn_i_hushallet": 2}, source="personen", by=self.by)
        choose_step(case=self.case, step="S12", reason="Personen vill pröva nu.", by=self.by)
        finish_step(step=self.case.steps.get(step="S12"), outcome="Avbröts", dropped=True, by=self.by)
        note = make_note(
            self.case, self.by, andra="ja", text="Ring\n\n" + "en lång mening om praktiken " * 20
        )
        make_note(self.case, self.by, corrects=note, skal="Fel dag.", text="Det var i torsdags.")
        add_objection(note=note, text="Så sa jag inte.", by=self.by)
        mark_copied(note=note, system="viva", by=self.by)
        make_note(self.case, self.by, slag="bedomning", rubrik="Bedömning" + "mycketlångtord" * 7)
        make_basis(self.case, self.by)
        return note


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment, "/arenden", width=390)`: a page where somebody is logged in."""

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


def test_every_page_and_state_is_sound(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    note = desk.fill()
    draft = make_draft(desk.case, desk.by)
    basis = desk.case.decision_bases.get()
    page = visit(desk.assignment, desk.at + "/anteckningar")
    start = page.url.removesuffix(desk.at + "/anteckningar")
    states = {
        "anteckningar": desk.at + "/anteckningar",
        "anteckning": f"{desk.at}/anteckningar/{note.pk}",
        "utkast": f"{desk.at}/anteckningar/utkast/{draft.pk}",
        "rattelse": f"{desk.at}/anteckningar/ny?rattar={note.pk}",
        "mina-utkast": "/arenden/utkast",
        "underlag": f"{desk.at}/anteckningar/underlag",
        "ett-underlag": f"{desk.at}/anteckningar/underlag/{basis.pk}",
        "tidslinje": desk.at + "/tidslinje",
        "overlamna": desk.at + "/overlamna",
        "avsluta": desk.at + "/avsluta",
        "oppna-igen": desk.at + "/oppna-igen",
        "kvitto": desk.at + "/avsluta/kvitto",
    }
    for name, path in states.items():
        page.goto(start + path)
        assert_sound(page)
        picture(page, name)
    page.goto(start + states["anteckning"])
    page.emulate_media(media="print")
    for printed in ("Så sa jag inte.", "Det var i torsdags.", "Fel dag."):
        expect(page.get_by_text(printed).first).to_be_visible()
    expect(page.get_by_role("button", name="Spara invändningen")).to_be_hidden()
    page.emulate_media(media="screen")
    for name, path, button in (
        ("utkast-fel", states["rattelse"], "Signera"),
        ("avsluta-fel", states["avsluta"], "Avsluta ärendet"),
        ("overlamna-fel", states["overlamna"], "Lämna över ärendet"),
        ("underlag-fel", states["ett-underlag"], "Spara att personen har fått del av det"),
        ("invandning-fel", states["anteckning"], "Spara invändningen"),
    ):
        page.goto(start + path)
        page.get_by_role("button", name=button, exact=True).click()
        assert page.locator(".ds-validation-message").count()
        assert_sound(page)
        picture(page, name)


def test_what_is_typed_is_saved_by_itself_and_signed_by_keyboard(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    page = visit(desk.assignment, desk.at + "/anteckningar/ny")
    page.get_by_label("Personens egna ord").focus()
    page.keyboard.press("Space")
    page.get_by_label("Rubrik").fill("Samtal")
    page.get_by_label("Text").fill("Hon vill börja i januari.")
    page.get_by_text(re.compile(r"^Sparat \d")).wait_for()
    assert NoteDraft.objects.get().fields["text"] == "Hon vill börja i januari."
    page.reload()
    assert page.get_by_label("Text").input_value() == "Hon vill börja i januari."
    page.get_by_label("Text").fill("Hon vill börja i februari.")
    page.get_by_label("Källa").fill("Personen i telefon")
    page.get_by_role("button", name="Signera").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Anteckningen är signerad")
    assert Note.objects.get().text == "Hon vill börja i februari."
    assert not NoteDraft.objects.exists()


def test_an_empty_form_is_not_saved_and_does_not_hold_anybody_back(
    desk: Desk, visit: Callable[..., Any]
) -> None:
    page = visit(desk.assignment, desk.at + "/anteckningar/ny")
    page.get_by_label("Text").focus()
    page.keyboard.press("Tab")
    page.get_by_role("link", name="Alla anteckningar").click()
    page.wait_for_url("**/anteckningar")
    assert not NoteDraft.objects.exists()


def test_two_windows_on_one_draft_show_both_texts(
    desk: Desk, visit: Callable[..., Any], assert_sound: Callable[[object], None]
) -> None:
    draft = make_draft(desk.case, desk.by, text="Först")
    address = f"{desk.at}/anteckningar/utkast/{draft.pk}"
    first, second = visit(desk.assignment, address), visit(desk.assignment, address)
    first.get_by_label("Text", exact=True).fill("Ena texten")
    first.get_by_label("Rubrik").focus()
    first.get_by_text(re.compile(r"^Sparat \d")).wait_for()
    second.get_by_label("Text", exact=True).fill("Andra texten")
    second.get_by_label("Rubrik").focus()
    second.get_by_role("button", name="Visa båda texterna").click()
    second.wait_for_selector("text=Texten som är sparad")
    assert second.get_by_label("Text", exact=True).input_value() == "Andra texten"
    assert second.get_by_text("Ena texten").count() == 1
    assert_sound(second)
    picture(second, "krock")
    second.get_by_role("button", name="Spara båda, efter varandra").click()
    second.wait_for_selector("text=Utkastet är sparat")
    assert NoteDraft.objects.get().fields["text"] == "Andra texten\n\nEna texten"


def test_the_text_survives_a_session_that_runs_out(desk: Desk, visit: Callable[..., Any]) -> None:
    draft = make_draft(desk.case, desk.by, text="Först")
    address = f"{desk.at}/anteckningar/utkast/{draft.pk}"
    page = visit(desk.assignment, address)
    end_session(page, hours=9)
    page.get_by_label("Text", exact=True).fill("Skrivet efter att sessionen tog slut")
    page.get_by_label("Rubrik").focus()
    link = page.get_by_role("link", name="Logga in och spara det")
    link.wait_for()
    picture(page, "utloggad")
    onward = link.get_attribute("href")
    cookie = log_in(Client(), desk.assignment).cookies["samre_session"].value
    start = page.url.removesuffix(address)
    page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": start + "/"}])
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(start + unquoted(onward))
    picture(page, "kvar")
    page.get_by_role("button", name="Skicka det nu").click()
    page.wait_for_selector("text=Utkastet är sparat")
    assert NoteDraft.objects.get().fields["text"] == "Skrivet efter att sessionen tog slut"


def end_session(page: Any, *, hours: int) -> None:
    """The session as it is when it has lasted too long."""
    from importlib import import_module

    from django.conf import settings

    key = next(one["value"] for one in page.context.cookies() if one["name"] == "samre_session")
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session[BEGUN] = int((timezone.now() - timedelta(hours=hours)).timestamp())
    session.save()


def unquoted(address: str | None) -> str:
    """The page that the login sends on to."""
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(address or "").query)["till"][0]


def test_without_javascript_the_whole_way_works(desk: Desk, visit: Callable[..., Any]) -> None:
    page = visit(desk.assignment, desk.at + "/anteckningar/ny", javascript=False)
    page.get_by_label("Bedömning").check()
    page.get_by_label("Rubrik").fill("Slutsats")
    page.get_by_label("Text", exact=True).fill("Hon är redo.")
    page.get_by_role("button", name="Spara utkast").click()
    page.get_by_text("Utkastet är sparat").wait_for()
    page.get_by_label("Källa").fill("Egen iakttagelse")
    page.get_by_role("button", name="Signera").click()
    page.get_by_text("Anteckningen är signerad").wait_for()
    assert "Hon är redo." in page.get_by_label("Texten med författare").input_value()
    page.get_by_label("Personens ord").fill("Det håller jag inte med om.")
    page.get_by_role("button", name="Spara invändningen").click()
    page.get_by_text("Invändningen är sparad").wait_for()
    assert "Det håller jag inte med om." in page.get_by_label("Texten med författare").input_value()
    colleague = make_assignment(unit=desk.assignment.unit)
    page.goto(page.url.split(desk.at)[0] + desk.at + "/overlamna")
    page.get_by_label("Ny ansvarig handläggare").select_option(value=str(colleague.user_id))
    page.get_by_label("Vad behöver kollegan veta?").fill("Ring på måndag.")
    page.get_by_role("button", name="Lämna över ärendet").click()
    page.get_by_role("heading", name="Ärendet är överlämnat").wait_for()


def test_the_text_is_copied_with_one_press(desk: Desk, visit: Callable[..., Any]) -> None:
    note = make_note(desk.case, desk.by, text="Att kopiera")
    page = visit(desk.assignment, f"{desk.at}/anteckningar/{note.pk}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiera texten").click()
    page.wait_for_selector("text=Texten är kopierad.")
    assert "Att kopiera" in page.evaluate("navigator.clipboard.readText()")
